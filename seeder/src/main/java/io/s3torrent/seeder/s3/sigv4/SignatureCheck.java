package io.s3torrent.seeder.s3.sigv4;

import static io.s3torrent.seeder.s3.S3ErrorCode.ACCESS_DENIED;
import static io.s3torrent.seeder.s3.S3ErrorCode.CONTENT_SHA256_MISMATCH;
import static io.s3torrent.seeder.s3.S3ErrorCode.EXPIRED_TOKEN;
import static io.s3torrent.seeder.s3.S3ErrorCode.INVALID_ACCESS_KEY_ID;
import static io.s3torrent.seeder.s3.S3ErrorCode.INVALID_ARGUMENT;
import static io.s3torrent.seeder.s3.S3ErrorCode.INVALID_REQUEST;
import static io.s3torrent.seeder.s3.S3ErrorCode.INVALID_TOKEN;
import static io.s3torrent.seeder.s3.S3ErrorCode.REQUEST_TIME_TOO_SKEWED;
import static io.s3torrent.seeder.s3.S3ErrorCode.SIGNATURE_DOES_NOT_MATCH;

import io.s3torrent.seeder.s3.AccessKey;
import io.s3torrent.seeder.s3.RefusedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Says who signed a request: by signing it once more with the secret of the key it names, and comparing in constant time. */
public final class SignatureCheck {
    static final String TOKEN = "x-amz-security-token";
    static final String CONTENT_HASH = "x-amz-content-sha256";
    static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String QUERY_TOKEN = "X-Amz-Security-Token";
    private static final Duration MAX_SKEW = Duration.ofMinutes(15);
    /** Of Signature Version 2. */
    private static final String OLD_QUERY_KEY = "AWSAccessKeyId";

    private static final Set<String> IN_QUERY = Set.of(
            Signature.QUERY_ALGORITHM,
            Signature.QUERY_CREDENTIAL,
            Signature.QUERY_SIGNATURE,
            Signature.QUERY_DATE,
            Signature.QUERY_EXPIRES,
            Signature.QUERY_HEADERS);

    private final Clock clock;
    private final Function<String, Optional<AccessKey>> keys;

    /** Knows keys by their id. */
    public SignatureCheck(Clock clock, Function<String, Optional<AccessKey>> keys) {
        this.clock = clock;
        this.keys = keys;
    }

    /**
     * The key that a request is signed with; empty for one without any signature.
     *
     * @throws RefusedException when there is one that is not good
     */
    public Optional<AccessKey> signer(SignedRequest request) throws RefusedException {
        boolean inHeader = !request.all("authorization").isEmpty();
        boolean inQuery = IN_QUERY.stream().anyMatch(request.query()::has);
        if (inHeader && inQuery) {
            throw new RefusedException(INVALID_ARGUMENT, "Only one auth mechanism allowed: header or query.");
        }
        if (request.query().has(OLD_QUERY_KEY)) {
            throw new RefusedException(
                    INVALID_REQUEST, "Please use " + Signature.ALGORITHM + " (Signature Version 4).");
        }
        if (!inHeader && !inQuery) {
            return Optional.empty();
        }
        return Optional.of(
                checked(request, inHeader ? Signature.inHeader(request) : Signature.inQuery(request.query())));
    }

    private AccessKey checked(SignedRequest request, Signature claimed) throws RefusedException {
        AccessKey key = keys.apply(claimed.keyId())
                .orElseThrow(() -> new RefusedException(
                        INVALID_ACCESS_KEY_ID, "The AWS Access Key Id you provided does not exist in our records."));
        checkTime(claimed);
        checkHeaders(request, claimed);
        checkContent(request, claimed);
        checkToken(request, claimed, key);
        if (!isSame(Resigned.hex(request, claimed, key), claimed.hex())) {
            throw new RefusedException(
                    SIGNATURE_DOES_NOT_MATCH,
                    "The request signature we calculated does not match the signature you provided. Check your key and"
                            + " signing method.");
        }
        return key;
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

    /** What is not signed could have been put in by anybody on the way. */
    private static void checkHeaders(SignedRequest request, Signature claimed) throws RefusedException {
        boolean hostSigned =
                claimed.headers().contains("host") && request.header("host").isPresent();
        boolean allSigned = request.headers().keySet().stream()
                .filter(name -> name.startsWith("x-amz-"))
                .allMatch(claimed.headers()::contains);
        if (!hostSigned || !allSigned) {
            throw new RefusedException(
                    ACCESS_DENIED,
                    "There were headers present in the request which were not signed; host and all of x-amz- must be.");
        }
    }

    /** Requests have no body here. */
    private static void checkContent(SignedRequest request, Signature claimed) throws RefusedException {
        Optional<String> hash = request.header(CONTENT_HASH);
        if (hash.isEmpty() && claimed.isPresigned() && request.all(CONTENT_HASH).isEmpty()) {
            return;
        }
        if (hash.isEmpty()) {
            throw new RefusedException(
                    INVALID_REQUEST, "Missing required header for this request: " + CONTENT_HASH + ", once.");
        }
        boolean known = hash.get().equals(UNSIGNED) || hash.get().equals(EMPTY);
        if (!known || (claimed.isPresigned() && !hash.get().equals(UNSIGNED))) {
            throw new RefusedException(
                    CONTENT_SHA256_MISMATCH,
                    "The provided '" + CONTENT_HASH + "' header does not match what was computed.");
        }
    }

    private void checkToken(SignedRequest request, Signature claimed, AccessKey key) throws RefusedException {
        boolean any = !request.all(TOKEN).isEmpty() || request.query().has(QUERY_TOKEN);
        Optional<String> sent = claimed.isPresigned() ? request.query().value(QUERY_TOKEN) : request.header(TOKEN);
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
