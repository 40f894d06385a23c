package io.s3torrent.seeder.s3;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * A store's own words for an error, on one line each.
 *
 * @param code S3's name for it, such as {@code NoSuchKey}
 * @param message its text
 */
public record ServiceError(String code, String message) {
    private static final int MAX_TEXT = 300;

    /** What the store said; empty when its answer has no code or no text, as answers to HEAD requests. */
    public static Optional<ServiceError> of(AwsServiceException e) {
        String code = code(e);
        String text = text(e);
        return code.isEmpty() || text.isEmpty() ? Optional.empty() : Optional.of(new ServiceError(code, text));
    }

    /** S3's name for the error; empty when there is none. */
    public static String code(AwsServiceException e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .map(ServiceError::oneLine)
                .orElse("");
    }

    /** The text of the error document, empty when there is none: the SDK itself makes one of the status line of an answer to a HEAD. */
    public static String text(AwsServiceException e) {
        Optional<AwsErrorDetails> details = Optional.ofNullable(e.awsErrorDetails());
        Optional<String> text = details.map(AwsErrorDetails::errorMessage);
        boolean hasCode = details.map(AwsErrorDetails::errorCode)
                .filter(code -> !code.isBlank())
                .isPresent();
        boolean isStatusLine =
                text.equals(details.map(AwsErrorDetails::sdkHttpResponse).flatMap(SdkHttpResponse::statusText));
        return text.filter(any -> hasDocument(e) || (hasCode && !isStatusLine))
                .map(ServiceError::oneLine)
                .orElse("");
    }

    /** True when the answer's error document is known. The SDK keeps only those of GET requests for objects. */
    public static boolean hasDocument(AwsServiceException e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::rawResponse)
                .filter(document -> document.asByteArrayUnsafe().length > 0)
                .isPresent();
    }

    /** Makes what a store sends part of a line, and bounds its length. */
    public static String oneLine(@Nullable String text) {
        String line = printable(String.valueOf(text));
        return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "…";
    }

    /** Replaces control characters by spaces. */
    public static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]+", " ").strip();
    }
}
