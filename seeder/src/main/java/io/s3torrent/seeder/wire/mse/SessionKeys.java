package io.s3torrent.seeder.wire.mse;

import io.s3torrent.bittorrent.InfoHash;

/** The two RC4 streams of a connection, as one side sees them. */
record SessionKeys(Rc4 incoming, Rc4 outgoing) {

    static SessionKeys ofReceiver(byte[] secret, InfoHash sharedKey) {
        return new SessionKeys(stream("keyA", secret, sharedKey), stream("keyB", secret, sharedKey));
    }

    static SessionKeys ofInitiator(byte[] secret, InfoHash sharedKey) {
        return new SessionKeys(stream("keyB", secret, sharedKey), stream("keyA", secret, sharedKey));
    }

    private static Rc4 stream(String word, byte[] secret, InfoHash sharedKey) {
        return new Rc4(MseHash.of(word, secret, sharedKey.bytes()));
    }
}
