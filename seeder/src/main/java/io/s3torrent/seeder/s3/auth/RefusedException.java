package io.s3torrent.seeder.s3.auth;

/** Somebody asked us as if we were S3, and gets an error of S3's. The message is his to read, and never empty. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final S3ErrorCode code;

    public RefusedException(S3ErrorCode code, String message) {
        super(message);
        if (message.isBlank()) { // AWS CLI 2.9.19 crashes on an empty one
            throw new IllegalArgumentException("message: empty (expected: what is wrong)");
        }
        this.code = code;
    }

    /** What is wrong. */
    public S3ErrorCode code() {
        return code;
    }

    /** The same in words. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
