package io.s3torrent.seeder.resolve;

/** Where a torrent came from, in the order in which origins are tried. */
public enum OriginKind {
    /** The user gave the torrent. */
    GIVEN("given"),
    /** An earlier run kept it in the state folder. */
    KEPT("kept"),
    /** The sidecar next to the object. */
    SIDECAR("sidecar"),
    /** The SHA-1s of the object's parts, which the store keeps and which are the piece hashes. */
    PART_CHECKSUMS("part-checksums"),
    /** The store's own {@code ?torrent}. */
    STORE("store"),
    /** All bytes were read and hashed. */
    HASHING("hashing");

    private final String word;

    OriginKind(String word) {
        this.word = word;
    }

    /** True for a torrent that was made or at least sampled in this run. Unchecked torrents of others are not published as ours. */
    boolean isChecked() {
        return this == PART_CHECKSUMS || this == STORE || this == HASHING;
    }

    /** The word that users see. */
    @Override
    public String toString() {
        return word;
    }
}
