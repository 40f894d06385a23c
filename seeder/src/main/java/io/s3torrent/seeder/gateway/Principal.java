package io.s3torrent.seeder.gateway;

/**
 * Somebody who asks.
 *
 * @param name the id of his access key, or {@link #ANONYMOUS}
 */
record Principal(String name, AllowedKeys grants) {
    /** Who does not sign; an access key cannot have this name. */
    static final String ANONYMOUS = "anonymous";

    boolean isAnonymous() {
        return name.equals(ANONYMOUS);
    }
}
