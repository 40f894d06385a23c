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
 * Creates and checks passkeys. A passkey contains its user, its expiry and a keyed hash over these and the info-hash of its torrent. So any
 * tracker with the secret can check it without a list. Safe for use by many threads.
 */
public final class Passkeys {
    static final String USERS = "1 to " + PasskeyCodec.MAX_USER + " letters, digits, and . _ @ + -";
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9._@+-]{1," + PasskeyCodec.MAX_USER + "}");

    /** Prefix of the hashed text, so that no other use of the same secret can produce a passkey. */
    private static final byte[] PURPOSE = "s3torrent passkey".getBytes(StandardCharsets.US_ASCII);

    private final ThreadLocal<Mac> macs;
    private final Clock clock;
    private final @Nullable Predicate<String> revoked;

    /** Creates and checks the passkeys of one secret. */
    public Passkeys(PasskeySecret secret, Clock clock) {
        this(secret, clock, null);
    }

    /**
     * Creates and checks the passkeys of one secret, and rejects those of revoked users.
     *
     * @param revoked the users whose passkeys are revoked, which may change at any time; null for none
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
     * Creates a passkey.
     *
     * @param user its user: up to 32 letters, digits and {@code ._@+-}, readable by everyone who has the passkey
     * @param torrents the info-hashes of one torrent (two for a hybrid); none for all torrents
     * @param expiry in the future, before the year 2106
     * @throws IllegalArgumentException when an argument is anything else
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
     * Returns why a passkey is not valid for a torrent; null when it is valid.
     *
     * @param passkey as in the URL; null when the URL has none
     */
    public @Nullable Problem fault(byte @Nullable [] passkey, InfoHash torrent) {
        if (passkey == null || passkey.length == 0) {
            return Problem.MISSING;
        }
        PasskeyCodec parts = PasskeyCodec.of(passkey);
        if (parts == null) {
            return Problem.MALFORMED;
        }
        if (clock.millis() >= parts.expiry() * 1000) {
            return Problem.EXPIRED;
        }
        if (!parts.hasMac(mac(parts.head(), parts.isForAll() ? null : torrent))) {
            return parts.isForAll() ? Problem.FORGED : Problem.OTHER_TORRENT;
        }
        return revoked != null && revoked.test(parts.user()) ? Problem.REVOKED : null;
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
     * The parts of a passkey, in base64url without padding: version and number of info-hashes (4 bits each); expiry in seconds since 1970
     * (4 bytes); user name; a hash of 16 bytes for each info-hash, or one hash for all torrents.
     */
    private static final class PasskeyCodec {
        /** A hybrid torrent has two info-hashes (BEP 52). */
        static final int MAX_TORRENTS = 2;

        static final int MAX_USER = 32;
        static final long LAST_SECOND = 0xffff_ffffL;

        /** Bytes of a hash. */
        static final int MAC = 16;

        private static final int VERSION = 1 << 4;
        private static final int USER = 5;

        /** Maximum characters of a passkey: with {@code /announce/} it fits into one option of BEP 41. */
        private static final int LONGEST = (USER + MAX_USER + MAX_TORRENTS * MAC) * 4 / 3;

        private final byte[] raw;
        private final int torrents;
        private final int macs;

        private PasskeyCodec(byte[] raw) {
            this.raw = raw;
            this.torrents = raw[0] ^ VERSION;
            this.macs = raw.length - MAC * Math.max(1, torrents);
        }

        /** The part before the hashes. */
        static byte[] head(int torrents, long expiry, String user) {
            return ByteBuffer.allocate(USER + user.length())
                    .put((byte) (VERSION | torrents))
                    .putInt((int) expiry)
                    .put(user.getBytes(StandardCharsets.US_ASCII))
                    .array();
        }

        /** The passkey as it appears in URLs. */
        static String text(byte[] head, List<byte[]> macs) {
            ByteBuffer whole =
                    ByteBuffer.allocate(head.length + MAC * macs.size()).put(head);
            macs.forEach(whole::put);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(whole.array());
        }

        /** Parses a passkey; null for any other text. */
        static @Nullable PasskeyCodec of(byte[] passkey) {
            if (!isBase64Url(passkey)) {
                return null;
            }
            PasskeyCodec parts = new PasskeyCodec(Base64.getUrlDecoder().decode(passkey));
            boolean isKnown = parts.torrents >= 0 && parts.torrents <= MAX_TORRENTS;
            return isKnown && parts.macs > USER && parts.macs <= USER + MAX_USER ? parts : null;
        }

        /** Checks the text before it is decoded, so that strangers cannot make the decoder throw exceptions, which are slow. */
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

        /** The expiry in seconds since 1970. */
        long expiry() {
            return ByteBuffer.wrap(raw).getInt(1) & LAST_SECOND;
        }

        String user() {
            return new String(raw, USER, macs - USER, StandardCharsets.US_ASCII);
        }

        /** The bytes that each hash covers, without the info-hash. */
        ByteBuffer head() {
            return ByteBuffer.wrap(raw, 0, macs);
        }

        /** True when one of the hashes equals {@code sought}; compares in constant time. */
        boolean hasMac(byte[] sought) {
            boolean has = false;
            for (int at = macs; at < raw.length; at += MAC) {
                has |= MessageDigest.isEqual(Arrays.copyOfRange(raw, at, at + MAC), sought);
            }
            return has;
        }
    }

    /** The reasons to reject a passkey. */
    public enum Problem {
        /** The URL has no passkey. */
        MISSING("missing"),
        /** The text is not a passkey, or a passkey of a later version. */
        MALFORMED("malformed"),
        /** The passkey has expired. */
        EXPIRED("expired"),
        /** The passkey was not made with this secret. */
        FORGED("not valid here"),
        /** The passkey is for another torrent, or was not made with this secret: the hash cannot tell which. */
        OTHER_TORRENT("not for this torrent"),
        /** The passkeys of this user are revoked. */
        REVOKED("revoked");

        private final String text;

        Problem(String text) {
            this.text = text;
        }

        /** The reason as text for the client's user. */
        @Override
        public String toString() {
            return "passkey: " + text;
        }
    }
}
