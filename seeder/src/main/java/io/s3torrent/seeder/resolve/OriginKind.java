package io.s3torrent.seeder.resolve;

/** Where a torrent came from, in the order of trying. */
public enum OriginKind {
    /** The user gave it. */
    GIVEN("given"),
    /** An earlier run left it in the state folder. */
    KEPT("kept"),
    /** It lay beside the object. */
    SIDECAR("sidecar"),
    /** The store keeps the SHA-1 of the object's parts, and they are its pieces. */
    PART_CHECKSUMS("part-checksums"),
    /** The store's own {@code ?torrent}. */
    STORE("store"),
    /** Every byte was read. */
    HASHING("hashing");

    private final String word;

    OriginKind(String word) {
        this.word = word;
    }

    /** True for what was made, or at least sampled, in this run: others' word is not passed on as ours. */
    boolean isChecked() {
        return this == PART_CHECKSUMS || this == STORE || this == HASHING;
    }

    /** As the user reads it. */
    @Override
    public String toString() {
        return word;
    }
}
