package io.s3torrent.cli.config;

import java.util.Optional;

/** Values that have priority over those of the file: from environment variables and the command line. */
public interface Overrides {
    /** Overrides nothing. */
    Overrides NONE = (variable, option) -> Optional.empty();

    /**
     * A value and its origin.
     *
     * @param text the value
     * @param origin names the origin in messages, such as {@code variable S3TORRENT_TRACKER_LISTEN}
     */
    record Given(String text, String origin) {}

    /**
     * Finds the value of a key.
     *
     * @param variable the environment variable of the key
     * @param option the option of the command line with the same meaning; empty for none
     */
    Optional<Given> of(String variable, String option);

    /** Finds a value for a key that is not in the file: that of a variable of the AWS CLI. */
    default Optional<Given> fallback(String option) {
        return Optional.empty();
    }
}
