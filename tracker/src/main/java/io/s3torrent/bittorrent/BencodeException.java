package io.s3torrent.bittorrent;

/** The input is not valid bencode, or exceeds a limit. The message names the error and, in most cases, its byte offset. */
public final class BencodeException extends Exception {
    private static final long serialVersionUID = 1L;

    BencodeException(String message) {
        super(message);
    }

    BencodeException(String message, int offset) {
        super(message + " at byte " + offset);
    }
}
