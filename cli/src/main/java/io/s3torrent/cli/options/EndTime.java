package io.s3torrent.cli.options;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A moment in the future: {@code 24h}, {@code 30m}, {@code 90s} from now, or an instant of ISO 8601. */
public record EndTime(Instant instant) {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})([smhd])");

    /**
     * Parses a time, durations counted from now.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static EndTime parse(String text) {
        Optional<Duration> duration = duration(text);
        if (duration.isPresent()) {
            return new EndTime(Instant.now().plus(duration.get()));
        }
        try {
            return new EndTime(Instant.parse(text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "\"" + text
                            + "\" (expected: a duration as in 24h, 30m or 7d, or a time as in 2030-12-31T23:59:59Z)",
                    e);
        }
    }

    /** Parses {@code 24h} and the like; empty for anything else. */
    static Optional<Duration> duration(String text) {
        Matcher duration = DURATION.matcher(text);
        return duration.matches()
                ? Optional.of(length(Long.parseLong(duration.group(1)), duration.group(2)))
                : Optional.empty();
    }

    private static Duration length(long count, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
