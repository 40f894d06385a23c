package io.s3torrent.tracker.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An announce got no answer, or a refusal. The message never holds the URL, which may hold a passkey. */
public final class AnnounceFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final @Nullable Duration retryIn;

    private enum Kind {
        ANSWERED,
        SILENCE,
        NOT_ASKED
    }

    AnnounceFailedException(String message) {
        this(message, (Duration) null);
    }

    AnnounceFailedException(String message, @Nullable Duration retryIn) {
        this(Kind.ANSWERED, message, null, retryIn);
    }

    AnnounceFailedException(String message, Throwable cause) {
        this(Kind.ANSWERED, message, cause, null);
    }

    private AnnounceFailedException(Kind kind, String message, @Nullable Throwable cause, @Nullable Duration retryIn) {
        super(message, cause);
        this.kind = kind;
        this.retryIn = retryIn;
    }

    /** Nobody is there, or nobody answers. */
    static AnnounceFailedException silence(String message, @Nullable Throwable cause) {
        return new AnnounceFailedException(Kind.SILENCE, message, cause, null);
    }

    /** The tracker was not asked, because it did not answer others a moment ago. */
    static AnnounceFailedException notAsked(Duration retryIn) {
        return new AnnounceFailedException(Kind.NOT_ASKED, "the tracker did not answer a moment ago", null, retryIn);
    }

    boolean isSilence() {
        return kind == Kind.SILENCE;
    }

    /** True when the tracker was not asked, because another announce to it got no answer, and whoever made that was told. */
    public boolean isNotAsked() {
        return kind == Kind.NOT_ASKED;
    }

    /** When the tracker wants to be asked again, if it said so. */
    public Optional<Duration> retryIn() {
        return Optional.ofNullable(retryIn);
    }
}
