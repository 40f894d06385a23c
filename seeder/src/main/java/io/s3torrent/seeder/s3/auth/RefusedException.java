package io.s3torrent.seeder.s3.auth;

/** A request is rejected with an error of S3. The client reads the message, which is never empty. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final S3ErrorCode code;

    public RefusedException(S3ErrorCode code, String message) {
        super(message);
        if (message.isBlank()) { // AWS CLI 2.9.19 crashes on an empty message
            throw new IllegalArgumentException("message: empty (expected: what is wrong)");
        }
        this.code = code;
    }

    /** The S3 error code. */
    public S3ErrorCode code() {
        return code;
    }

    /** The message for the client. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
