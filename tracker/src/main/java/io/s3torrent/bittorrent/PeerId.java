package io.s3torrent.bittorrent;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The 20 bytes that identify a client in handshakes and to trackers (BEP 3, conventions of BEP 20). */
public final class PeerId {
    /** Length in bytes. */
    public static final int LENGTH = 20;

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final byte[] bytes;

    private PeerId(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("peerId: " + bytes.length + " bytes (expected: " + LENGTH + ")");
        }
        this.bytes = bytes;
    }

    /**
     * Wraps a copy of 20 raw bytes.
     *
     * @throws IllegalArgumentException unless there are exactly 20
     */
    public static PeerId of(byte[] raw) {
        return new PeerId(raw.clone());
    }

    /**
     * Creates an id in the Azureus style of BEP 20: {@code prefix}, then random letters and digits.
     *
     * @param prefix up to 19 ASCII characters, such as {@code -S30100-}
     */
    public static PeerId random(String prefix, RandomGenerator random) {
        StringBuilder id = new StringBuilder(prefix);
        while (id.length() < LENGTH) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new PeerId(id.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** A copy of the 20 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PeerId that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The id as text for logs; bytes that are not printable ASCII become dots. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(LENGTH);
        for (byte b : bytes) {
            text.append(b >= 0x20 && b < 0x7f ? (char) b : '.');
        }
        return text.toString();
    }
}
