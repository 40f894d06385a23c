package io.s3torrent.seeder.ledger;

import java.time.Instant;

/**
 * A change in the state of a budget.
 *
 * @param used bytes used in the current period
 * @param renewal the start of the next period; {@link Instant#MAX} if there is none
 */
public record BudgetEvent(Kind kind, State state, long used, Budget budget, Instant renewal) {

    /** The kind of bytes that a budget limits. */
    public enum Kind {
        /** Bytes read from the store. */
        S3,
        /** Bytes sent to peers. */
        UPLOAD
    }

    /** The state of a budget. */
    public enum State {
        /** 80 % are used. */
        WARNING,
        /** Less is left than was last asked for. */
        EXHAUSTED,
        /** A new period has begun after the budget was exhausted. */
        RENEWED
    }
}
