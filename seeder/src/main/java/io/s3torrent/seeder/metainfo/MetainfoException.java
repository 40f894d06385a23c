package io.s3torrent.seeder.metainfo;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A torrent is malformed, or does not fit its object. The message says what was found and what was expected. */
public final class MetainfoException extends IOException {
    private static final long serialVersionUID = 1L;

    public MetainfoException(String message) {
        this(message, null);
    }

    public MetainfoException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
