package io.s3torrent.cli.options;

import java.time.DateTimeException;
import java.time.Instant;

/** When a torrent was made, as it shall say. */
record CreationDate(Instant instant) {
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /**
     * Parses {@code now} or an instant of ISO 8601.
     *
     * @throws IllegalArgumentException for anything else
     */
    static CreationDate parse(String text) {
        try {
            Instant instant = text.equals("now") ? Instant.now() : Instant.parse(text);
            if (!instant.isBefore(Instant.EPOCH) && !instant.isAfter(LATEST)) {
                return new CreationDate(instant);
            }
        } catch (DateTimeException e) {
            // Told below, with what was expected.
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" (expected: now, or a time from 1970 on as in 2024-12-31T23:59:59Z)");
    }
}
