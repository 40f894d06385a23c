package io.s3torrent.seeder.s3.client;

import org.jspecify.annotations.Nullable;

/** Notices when a store sends us round in a circle of tokens, however long, while it remembers one (Brent's algorithm). */
final class TokenCycleDetector {
    private @Nullable String remembered;
    private long steps;
    private long stepsUntilNext = 1;

    /** True when {@code token} was there before; of a circle, one of its tokens is told, at the latest in the third round. */
    boolean closes(String token) {
        if (token.equals(remembered)) {
            return true;
        }
        if (++steps == stepsUntilNext) {
            remembered = token;
            steps = 0;
            stepsUntilNext *= 2;
        }
        return false;
    }
}
