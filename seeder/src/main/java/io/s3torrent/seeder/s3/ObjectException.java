package io.s3torrent.seeder.s3;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** A call to the store failed. The message is one line: the object, the range, the S3 error code, the request id, and what to do. */
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

    /** True when the store answered 403. For a client that may not list the bucket, this can also mean that the object does not exist. */
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

    /** The object is no longer the pinned version (412, or the answer has another ETag). */
    public static final class Changed extends ObjectException {
        private static final long serialVersionUID = 1L;

        public Changed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** There are no credentials, or the store rejects them (401, 403). */
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

    /** The store cannot serve this request: an archived object, a bad range, an unknown region. */
    public static final class Refused extends ObjectException {
        private static final long serialVersionUID = 1L;

        public Refused(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * The store accepted a write, but the result differs from what was sent or cannot be checked: another length, other bytes, or no
     * encryption although it was requested. The message says what is left in the store.
     */
    public static final class Unverified extends ObjectException {
        private static final long serialVersionUID = 1L;

        public Unverified(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The store sent no answer, a broken answer or a 5xx after all retries; a later attempt may succeed. */
    public static final class Unavailable extends ObjectException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The bytes from the store do not match the store's own checksum, even after they were read again. */
    public static final class Corrupt extends ObjectException {
        private static final long serialVersionUID = 1L;

        public Corrupt(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The user's byte budget is too small for the read; nothing was sent. */
    public static final class OverBudget extends ObjectException {
        private static final long serialVersionUID = 1L;

        public OverBudget(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
