package io.s3torrent.tracker.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a passkey is made of, in base64url without padding: version and number of torrents (4 bits each); the second at which it
 * expires, since 1970 (4 bytes); the user's name; one hash of 16 bytes for each name of its torrent, or one for all torrents.
 */
final class PasskeyCodec {
    /** A hybrid's (BEP 52). */
    static final int MAX_TORRENTS = 2;

    static final int MAX_USER = 32;
    static final long LAST_SECOND = 0xffff_ffffL;

    /** Bytes of a hash. */
    static final int MAC = 16;

    private static final int VERSION = 1 << 4;
    private static final int USER = 5;

    /** Characters of the longest one: with {@code /announce/} it fits into one option of BEP 41. */
    private static final int LONGEST = (USER + MAX_USER + MAX_TORRENTS * MAC) * 4 / 3;

    private final byte[] raw;
    private final int torrents;
    private final int macs;

    private PasskeyCodec(byte[] raw) {
        this.raw = raw;
        this.torrents = raw[0] ^ VERSION;
        this.macs = raw.length - MAC * Math.max(1, torrents);
    }

    /** What is before the hashes. */
    static byte[] head(int torrents, long expiry, String user) {
        return ByteBuffer.allocate(USER + user.length())
                .put((byte) (VERSION | torrents))
                .putInt((int) expiry)
                .put(user.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    /** A passkey as URLs have it. */
    static String text(byte[] head, List<byte[]> macs) {
        ByteBuffer whole = ByteBuffer.allocate(head.length + MAC * macs.size()).put(head);
        macs.forEach(whole::put);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole.array());
    }

    /** Takes a passkey apart; null when it is none. */
    static @Nullable PasskeyCodec of(byte[] passkey) {
        if (!isBase64Url(passkey)) {
            return null;
        }
        PasskeyCodec parts = new PasskeyCodec(Base64.getUrlDecoder().decode(passkey));
        boolean isKnown = parts.torrents >= 0 && parts.torrents <= MAX_TORRENTS;
        return isKnown && parts.macs > USER && parts.macs <= USER + MAX_USER ? parts : null;
    }

    /** Looked at before it is decoded: strangers may not have us make exceptions. */
    private static boolean isBase64Url(byte[] text) {
        boolean is = text.length > 0 && text.length <= LONGEST && text.length % 4 != 1;
        for (int i = 0; is && i < text.length; i++) {
            int c = text[i];
            is = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        }
        return is;
    }

    boolean isForAll() {
        return torrents == 0;
    }

    /** Seconds since 1970. */
    long expiry() {
        return ByteBuffer.wrap(raw).getInt(1) & LAST_SECOND;
    }

    String user() {
        return new String(raw, USER, macs - USER, StandardCharsets.US_ASCII);
    }

    /** What the hashes are over, without the info-hash. */
    ByteBuffer head() {
        return ByteBuffer.wrap(raw, 0, macs);
    }

    /** True when one of its hashes is this one; takes the same time whichever it is. */
    boolean hasMac(byte[] sought) {
        boolean has = false;
        for (int at = macs; at < raw.length; at += MAC) {
            has |= MessageDigest.isEqual(Arrays.copyOfRange(raw, at, at + MAC), sought);
        }
        return has;
    }
}
