package io.s3torrent.seeder.s3;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * The error code and the message of a store, each on one line.
 *
 * @param code S3's error code, such as {@code NoSuchKey}
 * @param message the store's text
 */
public record ServiceError(String code, String message) {
    private static final int MAX_TEXT = 300;

    /** The store's error; empty when its answer lacks a code or a text, as answers to HEAD requests do. */
    public static Optional<ServiceError> of(AwsServiceException e) {
        String code = code(e);
        String text = text(e);
        return code.isEmpty() || text.isEmpty() ? Optional.empty() : Optional.of(new ServiceError(code, text));
    }

    /** S3's error code; empty when there is none. */
    public static String code(AwsServiceException e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .map(ServiceError::oneLine)
                .orElse("");
    }

    /**
     * The text of the error document, or empty. For HEAD requests, the SDK makes up a text from the status line; this method ignores it.
     */
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

    /** True when the answer's error document is known. The SDK keeps it only for GET requests of objects. */
    public static boolean hasDocument(AwsServiceException e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(AwsErrorDetails::rawResponse)
                .filter(document -> document.asByteArrayUnsafe().length > 0)
                .isPresent();
    }

    /** Makes text from a store safe for a single line, and limits its length. */
    public static String oneLine(@Nullable String text) {
        String line = printable(String.valueOf(text));
        return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "…";
    }

    /** Replaces control characters with spaces. */
    public static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]+", " ").strip();
    }
}
