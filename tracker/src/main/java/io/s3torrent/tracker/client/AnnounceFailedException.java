package io.s3torrent.tracker.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An announce failed or was refused. The message never contains the URL, which may contain a passkey. */
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

    /** The tracker is unreachable or does not answer. */
    static AnnounceFailedException silence(String message, @Nullable Throwable cause) {
        return new AnnounceFailedException(Kind.SILENCE, message, cause, null);
    }

    /** The announce was not sent, because another announce to the tracker recently got no answer. */
    static AnnounceFailedException notAsked(Duration retryIn) {
        return new AnnounceFailedException(Kind.NOT_ASKED, "announce not sent: the tracker did not answer a moment ago", null, retryIn);
    }

    boolean isSilence() {
        return kind == Kind.SILENCE;
    }

    /** True when the announce was not sent, because another announce to the tracker got no answer. That one reported the failure. */
    public boolean isNotAsked() {
        return kind == Kind.NOT_ASKED;
    }

    /** The time after which to retry, if known. */
    public Optional<Duration> retryIn() {
        return Optional.ofNullable(retryIn);
    }
}
