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
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks passkeys: who may announce, in which torrent, until when. All of that is in the passkey itself, under a keyed
 * hash over it and the info-hash, so that any tracker with the secret can check it and none keeps a list. Safe for use by many threads.
 */
public final class Passkeys {
    static final String USERS = "1 to " + PasskeyCodec.MAX_USER + " letters, digits, and . _ @ + -";
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9._@+-]{1," + PasskeyCodec.MAX_USER + "}");

    /** So that nothing else that is ever made with the same secret is a passkey. */
    private static final byte[] PURPOSE = "s3torrent passkey".getBytes(StandardCharsets.US_ASCII);

    private final ThreadLocal<Mac> macs;
    private final Clock clock;
    private final @Nullable Predicate<String> revoked;

    /** Passkeys of one secret. */
    public Passkeys(PasskeySecret secret, Clock clock) {
        this(secret, clock, null);
    }

    /**
     * Passkeys of one secret, of which some are good no longer.
     *
     * @param revoked the users whose passkeys these are, which may change at any time; null for nobody
     */
    public Passkeys(PasskeySecret secret, Clock clock, @Nullable Predicate<String> revoked) {
        this.macs = ThreadLocal.withInitial(secret::mac);
        this.clock = clock;
        this.revoked = revoked;
    }

    static boolean isUser(String name) {
        return USER.matcher(name).matches();
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
        if (!isUser(user)) {
            throw new IllegalArgumentException("user: \"" + user + "\" (expected: " + USERS + ")");
        }
        if (torrents.size() > PasskeyCodec.MAX_TORRENTS) {
            throw new IllegalArgumentException("info-hashes: " + torrents.size() + " (expected: 0 to 2)");
        }
        long second = expiry.getEpochSecond();
        if (second <= clock.instant().getEpochSecond() || second > PasskeyCodec.LAST_SECOND) {
            throw new IllegalArgumentException("expiry: " + expiry + " (expected: in the future, before 2106)");
        }
        byte[] head = PasskeyCodec.head(torrents.size(), second, user);
        List<byte[]> hashes = torrents.isEmpty()
                ? List.of(mac(ByteBuffer.wrap(head), null))
                : torrents.stream()
                        .map(torrent -> mac(ByteBuffer.wrap(head), torrent))
                        .toList();
        return PasskeyCodec.text(head, hashes);
    }

    /**
     * Why a passkey is not good for a torrent; null when it is.
     *
     * @param passkey as it is in the URL; null when there is none
     */
    public @Nullable PasskeyProblem fault(byte @Nullable [] passkey, InfoHash torrent) {
        if (passkey == null || passkey.length == 0) {
            return PasskeyProblem.MISSING;
        }
        PasskeyCodec parts = PasskeyCodec.of(passkey);
        if (parts == null) {
            return PasskeyProblem.MALFORMED;
        }
        if (clock.millis() >= parts.expiry() * 1000) {
            return PasskeyProblem.EXPIRED;
        }
        if (!parts.hasMac(mac(parts.head(), parts.isForAll() ? null : torrent))) {
            return parts.isForAll() ? PasskeyProblem.FORGED : PasskeyProblem.OTHER_TORRENT;
        }
        return revoked != null && revoked.test(parts.user()) ? PasskeyProblem.REVOKED : null;
    }

    private byte[] mac(ByteBuffer head, @Nullable InfoHash torrent) {
        Mac mac = macs.get();
        mac.update(PURPOSE);
        mac.update(head);
        if (torrent != null) {
            mac.update(torrent.bytes());
        }
        return Arrays.copyOf(mac.doFinal(), PasskeyCodec.MAC);
    }

    /**
     * What a passkey is made of, in base64url without padding: version and number of torrents (4 bits each); the second at which it
     * expires, since 1970 (4 bytes); the user's name; one hash of 16 bytes for each name of its torrent, or one for all torrents.
     */
    private static final class PasskeyCodec {
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
            ByteBuffer whole =
                    ByteBuffer.allocate(head.length + MAC * macs.size()).put(head);
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
}
