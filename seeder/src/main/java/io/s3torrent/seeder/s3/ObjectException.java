package io.s3torrent.seeder.s3;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** A call to the store failed. The message is one line: object, range, S3 code, request id, and what to do. */
public abstract sealed class ObjectException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int FORBIDDEN = 403;

    ObjectException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The error that the store sent; empty when there was none. */
    public Optional<ServiceError> serviceError() {
        return getCause() instanceof AwsServiceException answer ? ServiceError.of(answer) : Optional.empty();
    }

    /** True when the store answered 403: it may say so of an object that is gone to a client that may not list the bucket. */
    public boolean isForbidden() {
        return getCause() instanceof AwsServiceException answer && answer.statusCode() == FORBIDDEN;
    }

    /** There is no such object or bucket (404). */
    public static final class NotFound extends ObjectException {
        private static final long serialVersionUID = 1L;

        public NotFound(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The object is no longer the version it was (412, or another ETag in the answer). */
    public static final class Changed extends ObjectException {
        private static final long serialVersionUID = 1L;

        public Changed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** No credentials, or the store does not accept them (401, 403). */
    public static final class Denied extends ObjectException {
        private static final long serialVersionUID = 1L;

        public Denied(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** No usable credentials or configuration were found before anything was sent. */
    public static final class Misconfigured extends ObjectException {
        private static final long serialVersionUID = 1L;

        public Misconfigured(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The store refuses this request as such: an archived object, a bad range, an unknown region. */
    public static final class Refused extends ObjectException {
        private static final long serialVersionUID = 1L;

        public Refused(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * The store took what was written, and it is not known to have it as it was sent: it has another length or other bytes, did not encrypt it as
     * asked, or cannot be asked. The message says what is left in the store.
     */
    public static final class Unverified extends ObjectException {
        private static final long serialVersionUID = 1L;

        public Unverified(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** No answer, a broken answer, or a 5xx, after all retries: asking again later may help. */
    public static final class Unavailable extends ObjectException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The bytes that the store sends are not those that it names a checksum of, also when they are read again. */
    public static final class Corrupt extends ObjectException {
        private static final long serialVersionUID = 1L;

        public Corrupt(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The user's own budget has not so many bytes left: nothing was sent. */
    public static final class OverBudget extends ObjectException {
        private static final long serialVersionUID = 1L;

        public OverBudget(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
