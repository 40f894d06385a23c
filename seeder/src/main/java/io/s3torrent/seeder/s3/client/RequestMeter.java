package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.ledger.RequestKind;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Counts each HTTP request that the SDK sends, the repeated ones too: that is what a store bills. */
final class RequestMeter implements ExecutionInterceptor {
    /** Where a request is counted. */
    static final ExecutionAttribute<Ledger> LEDGER = new ExecutionAttribute<>("s3torrent.ledger");

    private static final ExecutionAttribute<Long> SENT_NANOS = new ExecutionAttribute<>("s3torrent.sentNanos");

    private final Ledger fallback;

    /**
     * Counts in the ledger that a request carries.
     *
     * @param fallback for the requests that the SDK makes by itself, to find a bucket's region
     */
    RequestMeter(Ledger fallback) {
        this.fallback = fallback;
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes call) {
        Ledger ledger = ledger(call);
        kind(context.httpRequest(), call).ifPresent(ledger::request);
        ledger.write(bodyLength(context.httpRequest()));
        call.putAttribute(SENT_NANOS, System.nanoTime());
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes call) {
        ledger(call).answered(Duration.ofNanos(System.nanoTime() - call.getAttribute(SENT_NANOS)));
    }

    private Ledger ledger(ExecutionAttributes call) {
        return Objects.requireNonNullElse(call.getAttribute(LEDGER), fallback);
    }

    /** Empty for DELETE, which is free everywhere. */
    private static Optional<RequestKind> kind(SdkHttpRequest request, ExecutionAttributes call) {
        if (call.getAttribute(SdkExecutionAttribute.OPERATION_NAME).startsWith("List")) {
            return Optional.of(RequestKind.LIST);
        }
        return switch (request.method()) {
            case HEAD -> Optional.of(RequestKind.HEAD);
            case GET -> Optional.of(RequestKind.GET);
            case DELETE -> Optional.empty();
            default -> Optional.of(RequestKind.PUT);
        };
    }

    /** Without the frames of a chunked signature. */
    private static long bodyLength(SdkHttpRequest request) {
        return request.firstMatchingHeader("x-amz-decoded-content-length")
                .or(() -> request.firstMatchingHeader("Content-Length"))
                .map(Long::parseLong)
                .orElse(0L);
    }
}
