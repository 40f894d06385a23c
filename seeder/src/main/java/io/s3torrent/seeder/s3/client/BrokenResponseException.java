package io.s3torrent.seeder.s3.client;

import java.io.IOException;

/** An answer is not what HTTP or S3 promise; another attempt may get a better one. */
final class BrokenResponseException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenResponseException(String what) {
        super(what);
    }

    BrokenResponseException(String what, Throwable cause) {
        super(what, cause);
    }
}
