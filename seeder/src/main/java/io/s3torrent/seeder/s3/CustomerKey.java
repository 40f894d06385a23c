package io.s3torrent.seeder.s3;

import io.s3torrent.bittorrent.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/** A 256-bit key of the customer, with which the store encrypts objects (SSE-C). {@link #toString} hides the key. */
public final class CustomerKey {
    public static final String ALGORITHM = "AES256";

    private static final int LENGTH = 32;
    /** Base64 of a key has 44 characters, and a file may end with a line break. */
    private static final int MAX_FILE = 64;

    private final byte[] key;

    private CustomerKey(byte[] key) {
        this.key = key;
    }

    /**
     * Reads the key from a file: 32 raw bytes, or the same in base64.
     *
     * @throws ObjectException.Misconfigured when the file cannot be read or does not hold a key
     */
    public static CustomerKey read(Path file) throws ObjectException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in.readNBytes(MAX_FILE + 1));
        } catch (IOException | IllegalArgumentException e) {
            // The cause is dropped, because its message may quote the file.
            throw new ObjectException.Misconfigured(
                    "The customer key " + file
                            + " cannot be used (expected: a readable file of 32 bytes, raw or in base64)",
                    null);
        }
    }

    /**
     * Parses the contents of a key file.
     *
     * @throws IllegalArgumentException when they are not a key
     */
    public static CustomerKey of(byte[] contents) {
        byte[] key = contents.length == LENGTH
                ? contents.clone()
                : Base64.getDecoder().decode(stripped(contents));
        if (key.length != LENGTH) {
            throw new IllegalArgumentException("customer key: " + key.length + " bytes (expected: " + LENGTH + ")");
        }
        return new CustomerKey(key);
    }

    private static String stripped(byte[] contents) {
        return new String(contents, StandardCharsets.ISO_8859_1).strip();
    }

    /** The key as request headers carry it. */
    public String base64() {
        return Base64.getEncoder().encodeToString(key);
    }

    /** The MD5 of the key, by which the store checks that the key arrived intact. */
    public String md5() {
        return Base64.getEncoder().encodeToString(Digests.md5().digest(key));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CustomerKey that && MessageDigest.isEqual(key, that.key);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key);
    }

    @Override
    public String toString() {
        return "CustomerKey[not shown]";
    }
}
