package io.s3torrent.seeder.wire.mse;

/** Whether connections are encrypted, and how far. */
public enum Encryption {
    /** Plaintext only; an encrypted handshake is closed as anything else that is none. */
    OFF(0),
    /**
     * Both are accepted; whom we connect to is asked for an encrypted handshake first. What follows it is plaintext if both sides
     * may, as libtorrent does by default: what hides a connection from filters is the handshake, and RC4 costs a copy.
     */
    PREFERRED(Encryption.PLAINTEXT | Encryption.RC4),
    /** Nothing but RC4, after an encrypted handshake. */
    REQUIRED(Encryption.RC4);

    /** Bits of crypto_provide and crypto_select. */
    static final int PLAINTEXT = 1;

    static final int RC4 = 2;

    private final int methods;

    Encryption(int methods) {
        this.methods = methods;
    }

    /** True when a BitTorrent handshake may come without an encrypted one before it. */
    public boolean allowsPlainHandshake() {
        return this != REQUIRED;
    }

    /** What we offer to those we connect to. */
    int provide() {
        return methods;
    }

    /** What we choose of an offer; 0 when there is nothing to choose. */
    int select(int offered) {
        return Integer.lowestOneBit(offered & methods);
    }
}
