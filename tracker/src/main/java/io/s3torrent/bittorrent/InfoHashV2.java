package io.s3torrent.bittorrent;

import java.util.Arrays;
import java.util.HexFormat;

/** Identifies a v2 torrent: the SHA-256 of the bencoded {@code info} dictionary, 32 bytes (BEP 52). */
public final class InfoHashV2 {
    /** Length in bytes. */
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private InfoHashV2(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("infoHashV2: " + bytes.length + " bytes (expected: " + LENGTH + ")");
        }
        this.bytes = bytes;
    }

    /**
     * Parses 64 hexadecimal digits of either case.
     *
     * @throws IllegalArgumentException when the text is anything else
     */
    public static InfoHashV2 ofHex(String hex) {
        return new InfoHashV2(HexFormat.of().parseHex(hex));
    }

    /** Hashes the bencoded {@code info} dictionary, given as its raw bytes. */
    public static InfoHashV2 ofInfo(byte[] info) {
        return new InfoHashV2(Digests.sha256().digest(info));
    }

    /** The first 20 bytes, which identify the torrent's swarm to trackers and in handshakes. */
    public InfoHash truncated() {
        return InfoHash.of(Arrays.copyOf(bytes, InfoHash.LENGTH));
    }

    /** The 64 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InfoHashV2 that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
