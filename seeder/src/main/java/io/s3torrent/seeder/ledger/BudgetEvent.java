package io.s3torrent.seeder.ledger;

import java.time.Instant;

/**
 * A budget came to a point that somebody should hear of.
 *
 * @param used bytes, in the period that {@code now} lies in
 * @param renewal when the next period begins; {@link Instant#MAX} if none does
 */
public record BudgetEvent(Kind kind, State state, long used, Budget budget, Instant renewal) {

    /** What a budget is of. */
    public enum Kind {
        /** Bytes read from the store. */
        S3,
        /** Bytes sent to peers. */
        UPLOAD
    }

    /** Where it stands. */
    public enum State {
        /** 80 % are used. */
        WARNING,
        /** What was asked for last is not left. */
        EXHAUSTED,
        /** After it was exhausted, another period has begun. */
        RENEWED
    }
}
