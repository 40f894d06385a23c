package io.s3torrent.tracker.access;

import io.s3torrent.bittorrent.InfoHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
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
}
