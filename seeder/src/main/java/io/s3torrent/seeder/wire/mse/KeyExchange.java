package io.s3torrent.seeder.wire.mse;

import io.netty.handler.codec.CorruptedFrameException;
import java.math.BigInteger;
import java.util.Random;

/**
 * One side of a Diffie-Hellman exchange over the 768-bit prime of the specification. Creating it and agreeing cost one modular
 * exponentiation each (0.05 ms), so both run on {@link KeyExchangePool}. Only one thread uses it at a time.
 */
final class KeyExchange {
    /** Bytes of a public key and of the secret. */
    static final int LENGTH = 96;

    /** The largest length of each of the four pads in an encrypted handshake, in bytes. */
    static final int MAX_PAD = 512;

    private static final BigInteger PRIME = new BigInteger(
            "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
                    + "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A63A36210000000000090563",
            16);

    private static final BigInteger LARGEST = PRIME.subtract(BigInteger.TWO);
    private static final int PRIVATE_BITS = 160;

    private final BigInteger privateKey;
    private final byte[] keyAndPad;
    private byte[] secret = {};

    KeyExchange(Random random) {
        privateKey = new BigInteger(PRIVATE_BITS, random);
        keyAndPad = new byte[LENGTH + random.nextInt(MAX_PAD + 1)];
        random.nextBytes(keyAndPad);
        System.arraycopy(bytes(BigInteger.TWO.modPow(privateKey, PRIME)), 0, keyAndPad, 0, LENGTH);
    }

    /** The bytes to send to the other side: the public key, and a pad of random length and content. */
    byte[] keyAndPad() {
        return keyAndPad;
    }

    /**
     * Takes the other side's public key.
     *
     * @throws CorruptedFrameException if the key would leave only a few possible secrets
     */
    KeyExchange agree(byte[] theirPublicKey) {
        BigInteger theirs = new BigInteger(1, theirPublicKey);
        if (theirs.compareTo(BigInteger.ONE) <= 0 || theirs.compareTo(LARGEST) > 0) {
            throw new CorruptedFrameException("public key out of range (expected: 2 to prime - 2)");
        }
        secret = bytes(theirs.modPow(privateKey, PRIME));
        return this;
    }

    /** The secret that only the two sides know (S of the specification); empty before {@link #agree}. */
    byte[] secret() {
        return secret;
    }

    /** Big-endian, with its leading zeros. */
    private static byte[] bytes(BigInteger number) {
        byte[] raw = number.toByteArray();
        byte[] padded = new byte[LENGTH];
        int length = Math.min(raw.length, LENGTH); // a sign byte may stand before the 96
        System.arraycopy(raw, raw.length - length, padded, LENGTH - length, length);
        return padded;
    }
}
