package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * How the objects of one bucket are asked for: learnt from a request for one of them that the SDK sent and the store answered, with all
 * that endpoints, regions, styles and options made of it.
 *
 * @param request a GET whose path is what stands before the key, without signature
 * @param signing empty where requests are not signed
 */
record BucketEndpoint(SdkHttpRequest request, Optional<Signing> signing) {
    private static final String VERSION_ID = "versionId";
    private static final String OPERATION = "x-id";
    private static final String CHECKSUM_MODE = "x-amz-checksum-mode";
    private static final Pattern AUTHORIZATION =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=[^,]+/[0-9]{8}/([^/,]+)/([^/,]+)/aws4_request,.*");
    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssX", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Of one request alone. */
    private static final Set<String> OWN_HEADERS = Set.of(
            "accept-encoding",
            "authorization",
            "host",
            "if-match",
            "range",
            "amz-sdk-invocation-id",
            "amz-sdk-request",
            CHECKSUM_MODE,
            "x-amz-content-sha256",
            "x-amz-date",
            "x-amz-security-token");

    /**
     * The terms of Signature Version 4.
     *
     * @param clockOff how far the SDK found the store's clock to be ahead of ours
     */
    record Signing(String region, String service, Duration clockOff) {}

    /**
     * The route that a request for an object took; empty for one whose path does not end with the key, or signed in a way that is not
     * known here, as those of S3 Express are.
     */
    static Optional<BucketEndpoint> of(SdkHttpRequest sent, S3Location object, Instant now) {
        Optional<String> authorization = sent.firstMatchingHeader("Authorization");
        Optional<Signing> signing = authorization.flatMap(text -> signing(text, sent, now));
        boolean known = authorization.isPresent() == signing.isPresent()
                && sent.firstMatchingHeader("x-amz-s3session-token").isEmpty()
                && sent.encodedPath().endsWith("/" + encoded(object));
        return known ? Optional.of(new BucketEndpoint(template(sent, object), signing)) : Optional.empty();
    }

    private static Optional<Signing> signing(String authorization, SdkHttpRequest sent, Instant now) {
        Matcher scope = AUTHORIZATION.matcher(authorization);
        try {
            Optional<Instant> signed =
                    sent.firstMatchingHeader("x-amz-date").map(text -> AMZ_DATE.parse(text, Instant::from));
            return signed.filter(date -> scope.matches())
                    .map(date -> new Signing(scope.group(1), scope.group(2), Duration.between(now, date)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static SdkHttpRequest template(SdkHttpRequest sent, S3Location object) {
        String path = sent.encodedPath();
        SdkHttpRequest.Builder request = sent.toBuilder()
                .method(SdkHttpMethod.GET)
                .encodedPath(path.substring(0, path.length() - encoded(object).length()))
                .removeQueryParameter(VERSION_ID)
                .removeQueryParameter(OPERATION);
        sent.forEachHeader((name, values) -> {
            if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                request.removeHeader(name);
            }
        });
        return request.build();
    }

    /** A GET of this version, as {@link StoreRequests#get} makes it. */
    SdkHttpRequest get(ObjectVersion version, ByteRange range) {
        SdkHttpRequest.Builder get = to(version.location()).putHeader("Range", range.header());
        version.versionId().ifPresent(id -> get.putRawQueryParameter(VERSION_ID, id));
        if (version.isConditional()) {
            get.putHeader("If-Match", version.etag());
        }
        return get.build();
    }

    /** A GET of all of whatever version is there. */
    SdkHttpRequest get(S3Location object) {
        return to(object).build();
    }

    /** A HEAD of whatever version is there. */
    SdkHttpRequest head(S3Location object) {
        return head(object, false);
    }

    /** The same, which may ask for the checksums of its bytes, too. */
    SdkHttpRequest head(S3Location object, boolean checksums) {
        SdkHttpRequest.Builder head = to(object).method(SdkHttpMethod.HEAD);
        return (checksums ? head.putHeader(CHECKSUM_MODE, "ENABLED") : head).build();
    }

    private SdkHttpRequest.Builder to(S3Location object) {
        return request.toBuilder().encodedPath(request.encodedPath() + encoded(object));
    }

    /** As the SDK writes a key into a path. */
    private static String encoded(S3Location object) {
        return SdkHttpUtils.urlEncodeIgnoreSlashes(object.key());
    }
}
