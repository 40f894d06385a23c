package io.s3torrent.seeder.wire.mse;

/** Decides whether connections are encrypted, and how. */
public enum Encryption {
    /** Plaintext only. Connections that begin with an encrypted handshake are closed. */
    OFF(0),
    /**
     * Accepts both, and tries an encrypted handshake first when we connect. What follows is plaintext if both sides allow it, as in
     * libtorrent's default: the handshake alone hides a connection from filters, and RC4 costs a copy of every block.
     */
    PREFERRED(Encryption.PLAINTEXT | Encryption.RC4),
    /** RC4 only, after an encrypted handshake. */
    REQUIRED(Encryption.RC4);

    /** Bits of crypto_provide and crypto_select. */
    static final int PLAINTEXT = 1;

    static final int RC4 = 2;

    private final int methods;

    Encryption(int methods) {
        this.methods = methods;
    }

    /** True if a plain BitTorrent handshake is allowed. */
    public boolean allowsPlainHandshake() {
        return this != REQUIRED;
    }

    /** The methods that we offer when we connect. */
    int provide() {
        return methods;
    }

    /** Selects a method from an offer; 0 if none is acceptable. */
    int select(int offered) {
        return Integer.lowestOneBit(offered & methods);
    }
}
