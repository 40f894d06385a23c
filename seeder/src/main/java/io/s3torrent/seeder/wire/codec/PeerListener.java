package io.s3torrent.seeder.wire.codec;

/** Hears what one peer says after its handshake, in order, on the event loop of its connection. Only forms are checked before. */
public interface PeerListener {

    void onInterested(boolean interested);

    /** {@code piece} is any number. */
    void onHave(int piece);

    /** {@code bits} are as long as the message was. */
    void onBitfield(byte[] bits);

    /** HAVE_ALL or HAVE_NONE (BEP 6). */
    void onHaveAllOrNone(boolean all);

    /** Any numbers. */
    void onRequest(int piece, int begin, int length);

    /** Any numbers. */
    void onCancel(int piece, int begin, int length);

    /** Any bytes, at most 64 KiB (BEP 10). */
    void onExtended(int id, byte[] payload);

    /** A hash request of {@value WireFormat#HASH_REQUEST_LENGTH} bytes (BEP 52). */
    void onHashRequest(byte[] request);
}
