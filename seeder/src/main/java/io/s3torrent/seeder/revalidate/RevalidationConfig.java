package io.s3torrent.seeder.revalidate;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often the objects of torrents in use are checked.
 *
 * @param interval between two checks of one torrent, from 1 minute to 365 days; empty for no checks
 * @param nanoClock a clock like {@link System#nanoTime}
 */
public record RevalidationConfig(Optional<Duration> interval, LongSupplier nanoClock) {
    private static final Duration SHORTEST = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofDays(365);

    /** A check every 5 minutes. */
    public static final RevalidationConfig DEFAULT = of(Optional.of(Duration.ofMinutes(5)));

    public RevalidationConfig {
        interval.ifPresent(RevalidationConfig::check);
    }

    /** Uses the system's clock. */
    public static RevalidationConfig of(Optional<Duration> interval) {
        return new RevalidationConfig(interval, System::nanoTime);
    }

    private static void check(Duration interval) {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "revalidate: " + interval.toSeconds() + " s (expected: 60 s to 365 days, or never)");
        }
    }
}
