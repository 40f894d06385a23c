package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.Digests;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * SipHash-2-4 of three words (Aumasson, Bernstein). It is keyed because strangers choose info-hashes: without the key they cannot find many
 * info-hashes for one slot, and cannot predict any hash.
 *
 * @param k0 first half of the key
 * @param k1 second half of the key
 */
public record SipHash(long k0, long k1) {

    /** Creates a hash with a random key. */
    public static SipHash random(RandomGenerator random) {
        return new SipHash(random.nextLong(), random.nextLong());
    }

    /**
     * Creates a hash whose key is derived from a secret, so that all holders of the secret compute the same hashes.
     *
     * @param secret 16 random bytes or more
     */
    public static SipHash ofSecret(byte[] secret) {
        if (secret.length < 16) {
            throw new IllegalArgumentException("secret: " + secret.length + " bytes (expected: >= 16)");
        }
        ByteBuffer key = ByteBuffer.wrap(Digests.sha256().digest(secret));
        return new SipHash(key.getLong(), key.getLong());
    }

    /** The hash of 24 bytes, given as three little-endian words. */
    public long hash(long m0, long m1, long m2) {
        State state = new State(
                k0 ^ 0x736f6d6570736575L, k1 ^ 0x646f72616e646f6dL, k0 ^ 0x6c7967656e657261L, k1 ^ 0x7465646279746573L);
        state.absorb(m0);
        state.absorb(m1);
        state.absorb(m2);
        state.absorb(24L << 56); // the last block has the length
        return state.finish();
    }

    /** Does not print the key. */
    @Override
    public String toString() {
        return "SipHash";
    }

    private static final class State {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long v0, long v1, long v2, long v3) {
            this.v0 = v0;
            this.v1 = v1;
            this.v2 = v2;
            this.v3 = v3;
        }

        void absorb(long word) {
            v3 ^= word;
            round();
            round();
            v0 ^= word;
        }

        long finish() {
            v2 ^= 0xff;
            for (int i = 0; i < 4; i++) {
                round();
            }
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void round() {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
