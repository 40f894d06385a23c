package io.s3torrent.seeder.metainfo;

/** How a torrent hashes its bytes, which determines the clients that can use it. */
public enum TorrentFormat {
    /** The SHA-1 of each piece, with all files as one run of bytes (BEP 3). All clients support it. */
    V1(20),
    /** Both kinds of hashes in one torrent, with two info-hashes. All clients support it. */
    HYBRID(52),
    /** A SHA-256 Merkle tree for each file (BEP 52). Only newer clients support it. */
    V2(32);

    private final int hashBytes;

    TorrentFormat(int hashBytes) {
        this.hashBytes = hashBytes;
    }

    /** True when the torrent has piece hashes of BEP 3. */
    public boolean hasV1() {
        return this != V2;
    }

    /** True when the torrent has piece hashes of BEP 52. */
    public boolean hasV2() {
        return this != V1;
    }

    /** Bytes of hashes in the torrent file for each piece. */
    public int hashBytes() {
        return hashBytes;
    }
}
