package io.s3torrent.seeder.metainfo;

/** How a torrent hashes its bytes, and so which clients can use it. */
public enum TorrentFormat {
    /** SHA-1 of each piece of all files as one run (BEP 3): every client. */
    V1(20),
    /** Both in one torrent with two info-hashes: every client. */
    HYBRID(52),
    /** A SHA-256 Merkle tree for each file (BEP 52): newer clients only. */
    V2(32);

    private final int hashBytes;

    TorrentFormat(int hashBytes) {
        this.hashBytes = hashBytes;
    }

    /** True when it names pieces as BEP 3 does. */
    public boolean hasV1() {
        return this != V2;
    }

    /** True when it names pieces as BEP 52 does. */
    public boolean hasV2() {
        return this != V1;
    }

    /** Bytes of hashes in the torrent file for each piece. */
    public int hashBytes() {
        return hashBytes;
    }
}
