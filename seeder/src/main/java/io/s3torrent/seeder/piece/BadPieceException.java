package io.s3torrent.seeder.piece;

import java.io.IOException;

/** The store's bytes do not have the hash that the torrent gives: never served. */
public final class BadPieceException extends IOException {
    private static final long serialVersionUID = 1L;

    public BadPieceException(String message) {
        super(message);
    }
}
