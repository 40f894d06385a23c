package io.s3torrent.cli.options;

import io.s3torrent.seeder.revalidate.RevalidationConfig;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The times and durations that options take. */
public final class TimeArguments {
    private TimeArguments() {}

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

    /** The creation date to write into a torrent. */
    public record CreationDate(Instant instant) {
        private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

        /**
         * Parses {@code now} or an instant of ISO 8601.
         *
         * @throws IllegalArgumentException for anything else
         */
        public static CreationDate parse(String text) {
            try {
                Instant instant = text.equals("now") ? Instant.now() : Instant.parse(text);
                if (!instant.isBefore(Instant.EPOCH) && !instant.isAfter(LATEST)) {
                    return new CreationDate(instant);
                }
            } catch (DateTimeException e) {
                // Reported below, with what was expected.
            }
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: now, or a time from 1970 on as in 2024-12-31T23:59:59Z)");
        }
    }

    /** How often objects are checked: {@code 5m}, {@code 90s}, {@code 1h}, or {@code never}. */
    static final class RevalidateArgument {
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
                // Reported below, with the text of the user.
            }
            throw new IllegalArgumentException("\"" + text + "\"" + EXPECTED);
        }
    }

    /**
     * How often a source is listed: {@code auto}, or a fixed time from {@code 1s} on.
     *
     * @param fixed empty for {@code auto}
     */
    public record PollInterval(Optional<Duration> fixed) {
        private static final Duration SHORTEST = Duration.ofSeconds(1);
        private static final Duration LONGEST = Duration.ofDays(365);

        /**
         * Parses an interval.
         *
         * @throws IllegalArgumentException for anything else
         */
        static PollInterval parse(String text) {
            if (text.equals("auto")) {
                return new PollInterval(Optional.empty());
            }
            Optional<Duration> time = EndTime.duration(text);
            if (time.isEmpty()
                    || time.get().compareTo(SHORTEST) < 0
                    || time.get().compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" (expected: auto, or a time from 1s to 365d, as in 30s, 5m or 1h)");
            }
            return new PollInterval(time);
        }
    }
}
