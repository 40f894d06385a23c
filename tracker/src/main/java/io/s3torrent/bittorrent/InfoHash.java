package io.s3torrent.bittorrent;

import java.util.Arrays;
import java.util.HexFormat;

/** Names a swarm: the SHA-1 of the bencoded {@code info} dictionary, 20 bytes (BEP 3). */
public final class InfoHash implements Comparable<InfoHash> {
    /** Length in bytes. */
    public static final int LENGTH = 20;

    private final byte[] bytes;

    private InfoHash(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("infoHash: " + bytes.length + " bytes (expected: " + LENGTH + ")");
        }
        this.bytes = bytes;
    }

    /**
     * Wraps a copy of 20 raw bytes.
     *
     * @throws IllegalArgumentException when there are not exactly 20
     */
    public static InfoHash of(byte[] raw) {
        return new InfoHash(raw.clone());
    }

    /**
     * Parses 40 hexadecimal digits of either case.
     *
     * @throws IllegalArgumentException when the text is anything else
     */
    public static InfoHash ofHex(String hex) {
        return new InfoHash(HexFormat.of().parseHex(hex));
    }

    /** Hashes the bencoded {@code info} dictionary, given as its raw bytes. */
    public static InfoHash ofInfo(byte[] info) {
        return new InfoHash(Digests.sha1().digest(info));
    }

    /** A copy of the 20 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The 40 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public int compareTo(InfoHash other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InfoHash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        // The bytes are uniform already, unless somebody searched for collisions: tables that strangers fill key their
        // own hash.
        return ((bytes[0] & 0xff) << 24) | ((bytes[1] & 0xff) << 16) | ((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff);
    }

    @Override
    public String toString() {
        return hex();
    }
}
