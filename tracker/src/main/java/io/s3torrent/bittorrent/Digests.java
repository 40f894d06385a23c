package io.s3torrent.bittorrent;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Creates the message digests that every Java platform has. */
public final class Digests {
    private Digests() {}

    public static MessageDigest sha1() {
        return digest("SHA-1");
    }

    public static MessageDigest sha256() {
        return digest("SHA-256");
    }

    public static MessageDigest md5() {
        return digest("MD5");
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has " + algorithm, e);
        }
    }
}
