package io.s3torrent.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** Writes bytes that do not compress, and are the same on every machine. */
record SampleObject(Path file, String sha256) {
    private static final int STEP = 1 << 20;

    /** Writes a file of that many bytes, a multiple of 1 MiB. */
    static SampleObject write(Path file, long size) throws IOException {
        Random random = new Random(6881);
        MessageDigest digest = digest();
        byte[] step = new byte[STEP];
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
            for (long at = 0; at < size; at += STEP) {
                random.nextBytes(step);
                out.write(step);
            }
        }
        return new SampleObject(file, HexFormat.of().formatHex(digest.digest()));
    }

    /** The SHA-256 of a file, in hexadecimal. */
    static String sha256(Path file) throws IOException {
        MessageDigest digest = digest();
        byte[] step = new byte[STEP];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(step); n >= 0; n = in.read(step)) {
                digest.update(step, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
