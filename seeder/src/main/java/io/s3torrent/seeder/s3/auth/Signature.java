package io.s3torrent.seeder.s3.auth;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Signature Version 4 that a request claims to have, from its {@code Authorization} header or its query (presigned URL).
 *
 * @param keyId of the access key
 * @param region that the signing key was made for; any region is accepted
 * @param date when the request was signed
 * @param headers lower-case names of the signed headers
 * @param hex the signature
 * @param lifetime how long the signature is valid from {@code date}; only in a presigned URL
 */
record Signature(
        String keyId, String region, Instant date, List<String> headers, String hex, Optional<Duration> lifetime) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    /** One week, the limit of S3. */
    private static final long MAX_LIFETIME = 604_800;

    private static final Pattern SCOPE = Pattern.compile("(.+)/([0-9]{8})/([^/]*)/([^/]*)/([^/]*)");
    private static final int DAY_LENGTH = 8;
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    /** Tokens (RFC 9110, section 5.6.2) in lower case. */
    private static final Pattern HEADERS = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+(;[a-z0-9!#$%&'*+.^_`|~-]+)*");

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssX", Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT)
            .withZone(ZoneOffset.UTC);

    /** The names of the query parameters, each of which may occur once. */
    static final String QUERY_ALGORITHM = "X-Amz-Algorithm";

    static final String QUERY_CREDENTIAL = "X-Amz-Credential";
    static final String QUERY_DATE = "X-Amz-Date";
    static final String QUERY_EXPIRES = "X-Amz-Expires";
    static final String QUERY_HEADERS = "X-Amz-SignedHeaders";
    static final String QUERY_SIGNATURE = "X-Amz-Signature";

    boolean isPresigned() {
        return lifetime.isPresent();
    }

    /** The date as it is signed. */
    String time() {
        return DATE.format(date);
    }

    /** The credential scope from which the signing key is derived: day, region, service and terminator. */
    String scope() {
        return day(date) + "/" + region + "/s3/aws4_request";
    }

    private static String day(Instant date) {
        return DATE.format(date).substring(0, DAY_LENGTH);
    }

    static Signature inHeader(SignedRequest request) throws RefusedException {
        S3ErrorCode wrong = S3ErrorCode.AUTHORIZATION_HEADER_MALFORMED;
        String authorization = request.header("authorization")
                .orElseThrow(() -> new RefusedException(wrong, "There is more than one Authorization header."));
        if (!authorization.startsWith(ALGORITHM + " ")) {
            throw new RefusedException(
                    S3ErrorCode.INVALID_REQUEST,
                    "The authorization mechanism you have provided is not supported. Please use " + ALGORITHM
                            + " (Signature Version 4)."
                            + (authorization.startsWith("AWS ")
                                    ? " Signature Version 2 is accepted only in presigned URLs."
                                    : ""));
        }
        Map<String, String> fields = fields(authorization.substring(ALGORITHM.length() + 1), wrong);
        Optional<String> date = request.all("x-amz-date").isEmpty() ? date(request) : request.header("x-amz-date");
        if (date.isEmpty()) {
            throw new RefusedException(
                    S3ErrorCode.ACCESS_DENIED, "AWS authentication requires a valid Date or x-amz-date header.");
        }
        return new Reader(wrong, name -> fields.getOrDefault(name, ""))
                .read("Credential", date.get(), "SignedHeaders", "Signature", Optional.empty());
    }

    /**
     * The {@code Date} header converted to the form of {@code x-amz-date}. Clients may also send it in HTTP's own form (RFC 9110, section
     * 5.6.7).
     */
    private static Optional<String> date(SignedRequest request) {
        return request.header("date").map(text -> {
            try {
                return DATE.format(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
            } catch (DateTimeException e) {
                return text;
            }
        });
    }

    private static Map<String, String> fields(String text, S3ErrorCode wrong) throws RefusedException {
        Map<String, String> fields = new HashMap<>();
        for (String field : text.split(",", -1)) {
            int equals = field.indexOf('=');
            if (equals < 0
                    || fields.put(
                                    field.substring(0, equals).strip(),
                                    field.substring(equals + 1).strip())
                            != null) {
                throw new RefusedException(
                        wrong,
                        "The Authorization header is malformed; it needs Credential, SignedHeaders and Signature.");
            }
        }
        return fields;
    }

    static Signature inQuery(QueryString query) throws RefusedException {
        S3ErrorCode wrong = S3ErrorCode.AUTHORIZATION_QUERY_PARAMETERS_ERROR;
        UnaryOperator<String> once = name -> query.value(name).orElse("");
        if (!once.apply(QUERY_ALGORITHM).equals(ALGORITHM)) {
            throw new RefusedException(wrong, "X-Amz-Algorithm only supports \"" + ALGORITHM + "\", given once.");
        }
        Duration lifetime = lifetime(once.apply(QUERY_EXPIRES));
        return new Reader(wrong, once)
                .read(QUERY_CREDENTIAL, once.apply(QUERY_DATE), QUERY_HEADERS, QUERY_SIGNATURE, Optional.of(lifetime));
    }

    private static Duration lifetime(String text) throws RefusedException {
        boolean number = !text.isEmpty() && text.length() <= 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        long seconds = number ? Long.parseLong(text) : 0;
        if (seconds < 1 || seconds > MAX_LIFETIME) {
            throw new RefusedException(
                    S3ErrorCode.AUTHORIZATION_QUERY_PARAMETERS_ERROR,
                    "X-Amz-Expires must be a number from 1 to " + MAX_LIFETIME + ", given once.");
        }
        return Duration.ofSeconds(seconds);
    }

    /** Reads the fields, which the header and the query have in common under different names. */
    private record Reader(S3ErrorCode wrong, UnaryOperator<String> field) {

        Signature read(
                String credential, String dateText, String headers, String signature, Optional<Duration> lifetime)
                throws RefusedException {
            Matcher scope = matched(SCOPE, credential, "a key id, a date, a region, \"s3\" and \"aws4_request\"");
            Instant date = date(dateText);
            if (!day(date).equals(scope.group(2))) {
                throw malformed(credential, "the same date as the request, " + day(date));
            }
            if (scope.group(3).isEmpty()) {
                throw malformed(credential, "a region");
            }
            if (!scope.group(4).equals("s3")) {
                throw malformed(credential, "service \"s3\"");
            }
            if (!scope.group(5).equals("aws4_request")) {
                throw malformed(credential, "\"aws4_request\" at the end");
            }
            List<String> names = List.of(
                    matched(HEADERS, headers, "names in lower case").group().split(";", -1));
            if (new HashSet<>(names).size() < names.size()) { // duplicates would let a short request have a long canonical form
                throw malformed(headers, "each name once");
            }
            String hex = matched(HEX, signature, "64 hexadecimal digits").group();
            return new Signature(scope.group(1), scope.group(3), date, names, hex, lifetime);
        }

        private Matcher matched(Pattern form, String name, String expected) throws RefusedException {
            Matcher matcher = form.matcher(field.apply(name));
            if (!matcher.matches()) {
                throw malformed(name, expected);
            }
            return matcher;
        }

        private RefusedException malformed(String name, String expected) {
            return new RefusedException(
                    wrong, "The authorization is malformed; " + name + " (expected, once: " + expected + ").");
        }

        private Instant date(String text) throws RefusedException {
            try {
                return DATE.parse(text, Instant::from);
            } catch (DateTimeParseException e) {
                throw malformed("X-Amz-Date", "as 20260102T030405Z");
            }
        }
    }
}
