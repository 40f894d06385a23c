package io.s3torrent.seeder.s3.auth;

import java.time.Instant;
import java.util.Optional;

/**
 * What requests are signed with. Never prints its secrets.
 *
 * @param id names it, in clear
 * @param secret never leaves its owner
 * @param token goes with every request, when the key was lent for a session
 * @param expires when that ends
 */
public record AccessKey(String id, String secret, Optional<String> token, Optional<Instant> expires) {
    public AccessKey {
        if (id.isEmpty() || secret.isEmpty()) {
            throw new IllegalArgumentException("access key \"" + id + "\": id or secret empty (expected: both)");
        }
    }

    /** A key that lasts. */
    public static AccessKey lasting(String id, String secret) {
        return new AccessKey(id, secret, Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
        return "AccessKey[" + id + "]";
    }
}
