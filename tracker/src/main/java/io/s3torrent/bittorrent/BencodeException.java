package io.s3torrent.bittorrent;

/** The input is not bencode, or larger than its reader allows. The message names the fault, and mostly its byte offset. */
public final class BencodeException extends Exception {
    private static final long serialVersionUID = 1L;

    BencodeException(String message) {
        super(message);
    }

    BencodeException(String message, int offset) {
        super(message + " at byte " + offset);
    }
}
