package io.s3torrent.seeder.s3.auth;

import io.s3torrent.seeder.s3.auth.QueryString.Parameter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Signature Version 2 in the query of a URL, which boto3 makes by default (AWS: "Signing and Authenticating REST Requests", query
 * string request authentication).
 *
 * @param keyId of the access key
 * @param expires seconds since 1970, as text
 * @param signature in Base64
 */
record PresignedUrlV2(String keyId, String expires, String signature) {
    static final String QUERY_KEY = "AWSAccessKeyId";
    static final String QUERY_EXPIRES = "Expires";
    static final String QUERY_SIGNATURE = "Signature";

    /** S3 has no limit here; this is the limit of Version 4. */
    private static final Duration MAX_LIFETIME = Duration.ofDays(7);

    private static final String AMZ = "x-amz-";
    /** This many digits always fit in a long. */
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,18}");

    /** The query parameters that are signed: those that select a part of the object, or change the answer. */
    private static final Set<String> SUB_RESOURCES = Set.of(
            "accelerate",
            "acl",
            "analytics",
            "cors",
            "delete",
            "encryption",
            "inventory",
            "lifecycle",
            "location",
            "logging",
            "metrics",
            "notification",
            "object-lock",
            "partNumber",
            "policy",
            "policyStatus",
            "publicAccessBlock",
            "replication",
            "requestPayment",
            "response-cache-control",
            "response-content-disposition",
            "response-content-encoding",
            "response-content-language",
            "response-content-type",
            "response-expires",
            "restore",
            "tagging",
            "torrent",
            "uploadId",
            "uploads",
            "versionId",
            "versioning",
            "versions",
            "website");

    static boolean isIn(QueryString query) {
        return Stream.of(QUERY_KEY, QUERY_EXPIRES, QUERY_SIGNATURE).anyMatch(query::has);
    }

    static PresignedUrlV2 in(QueryString query) throws RefusedException {
        Optional<String> keyId = query.value(QUERY_KEY);
        Optional<String> expires = query.value(QUERY_EXPIRES);
        Optional<String> signature = query.value(QUERY_SIGNATURE);
        if (keyId.isEmpty() || expires.isEmpty() || signature.isEmpty()) {
            throw denied("Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters,"
                    + " each of them once.");
        }
        if (!query.has("torrent")) {
            throw new RefusedException(
                    S3ErrorCode.INVALID_REQUEST,
                    "Signature Version 2 is accepted for ?torrent alone. Please use " + Signature.ALGORITHM
                            + " (Signature Version 4; boto3: signature_version='s3v4').");
        }
        // Base64 has no blanks; a proxy decoded a plus sign as a blank.
        String base64 = signature.get().replace(' ', '+');
        return new PresignedUrlV2(keyId.get(), expires.get(), base64);
    }

    void checkTime(Instant now) throws RefusedException {
        if (!SECONDS.matcher(expires).matches()) {
            throw denied("Invalid date (should be seconds since epoch): the parameter Expires.");
        }
        long end = Long.parseLong(expires);
        if (now.getEpochSecond() > end) {
            throw denied("Request has expired");
        }
        if (end > now.plus(MAX_LIFETIME).getEpochSecond()) {
            throw denied("Expires is more than 7 days ahead (expected: at most " + MAX_LIFETIME.toSeconds()
                    + " seconds from now). Please sign for a shorter time, and check the clock of the signer.");
        }
    }

    private static RefusedException denied(String message) {
        return new RefusedException(S3ErrorCode.ACCESS_DENIED, message);
    }

    /** The headers that the signer must have known. Version 2 signs all of these headers that a request has. */
    static List<String> signedHeaders(SignedRequest request) {
        return request.headers().keySet().stream()
                .filter(name -> name.startsWith(AMZ) && !name.equals(SignedRequest.CONTENT_HASH))
                .sorted()
                .toList();
    }

    /**
     * Base64 signatures of all forms of a request. Clients differ in whether a parameter without a value has an equals sign. botocore 1.29
     * (Debian 12) signs {@code ?torrent} twice, once as a part of the path.
     */
    Stream<String> signatures(SignedRequest request, AccessKey key) {
        byte[] secret = key.secret().getBytes(StandardCharsets.UTF_8);
        String head = String.join(
                "\n",
                request.method(),
                extra(request, "content-md5"),
                extra(request, "content-type"),
                expires,
                amzHeaders(request));
        String bucket = request.bucket().map(name -> "/" + name).orElse("");
        return request.paths().stream()
                .flatMap(path -> Stream.of(path, path + "?torrent"))
                .flatMap(path ->
                        Stream.of("", "=").map(none -> head + bucket + path + subResources(request.query(), none)))
                .map(text -> Base64.getEncoder().encodeToString(Hmac.SHA1.of(secret, text)));
    }

    /** The signed value of a header; a presigned URL has it as a parameter. */
    private static String extra(SignedRequest request, String header) {
        return request.query().parameters().stream()
                .filter(parameter -> parameter.name().equalsIgnoreCase(header))
                .map(Parameter::value)
                .findFirst()
                .or(() -> request.header(header))
                .orElse("");
    }

    private static String amzHeaders(SignedRequest request) {
        Map<String, List<String>> all = new TreeMap<>();
        signedHeaders(request).forEach(name -> all.put(name, new ArrayList<>(request.all(name))));
        for (Parameter parameter : request.query().parameters()) {
            String name = parameter.name().toLowerCase(Locale.ROOT);
            if (name.startsWith(AMZ)) {
                all.computeIfAbsent(name, first -> new ArrayList<>()).add(parameter.value());
            }
        }
        return all.entrySet().stream()
                .map(header -> header.getKey() + ":"
                        + header.getValue().stream().map(String::strip).collect(Collectors.joining(",")) + "\n")
                .collect(Collectors.joining());
    }

    private static String subResources(QueryString query, String withoutValue) {
        String all = query.parameters().stream()
                .filter(parameter -> SUB_RESOURCES.contains(parameter.name()))
                .sorted(Comparator.comparing(Parameter::name))
                .map(parameter ->
                        parameter.name() + (parameter.value().isEmpty() ? withoutValue : "=" + parameter.value()))
                .collect(Collectors.joining("&"));
        return all.isEmpty() ? "" : "?" + all;
    }
}
