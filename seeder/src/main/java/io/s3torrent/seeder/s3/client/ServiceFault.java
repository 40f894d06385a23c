package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ServiceError;
import io.s3torrent.seeder.s3.StoreCall;
import io.s3torrent.seeder.s3.client.ObjectHead.ArchivedObject;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.BiFunction;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * An error answer of a store, with the table of what each error means.
 *
 * @param mute true for an answer whose error document is not known, as for every HEAD
 * @param code S3's error code; empty when there was none
 * @param requestId empty when there was none
 * @param text the store's own message, shown where we have no better one
 * @param bucketRegion the bucket's region, when the store reports it
 * @param clockOff how far our clock is ahead of the store's
 * @param deleteMarker true when the latest version of the object is a delete marker
 */
record ServiceFault(
        int status,
        boolean mute,
        String code,
        String requestId,
        String text,
        Optional<String> bucketRegion,
        Optional<Duration> clockOff,
        boolean deleteMarker) {
    static final int EXPECTATION_FAILED = 417;

    /** S3 rejects signatures made more than 15 minutes before or after its own time. */
    private static final Duration MAX_SKEW = Duration.ofMinutes(15);

    static ServiceFault of(AwsServiceException e) {
        Optional<AwsErrorDetails> details = Optional.ofNullable(e.awsErrorDetails());
        Optional<SdkHttpResponse> http = details.map(AwsErrorDetails::sdkHttpResponse);
        return new ServiceFault(
                e.statusCode(),
                !ServiceError.hasDocument(e),
                ServiceError.code(e),
                Optional.ofNullable(e.requestId()).map(ServiceError::oneLine).orElse(""),
                ServiceError.text(e),
                http.flatMap(answer -> answer.firstMatchingHeader("x-amz-bucket-region"))
                        .map(ServiceError::oneLine),
                http.flatMap(answer -> answer.firstMatchingHeader("Date")).flatMap(ServiceFault::clockOff),
                http.flatMap(answer -> answer.firstMatchingHeader("x-amz-delete-marker"))
                        .filter("true"::equals)
                        .isPresent());
    }

    ObjectException explain(StoreCall call, Throwable cause) {
        Meaning meaning = meaning(call);
        String advice = meaning.advice.isEmpty() ? "" : "; " + meaning.advice;
        return meaning.kind.apply(
                ServiceError.printable(call + ": " + meaning.what + " (" + facts() + ")" + advice), cause);
    }

    private String facts() {
        String known = code.isEmpty() ? "HTTP " + status : code + ", HTTP " + status;
        return requestId.isEmpty() ? known : known + ", request id " + requestId;
    }

    private Meaning meaning(StoreCall call) {
        if (deleteMarker) {
            return new Meaning(
                    ObjectException.NotFound::new, "the object was deleted", "older versions may still be there");
        }
        return switch (code) {
            case "NoSuchBucket" -> new Meaning(ObjectException.NotFound::new, "there is no such bucket", "");
            case "NoSuchUpload" ->
                new Meaning(ObjectException.NotFound::new, "this upload was completed or aborted", "");
            case "NoSuchVersion" ->
                new Meaning(ObjectException.NotFound::new, "this version of the object is gone", "");
            case "InvalidAccessKeyId" ->
                denied(
                        "the store does not know this access key",
                        "check the credentials, --profile and --endpoint-url");
            case "SignatureDoesNotMatch" ->
                denied("the signature is wrong", "check the secret key" + clockAdvice(", and this machine's clock"));
            case "RequestTimeTooSkewed" -> denied("this machine's clock is wrong", "set it" + clockAdvice(""));
            case "ExpiredToken", "TokenRefreshRequired" ->
                denied("the session token has expired", "get new credentials (aws sso login, aws sts)");
            case "InvalidToken" -> denied("the session token is not valid", "check AWS_SESSION_TOKEN and --profile");
            case "InvalidObjectState" ->
                new Meaning(
                        ObjectException.Refused::new,
                        "the object is archived",
                        "to restore it: " + ArchivedObject.restoreCommand(call.location(), ArchivedObject.FOR_DAYS));
            case "BadDigest",
                    "EntityTooSmall",
                    "EntityTooLarge",
                    "InvalidPart",
                    "InvalidPartOrder",
                    "KeyTooLongError" -> new Meaning(ObjectException.Refused::new, text, "");
            case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed", "IncorrectEndpoint" ->
                otherRegion();
            case "RequestTimeout",
                    "RequestTimeTooLong",
                    "SlowDown",
                    "Throttling",
                    "ThrottlingException",
                    "ConditionalRequestConflict" -> unavailable();
            default -> meaningOfStatus(call);
        };
    }

    private Meaning meaningOfStatus(StoreCall call) {
        return switch (status) {
            case 301, 307, 308 -> otherRegion();
            case 401, 403 ->
                denied(
                        "access denied",
                        "check the permissions (" + call.permission()
                                + "), --profile, --request-payer requester and --no-sign-request" + clockAdvice(""));
            case 404 -> new Meaning(ObjectException.NotFound::new, "there is no such object", "");
            case 412 -> new Meaning(ObjectException.Changed::new, "the object has changed since it was first seen", "");
            // The requested range lay within the length that HEAD reported.
            case 416 -> new Meaning(ObjectException.Changed::new, "the object is shorter than it was", "");
            case 413 ->
                new Meaning(
                        ObjectException.Refused::new,
                        "the store does not accept a body of this length",
                        "check the limits of the store and of a proxy in front of it");
            case 408, 429, EXPECTATION_FAILED -> unavailable();
            case 405, 501 -> new Meaning(ObjectException.Refused::new, "the store does not support this request", text);
            default -> status >= 500 ? unavailable() : refused();
        };
    }

    private Meaning refused() {
        String advice = "check --region, the session's expiry, and whether the object is encrypted with a customer key (SSE-C)";
        return new Meaning(
                ObjectException.Refused::new, text.isEmpty() ? "the store rejected the request" : text, advice);
    }

    private Meaning otherRegion() {
        String advice =
                bucketRegion.map(region -> "use --region " + region).orElse("set its --region or --endpoint-url");
        return new Meaning(ObjectException.Refused::new, "the bucket is in another region", advice);
    }

    private static Meaning unavailable() {
        return new Meaning(ObjectException.Unavailable::new, "the store cannot answer now", "");
    }

    private static Meaning denied(String what, String advice) {
        return new Meaning(ObjectException.Denied::new, what, advice);
    }

    private String clockAdvice(String otherwise) {
        return clockOff.filter(off -> off.abs().compareTo(MAX_SKEW) >= 0)
                .map(off -> ": it is " + off.abs().toMinutes() + " minutes "
                        + (off.isNegative() ? "behind" : "ahead of") + " the store's")
                .orElse(otherwise);
    }

    private static Optional<Duration> clockOff(String date) {
        try {
            Instant theirs = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
            return Optional.of(Duration.between(theirs, Instant.now()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private record Meaning(BiFunction<String, Throwable, ObjectException> kind, String what, String advice) {}
}
