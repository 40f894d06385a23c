package io.s3torrent.seeder.piece;

import java.io.IOException;

/** The store's bytes of a piece do not match the torrent's hash. Such a piece is never served. */
public final class BadPieceException extends IOException {
    private static final long serialVersionUID = 1L;

    public BadPieceException(String message) {
        super(message);
    }
}
