package io.s3torrent.seeder.s3;

import java.io.IOException;

/** An answer is not what HTTP or S3 promise; another attempt may get a better one. */
final class BrokenAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenAnswerException(String what) {
        super(what);
    }

    BrokenAnswerException(String what, Throwable cause) {
        super(what, cause);
    }
}
