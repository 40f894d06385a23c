package io.s3torrent.seeder.gateway;

/**
 * A client of the gateway.
 *
 * @param name the id of its access key, or {@link #ANONYMOUS}
 */
record Principal(String name, AllowedKeys grants) {
    /** The principal of unsigned requests; an access key cannot have this name. */
    static final String ANONYMOUS = "anonymous";

    boolean isAnonymous() {
        return name.equals(ANONYMOUS);
    }
}
