package io.s3torrent.seeder.wire.mse;

import io.s3torrent.bittorrent.Digests;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** HASH of the specification: SHA-1 of a word and the bytes that follow it. */
final class MseHash {
    static final int LENGTH = 20;

    private MseHash() {}

    static byte[] of(String word, byte[]... parts) {
        MessageDigest digest = Digests.sha1();
        digest.update(word.getBytes(StandardCharsets.US_ASCII));
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** XOR of two hashes. If one of them is known, the result reveals the other. */
    static byte[] xor(byte[] a, byte[] b) {
        byte[] both = a.clone();
        for (int i = 0; i < both.length; i++) {
            both[i] ^= b[i];
        }
        return both;
    }
}
