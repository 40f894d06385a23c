package io.s3torrent.cli.options;

import io.s3torrent.seeder.revalidate.RevalidationConfig;
import java.time.Duration;
import java.util.Optional;

/** How often objects are checked: {@code 5m}, {@code 90s}, {@code 1h}, or {@code never}. */
final class RevalidateArgument {
    private static final String EXPECTED = " (expected: 60s to 365d, as in 90s, 5m or 1h; or never)";

    private RevalidateArgument() {}

    /**
     * Parses an interval.
     *
     * @throws IllegalArgumentException for anything else
     */
    static RevalidationConfig parse(String text) {
        if (text.equals("never")) {
            return RevalidationConfig.of(Optional.empty());
        }
        Optional<Duration> interval = EndTime.duration(text);
        try {
            if (interval.isPresent()) {
                return RevalidationConfig.of(interval);
            }
        } catch (IllegalArgumentException e) {
            // Told below, as the user wrote it.
        }
        throw new IllegalArgumentException("\"" + text + "\"" + EXPECTED);
    }
}
