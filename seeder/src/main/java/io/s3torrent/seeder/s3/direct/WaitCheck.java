package io.s3torrent.seeder.s3.direct;

import java.io.IOException;

/** Is called several times a second while a connection waits for bytes of an answer, and can end the wait. */
@FunctionalInterface
public interface WaitCheck {
    /** Never ends a wait. */
    WaitCheck NONE = nanos -> {};

    /**
     * Checks a wait. The connection is closed when this throws.
     *
     * @param nanos how long the connection has waited for its next bytes
     * @throws IOException when the wait is too long
     */
    void check(long nanos) throws IOException;
}
