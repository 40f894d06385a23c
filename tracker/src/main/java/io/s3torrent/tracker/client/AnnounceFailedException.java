package io.s3torrent.tracker.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An announce got no answer, or a refusal. The message never holds the URL, which may hold a passkey. */
public final class AnnounceFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryIn;

    AnnounceFailedException(String message) {
        this(message, (Duration) null);
    }

    AnnounceFailedException(String message, @Nullable Duration retryIn) {
        super(message);
        this.retryIn = retryIn;
    }

    AnnounceFailedException(String message, Throwable cause) {
        super(message, cause);
        this.retryIn = null;
    }

    /** When the tracker wants to be asked again, if it said so. */
    public Optional<Duration> retryIn() {
        return Optional.ofNullable(retryIn);
    }
}
