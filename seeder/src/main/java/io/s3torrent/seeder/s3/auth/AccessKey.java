package io.s3torrent.seeder.s3.auth;

import java.time.Instant;
import java.util.Optional;

/**
 * A key with which requests are signed. {@link #toString} hides its secrets.
 *
 * @param id public
 * @param secret never sent
 * @param token session token that every request with a temporary key carries
 * @param expires when a temporary key ends
 */
public record AccessKey(String id, String secret, Optional<String> token, Optional<Instant> expires) {
    public AccessKey {
        if (id.isEmpty() || secret.isEmpty()) {
            throw new IllegalArgumentException("access key \"" + id + "\": id or secret empty (expected: both)");
        }
    }

    /** A key without a session and an expiry date. */
    public static AccessKey lasting(String id, String secret) {
        return new AccessKey(id, secret, Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
        return "AccessKey[" + id + "]";
    }
}
