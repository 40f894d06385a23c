package io.s3torrent.seeder.s3.auth;

import static io.s3torrent.seeder.s3.auth.S3ErrorCode.ACCESS_DENIED;
import static io.s3torrent.seeder.s3.auth.S3ErrorCode.CONTENT_SHA256_MISMATCH;
import static io.s3torrent.seeder.s3.auth.S3ErrorCode.EXPIRED_TOKEN;
import static io.s3torrent.seeder.s3.auth.S3ErrorCode.INVALID_ACCESS_KEY_ID;
import static io.s3torrent.seeder.s3.auth.S3ErrorCode.INVALID_ARGUMENT;
import static io.s3torrent.seeder.s3.auth.S3ErrorCode.INVALID_REQUEST;
import static io.s3torrent.seeder.s3.auth.S3ErrorCode.INVALID_TOKEN;
import static io.s3torrent.seeder.s3.auth.S3ErrorCode.REQUEST_TIME_TOO_SKEWED;
import static io.s3torrent.seeder.s3.auth.S3ErrorCode.SIGNATURE_DOES_NOT_MATCH;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the key that signed a request, by Signature Version 4 or by a presigned URL of Version 2. It signs the request again with the
 * secret of the key that the request names, and compares the signatures in constant time.
 */
public final class SignatureCheck {
    private static final String TOKEN = "x-amz-security-token";
    private static final String QUERY_TOKEN = "X-Amz-Security-Token";
    private static final String AMZ = "x-amz-";
    private static final Duration MAX_SKEW = Duration.ofMinutes(15);
    /** A name, an IPv4 address, or an IPv6 address in brackets; then an optional port. */
    private static final Pattern HOST = Pattern.compile("(?:[^:\\[\\]/@?#\\s]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?");

    private static final List<String> CONTENTS = List.of(SignedRequest.UNSIGNED_CONTENT, SignedRequest.EMPTY_CONTENT);

    private static final Set<String> IN_QUERY = Set.of(
            Signature.QUERY_ALGORITHM,
            Signature.QUERY_CREDENTIAL,
            Signature.QUERY_SIGNATURE,
            Signature.QUERY_DATE,
            Signature.QUERY_EXPIRES,
            Signature.QUERY_HEADERS);

    private final Clock clock;
    private final Function<String, Optional<KnownKey>> keys;

    /**
     * A key that may sign requests.
     *
     * @param sigv2 true when the key may use Signature Version 2
     */
    public record KnownKey(AccessKey key, boolean sigv2) {}

    /** Checks signatures against the keys that {@code keys} finds by their id. */
    public SignatureCheck(Clock clock, Function<String, Optional<KnownKey>> keys) {
        this.clock = clock;
        this.keys = keys;
    }

    /**
     * Returns the key that signed the request; empty when the request has no signature.
     *
     * @throws RefusedException when the signature is not valid
     */
    public Optional<AccessKey> signer(SignedRequest request) throws RefusedException {
        boolean inHeader = !request.all("authorization").isEmpty();
        boolean inQuery = IN_QUERY.stream().anyMatch(request.query()::has);
        boolean inQueryV2 = PresignedUrlV2.isIn(request.query());
        if (Stream.of(inHeader, inQuery, inQueryV2).filter(there -> there).count() > 1) {
            throw new RefusedException(
                    INVALID_ARGUMENT,
                    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string"
                            + " parameter or the Authorization header should be specified.");
        }
        if (inQueryV2) {
            return Optional.of(checked(request, PresignedUrlV2.in(request.query())));
        }
        if (!inHeader && !inQuery) {
            return Optional.empty();
        }
        return Optional.of(
                checked(request, inHeader ? Signature.inHeader(request) : Signature.inQuery(request.query())));
    }

    private AccessKey checked(SignedRequest request, PresignedUrlV2 claimed) throws RefusedException {
        KnownKey known = known(claimed.keyId());
        if (!known.sigv2()) {
            throw new RefusedException(
                    INVALID_REQUEST,
                    "The authorization mechanism you have provided is not supported for this access key. Please use "
                            + Signature.ALGORITHM + " (Signature Version 4; boto3: signature_version='s3v4').");
        }
        claimed.checkTime(clock.instant());
        checkToken(
                known.key(),
                request.query().value(TOKEN),
                !request.all(TOKEN).isEmpty() || request.query().has(TOKEN));
        List<String> headers = PresignedUrlV2.signedHeaders(request);
        if (!matches(claimed.signatures(request, known.key()), claimed.signature())) {
            throw mismatch(
                    headers.isEmpty()
                            ? ""
                            : " Signature Version 2 covers every x-amz- header; was one of these added on the way: "
                                    + String.join(", ", headers) + "?");
        }
        return known.key();
    }

    private AccessKey checked(SignedRequest request, Signature claimed) throws RefusedException {
        AccessKey key = known(claimed.keyId()).key();
        checkTime(claimed);
        checkHeaders(request, claimed);
        checkContent(request);
        checkToken(
                key,
                claimed.isPresigned() ? request.query().value(QUERY_TOKEN) : request.header(TOKEN),
                !request.all(TOKEN).isEmpty() || request.query().has(QUERY_TOKEN));
        if (!matches(CanonicalRequest.signatures(request, claimed, key), claimed.hex())) {
            throw mismatch(missing(request, claimed));
        }
        return key;
    }

    private KnownKey known(String id) throws RefusedException {
        return keys.apply(id)
                .orElseThrow(() -> new RefusedException(
                        INVALID_ACCESS_KEY_ID, "The AWS Access Key Id you provided does not exist in our records."));
    }

    private static boolean matches(Stream<String> signatures, String claimed) {
        return signatures.anyMatch(signature -> isSame(signature, claimed));
    }

    private static RefusedException mismatch(String more) {
        return new RefusedException(
                SIGNATURE_DOES_NOT_MATCH,
                "The request signature we calculated does not match the signature you provided. Check your key and"
                        + " signing method." + more);
    }

    private void checkTime(Signature claimed) throws RefusedException {
        Duration age = Duration.between(claimed.date(), clock.instant());
        if (claimed.isPresigned()) {
            checkLifetime(claimed, age);
        } else if (age.abs().compareTo(MAX_SKEW) > 0) {
            throw new RefusedException(
                    REQUEST_TIME_TOO_SKEWED,
                    "The difference between the request time and the current time is too large.");
        }
    }

    private static void checkLifetime(Signature claimed, Duration age) throws RefusedException {
        if (age.negated().compareTo(MAX_SKEW) > 0) {
            throw new RefusedException(ACCESS_DENIED, "Request is not valid yet");
        }
        if (claimed.lifetime().filter(lifetime -> age.compareTo(lifetime) <= 0).isEmpty()) {
            throw new RefusedException(ACCESS_DENIED, "Request has expired");
        }
    }

    /**
     * Requires that host and all x-amz- headers are signed, since anybody on the path could have added unsigned ones. The content hash is
     * exempt, because the signature covers it anyway.
     */
    private static void checkHeaders(SignedRequest request, Signature claimed) throws RefusedException {
        List<String> unsigned = Stream.concat(
                        Stream.of("host"), request.headers().keySet().stream().filter(name -> name.startsWith(AMZ)))
                .filter(name -> !name.equals(SignedRequest.CONTENT_HASH)
                        && !claimed.headers().contains(name))
                .sorted()
                .toList();
        if (!unsigned.isEmpty()) {
            throw new RefusedException(
                    ACCESS_DENIED,
                    "There were headers present in the request which were not signed: " + String.join(", ", unsigned)
                            + ". A signature must cover host and every x-amz- header; proxies must not add any.");
        }
        String host = request.header("host")
                .orElseThrow(() -> new RefusedException(ACCESS_DENIED, "The request must have one Host header."));
        if (!HOST.matcher(host).matches()) {
            throw new RefusedException(INVALID_REQUEST, "The Host header is malformed.");
        }
    }

    /** Checks the content hash. Requests have no body here, so it has only two valid values. */
    private static void checkContent(SignedRequest request) throws RefusedException {
        List<String> hashes = request.all(SignedRequest.CONTENT_HASH);
        if (hashes.size() > 1 || !CONTENTS.containsAll(hashes)) {
            throw new RefusedException(
                    CONTENT_SHA256_MISMATCH,
                    "The provided '" + SignedRequest.CONTENT_HASH
                            + "' header does not match what was computed (expected: " + SignedRequest.UNSIGNED_CONTENT
                            + ", or the hash of no bytes).");
        }
    }

    /** Names signed headers that the request lacks, because a proxy removed them. */
    private static String missing(SignedRequest request, Signature claimed) {
        String missing = claimed.headers().stream()
                .filter(name -> request.all(name).isEmpty())
                .collect(Collectors.joining(", "));
        return missing.isEmpty()
                ? ""
                : " The signature covers headers that the request does not have: " + missing + ".";
    }

    /**
     * Compares session tokens.
     *
     * @param sent the token from the place where this kind of request carries it
     * @param any true when the request has a token anywhere
     */
    private void checkToken(AccessKey key, Optional<String> sent, boolean any) throws RefusedException {
        boolean right = key.token()
                .map(own -> sent.filter(token -> isSame(token, own)).isPresent())
                .orElse(!any);
        if (!right) {
            throw new RefusedException(INVALID_TOKEN, "The provided token is malformed or otherwise invalid.");
        }
        Instant now = clock.instant();
        if (key.expires().filter(end -> !now.isBefore(end)).isPresent()) {
            throw new RefusedException(EXPIRED_TOKEN, "The provided token has expired.");
        }
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
