package io.s3torrent.tracker.access;

import io.s3torrent.bittorrent.InfoHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks passkeys: who may announce, in which torrent, until when. All of that is in the passkey itself, under a keyed
 * hash, so that any tracker with the secret can check it and none keeps a list.
 *
 * <p>Its bytes, in base64url without padding: version and number of torrents (4 bits each); the second at which it expires, since 1970 (4
 * bytes); the user's name; one hash of 16 bytes for each of its torrents, of which a hybrid has two names, or one for all torrents.
 * The hash is over the bytes before it and the info-hash, which is not in the passkey. Safe for use by many threads.
 */
public final class Passkeys {
    /** What a passkey may be made of: of base64url, nothing that a URL would have to encode. */
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9._@+-]{1,32}");

    /** So that nothing else that is ever made with the same secret is a passkey. */
    private static final byte[] PURPOSE = "s3torrent passkey".getBytes(StandardCharsets.US_ASCII);

    private static final int VERSION = 1 << 4;
    private static final int MAX_TORRENTS = 2;
    private static final int HEAD = 5;
    private static final int MAC = 16;
    private static final int MAX_USER = 32;

    /** Characters of the longest one: with {@code /announce/} it fits into one option of BEP 41. */
    private static final int LONGEST = (HEAD + MAX_USER + MAX_TORRENTS * MAC) * 4 / 3;

    private static final long LAST_SECOND = 0xffff_ffffL;

    private final ThreadLocal<Mac> macs;
    private final Clock clock;

    /** Passkeys of one secret. */
    public Passkeys(PasskeySecret secret, Clock clock) {
        this.macs = ThreadLocal.withInitial(secret::mac);
        this.clock = clock;
    }

    /**
     * Makes one.
     *
     * @param user who gets it: up to 32 letters, digits and {@code ._@+-}, which everybody who has the passkey can read
     * @param torrents the names of one torrent, of which hybrids have two; none for all torrents
     * @param expiry in the future, before the year 2106
     * @throws IllegalArgumentException when one of them is anything else
     */
    public String make(String user, Collection<InfoHash> torrents, Instant expiry) {
        if (!USER.matcher(user).matches()) {
            throw new IllegalArgumentException(
                    "user: \"" + user + "\" (expected: 1 to " + MAX_USER + " letters, digits, and . _ @ + -)");
        }
        if (torrents.size() > MAX_TORRENTS) {
            throw new IllegalArgumentException("info-hashes: " + torrents.size() + " (expected: 0 to 2)");
        }
        long second = expiry.getEpochSecond();
        if (second <= clock.instant().getEpochSecond() || second > LAST_SECOND) {
            throw new IllegalArgumentException("expiry: " + expiry + " (expected: in the future, before 2106)");
        }
        byte[] head = ByteBuffer.allocate(HEAD + user.length())
                .put((byte) (VERSION | torrents.size()))
                .putInt((int) second)
                .put(user.getBytes(StandardCharsets.US_ASCII))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signed(head, torrents));
    }

    private byte[] signed(byte[] head, Collection<InfoHash> torrents) {
        ByteBuffer whole = ByteBuffer.allocate(head.length + MAC * Math.max(1, torrents.size()));
        whole.put(head);
        if (torrents.isEmpty()) {
            whole.put(mac(head, head.length, null), 0, MAC);
        }
        torrents.forEach(torrent -> whole.put(mac(head, head.length, torrent), 0, MAC));
        return whole.array();
    }

    /**
     * Why a passkey is not good for a torrent; null when it is.
     *
     * @param passkey as it is in the URL; null when there is none
     */
    public @Nullable PasskeyFault fault(byte @Nullable [] passkey, InfoHash torrent) {
        if (passkey == null || passkey.length == 0) {
            return PasskeyFault.MISSING;
        }
        if (!isBase64Url(passkey)) {
            return PasskeyFault.MALFORMED;
        }
        byte[] raw = Base64.getUrlDecoder().decode(passkey);
        int torrents = raw[0] ^ VERSION;
        int head = raw.length - MAC * Math.max(1, torrents);
        if (torrents < 0 || torrents > MAX_TORRENTS || head <= HEAD || head > HEAD + MAX_USER) {
            return PasskeyFault.MALFORMED;
        }
        if (isOver(raw)) {
            return PasskeyFault.EXPIRED;
        }
        if (hasMac(raw, head, mac(raw, head, torrents == 0 ? null : torrent))) {
            return null;
        }
        return torrents == 0 ? PasskeyFault.FORGED : PasskeyFault.OTHER_TORRENT;
    }

    /** Looked at before it is decoded: strangers may not have us make exceptions. */
    private static boolean isBase64Url(byte[] text) {
        boolean is = text.length <= LONGEST && text.length % 4 != 1;
        for (int i = 0; is && i < text.length; i++) {
            int c = text[i];
            is = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        }
        return is;
    }

    private boolean isOver(byte[] raw) {
        long expiry = ByteBuffer.wrap(raw).getInt(1) & LAST_SECOND;
        return clock.millis() >= expiry * 1000;
    }

    /** True when one of the hashes behind the head is this one; takes the same time whichever it is. */
    private static boolean hasMac(byte[] raw, int head, byte[] sought) {
        boolean has = false;
        for (int at = head; at < raw.length; at += MAC) {
            has |= MessageDigest.isEqual(Arrays.copyOfRange(raw, at, at + MAC), sought);
        }
        return has;
    }

    private byte[] mac(byte[] raw, int head, @Nullable InfoHash torrent) {
        Mac mac = macs.get();
        mac.update(PURPOSE);
        mac.update(raw, 0, head);
        if (torrent != null) {
            mac.update(torrent.bytes());
        }
        return Arrays.copyOf(mac.doFinal(), MAC);
    }
}
