package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ServiceError;
import io.s3torrent.seeder.s3.StoreCall;
import io.s3torrent.seeder.s3.client.LocatedCredentials.NoCredentialsException;
import io.s3torrent.seeder.s3.direct.TlsProbe;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** Turns the failure of a call into a one-line message that says what went wrong and what to do. */
final class StoreErrors {
    private static final Set<Integer> SLOW_DOWN = Set.of(429, 503);
    private static final Set<String> EXPIRED =
            Set.of("ExpiredToken", "TokenRefreshRequired", "InvalidToken", "InvalidAccessKeyId");

    private final String endpoint;

    StoreErrors(String endpoint) {
        this.endpoint = endpoint;
    }

    /** The exception for a failure that the SDK threw, or that broke the body of an answer. */
    ObjectException explain(StoreCall call, Exception failure) {
        if (failure instanceof ObjectException explained) {
            return explained;
        }
        if (failure instanceof AwsServiceException answer) {
            return ServiceFault.of(answer).explain(call, failure);
        }
        return find(failure, NoCredentialsException.class)
                .<ObjectException>map(e -> new ObjectException.Misconfigured(noCredentials(e), failure))
                .or(() -> unreachable(failure))
                .orElseGet(() -> unanswered(call, failure));
    }

    /** The exception for an answer with another version, or for a version that no longer exists. */
    ObjectException changed(StoreCall call, @Nullable Throwable cause) {
        return new ObjectException.Changed(call + ": the object has changed since it was first seen", cause);
    }

    /** True when the store rejected the condition of a request, or does not support conditions. */
    static boolean isPrecondition(ObjectException failure) {
        return refusal(failure)
                .filter(answer -> answer.statusCode() == 412 || answer.statusCode() == 501)
                .isPresent();
    }

    /** True when the store rejected a request without giving a reason, as it must for a HEAD. */
    static boolean isMute(RuntimeException failure) {
        return failure instanceof AwsServiceException answer
                && answer.statusCode() / 100 == 4
                && ServiceFault.of(answer).mute();
    }

    /** True when the store does not support something in the request. Some stores answer so to every header that they do not know. */
    static boolean isUnknown(RuntimeException failure) {
        return failure instanceof AwsServiceException answer
                && (answer.statusCode() == 405 || answer.statusCode() == 501);
    }

    /** True when the store asks for fewer requests. */
    static boolean isSlowDown(Exception failure) {
        return refusal(failure)
                .filter(answer -> answer.isThrottlingException() || SLOW_DOWN.contains(answer.statusCode()))
                .isPresent();
    }

    /** True when other credentials may succeed: the token has expired, or the key was replaced. */
    static boolean isExpired(ObjectException failure) {
        return refusal(failure)
                .filter(answer -> EXPIRED.contains(ServiceFault.of(answer).code()))
                .isPresent();
    }

    /** True when the store rejects the time of a signature. */
    static boolean isClockWrong(ObjectException failure) {
        return refusal(failure)
                .filter(AwsServiceException::isClockSkewException)
                .isPresent();
    }

    /** True when the store does not support something in the request, such as a condition. */
    static boolean isNotImplemented(ObjectException failure) {
        return refusal(failure)
                .filter(answer -> answer.statusCode() == 501
                        || ServiceFault.of(answer).code().equals("NotImplemented"))
                .isPresent();
    }

    private static Optional<AwsServiceException> refusal(Exception failure) {
        return find(failure, AwsServiceException.class);
    }

    private static String noCredentials(NoCredentialsException failure) {
        String reason = ServiceError.oneLine(failure.getMessage());
        return "Unable to locate credentials. You can configure credentials by running \"aws configure\", or read a public"
                + " object with --no-sign-request." + (reason.isEmpty() ? "" : " (" + reason + ")");
    }

    private Optional<ObjectException> unreachable(Exception failure) {
        return find(failure, UnknownHostException.class)
                .<ObjectException>map(e -> new ObjectException.Unavailable(
                        couldNotConnect() + " (unknown host); check --endpoint-url, --region and the network", failure))
                .or(() -> find(failure, ConnectException.class, NoRouteToHostException.class)
                        .map(e -> new ObjectException.Unavailable(
                                couldNotConnect() + "; check --endpoint-url, and that the store is running", failure)))
                .or(() -> untrusted(failure));
    }

    private String couldNotConnect() {
        return "Could not connect to the endpoint URL: \"" + endpoint + "\"";
    }

    private Optional<ObjectException> untrusted(Exception failure) {
        boolean cutOff =
                find(failure, EOFException.class, SocketException.class).isPresent();
        return find(failure, SSLException.class)
                .filter(e -> !cutOff)
                .map(e -> new ObjectException.Misconfigured(
                        isPlainHttp(e)
                                ? "the endpoint " + endpoint + " does not speak TLS (expected: its HTTPS port, or"
                                        + " --endpoint-url " + endpoint.replaceFirst("(?i)^https", "http") + ")"
                                : "SSL validation failed for " + endpoint + ": " + ServiceError.oneLine(e.getMessage())
                                        + "; name its certificate authority with --ca-bundle, or use --no-verify-ssl",
                        failure));
    }

    /** The better explanation of a call's last failure, when a plain HTTP endpoint turns out to be a port for TLS. Blocks. */
    Optional<ObjectException> tlsPort(ObjectException failure) {
        boolean isPlain = endpoint.regionMatches(true, 0, "http:", 0, 5);
        return isPlain && mayComeFromTls(failure) && TlsProbe.speaksTls(URI.create(endpoint))
                ? Optional.of(new ObjectException.Misconfigured(
                        "the endpoint " + endpoint + " speaks TLS (expected: --endpoint-url https"
                                + endpoint.substring("http".length()) + ", or its HTTP port)",
                        failure))
                : Optional.empty();
    }

    /** True for the answers of TLS servers to plain HTTP: a closed connection, bytes that are not HTTP, or status 400 without S3's code. */
    private static boolean mayComeFromTls(ObjectException failure) {
        boolean noConnection = find(
                        failure,
                        UnknownHostException.class,
                        ConnectException.class,
                        NoRouteToHostException.class,
                        SocketTimeoutException.class)
                .isPresent();
        boolean broken = failure instanceof ObjectException.Unavailable
                && !noConnection
                && find(failure.getCause(), IOException.class).isPresent();
        return broken
                || refusal(failure)
                        .filter(answer -> answer.statusCode() == 400
                                && ServiceFault.of(answer).code().isEmpty())
                        .isPresent();
    }

    /** True when the first bytes of the answer are not TLS. The JDK has no type for it, only these texts. */
    private static boolean isPlainHttp(SSLException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("Unsupported or unrecognized SSL message") || message.contains("plaintext connection");
    }

    private static ObjectException unanswered(StoreCall call, Exception failure) {
        if (find(
                        failure,
                        ApiCallTimeoutException.class,
                        ApiCallAttemptTimeoutException.class,
                        SocketTimeoutException.class)
                .isPresent()) {
            return new ObjectException.Unavailable(call + ": the store did not answer in time", failure);
        }
        if (find(failure, AbortedException.class).isPresent()) {
            return new ObjectException.Unavailable(call + ": interrupted", failure);
        }
        Optional<IOException> broken = find(failure, IOException.class);
        return broken.isPresent()
                ? new ObjectException.Unavailable(
                        call + ": " + ServiceError.oneLine(broken.get().getMessage()), failure)
                : new ObjectException.Refused(call + ": " + ServiceError.oneLine(failure.getMessage()), failure);
    }

    /** The first of the causes that has one of these types. */
    @SafeVarargs
    private static <T extends Throwable> Optional<T> find(@Nullable Throwable failure, Class<? extends T>... types) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            for (Class<? extends T> type : types) {
                if (type.isInstance(cause)) {
                    return Optional.of(type.cast(cause));
                }
            }
        }
        return Optional.empty();
    }

    /** An answer violates HTTP or the S3 API; another attempt may get a valid one. */
    static final class BrokenResponseException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenResponseException(String what) {
            super(what);
        }

        BrokenResponseException(String what, Throwable cause) {
            super(what, cause);
        }
    }
}
