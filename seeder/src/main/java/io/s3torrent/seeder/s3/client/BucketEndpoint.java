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
 * A request template for the objects of one bucket. It is learnt from a request that the SDK sent and the store answered, so it includes
 * the effect of endpoint, region, addressing style and options.
 *
 * @param request a GET whose path is the part before the key, without signature
 * @param signing empty when requests are not signed
 */
record BucketEndpoint(SdkHttpRequest request, Optional<Signing> signing) {
    private static final String VERSION_ID = "versionId";
    private static final String OPERATION = "x-id";
    private static final String CHECKSUM_MODE = "x-amz-checksum-mode";
    private static final Pattern AUTHORIZATION =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=[^,]+/[0-9]{8}/([^/,]+)/([^/,]+)/aws4_request,.*");
    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssX", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Headers that belong to a single request and are not part of the template. */
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
     * The parameters of Signature Version 4.
     *
     * @param clockOff how far the store's clock is ahead of ours, as the SDK measured it
     */
    record Signing(String region, String service, Duration clockOff) {}

    /**
     * Makes a template from a request for an object. Empty when the path does not end with the key, or when the signature is of an
     * unsupported kind, such as that of S3 Express.
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

    /** A GET of this version, with the same meaning as {@link StoreRequests#get}. */
    SdkHttpRequest get(ObjectVersion version, ByteRange range) {
        SdkHttpRequest.Builder get = to(version.location()).putHeader("Range", range.header());
        version.versionId().ifPresent(id -> get.putRawQueryParameter(VERSION_ID, id));
        if (version.isConditional()) {
            get.putHeader("If-Match", version.etag());
        }
        return get.build();
    }

    /** A GET of a whole object, whatever its version. */
    SdkHttpRequest get(S3Location object) {
        return to(object).build();
    }

    /** A HEAD of an object, whatever its version. */
    SdkHttpRequest head(S3Location object) {
        return head(object, false);
    }

    /** A HEAD of an object, whatever its version; with {@code checksums} it also asks for the checksums of the bytes. */
    SdkHttpRequest head(S3Location object, boolean checksums) {
        SdkHttpRequest.Builder head = to(object).method(SdkHttpMethod.HEAD);
        return (checksums ? head.putHeader(CHECKSUM_MODE, "ENABLED") : head).build();
    }

    private SdkHttpRequest.Builder to(S3Location object) {
        return request.toBuilder().encodedPath(request.encodedPath() + encoded(object));
    }

    /** The key, encoded for a path as the SDK does. */
    private static String encoded(S3Location object) {
        return SdkHttpUtils.urlEncodeIgnoreSlashes(object.key());
    }
}
