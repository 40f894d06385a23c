package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.ledger.RequestKind;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.client.StoreErrors.BrokenResponseException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;

/** The interceptors of the SDK's requests: they count requests, limit answers, set Expect, and learn request templates. */
final class SdkInterceptors {
    private SdkInterceptors() {}

    /** Counts each HTTP request that the SDK sends, including retries, because a store bills them all. */
    static final class RequestMeter implements ExecutionInterceptor {
        /** The ledger that counts the request. */
        static final ExecutionAttribute<Ledger> LEDGER = new ExecutionAttribute<>("s3torrent.ledger");

        private static final ExecutionAttribute<Long> SENT_NANOS = new ExecutionAttribute<>("s3torrent.sentNanos");

        private final Ledger fallback;

        /**
         * Counts in the ledger that a request carries.
         *
         * @param fallback counts the requests that the SDK makes by itself to find a bucket's region
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

        /** The kind that is billed; empty for DELETE, which is free everywhere. */
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

        /** The length of a request body, without the framing of a chunked signature. */
        private static long bodyLength(SdkHttpRequest request) {
            return request.firstMatchingHeader("x-amz-decoded-content-length")
                    .or(() -> request.firstMatchingHeader("Content-Length"))
                    .map(Long::parseLong)
                    .orElse(0L);
        }
    }

    /**
     * Makes the client ask before it sends a body (Expect: 100-continue), so that an error answer arrives instead of a broken connection.
     * It stops asking after an answer says that this is not supported (417), as HTTP/1.0 proxies do.
     */
    static final class ExpectContinue implements ExecutionInterceptor {
        /** A shorter body is sent together with the headers, before any answer can arrive. */
        private static final long THRESHOLD = 4096;

        private volatile boolean isNotUnderstood;

        @Override
        public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes call) {
            SdkHttpRequest request = context.httpRequest();
            boolean isLong = request.firstMatchingHeader("Content-Length")
                    .filter(length -> Long.parseLong(length) >= THRESHOLD)
                    .isPresent();
            return isLong && !isNotUnderstood
                    ? request.toBuilder().putHeader("Expect", "100-continue").build()
                    : request;
        }

        @Override
        public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes call) {
            if (context.httpResponse().statusCode() == ServiceFault.EXPECTATION_FAILED) {
                isNotUnderstood = true;
            }
        }
    }

    /** Learns request templates for buckets from the HEADs and GETs that the SDK sends. */
    static final class RouteLearner implements ExecutionInterceptor {
        /** False on requests whose headers differ from those of our own requests. */
        static final ExecutionAttribute<Boolean> LEARN = new ExecutionAttribute<>("s3torrent.learnRoute");

        private final BucketProperties buckets;

        RouteLearner(BucketProperties buckets) {
            this.buckets = buckets;
        }

        @Override
        public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes call) {
            if (context.httpResponse().isSuccessful() && !Boolean.FALSE.equals(call.getAttribute(LEARN))) {
                object(context.request())
                        .ifPresent(object ->
                                buckets.learn(object, BucketEndpoint.of(context.httpRequest(), object, Instant.now())));
            }
        }

        private static Optional<S3Location> object(SdkRequest request) {
            if (request instanceof HeadObjectRequest head) {
                return Optional.of(new S3Location(head.bucket(), head.key()));
            }
            return request instanceof GetObjectRequest get
                    ? Optional.of(new S3Location(get.bucket(), get.key()))
                    : Optional.empty();
        }
    }

    /** Puts a {@link BoundedXml} between a store and the SDK, which builds a tree of any XML that it receives. */
    static final class ResponseBound implements ExecutionInterceptor {
        private static final Set<String> READ_BY_OURSELVES = Set.of("GetObject", "GetObjectTorrent");

        @Override
        public Optional<InputStream> modifyHttpResponseContent(
                Context.ModifyHttpResponse context, ExecutionAttributes call) {
            boolean isObject = context.httpResponse().isSuccessful()
                    && READ_BY_OURSELVES.contains(call.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
            return isObject ? context.responseBody() : context.responseBody().map(BoundedXml::new);
        }

        /**
         * An XML answer that breaks off before its parser could run out of memory or stack. No answer of S3 comes near these limits: the
         * longest is a page of 1000 keys of 1024 bytes.
         */
        private static final class BoundedXml extends FilterInputStream {
            private static final int MAX_BYTES = 8 << 20;
            private static final int MAX_TAGS = 100_000;
            private static final int MAX_DEPTH = 64;

            private int bytes;
            private int tags;
            private int depth;
            private int previous;

            BoundedXml(InputStream answer) {
                super(answer);
            }

            @Override
            public int read() throws IOException {
                int next = in.read();
                if (next >= 0) {
                    follow(next);
                }
                return next;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int got = in.read(buffer, offset, length);
                for (int i = 0; i < got; i++) {
                    follow(buffer[offset + i]);
                }
                return got;
            }

            /** Tracks the nesting: {@code <x} goes deeper, {@code </x} and {@code />} come back, {@code <?} and {@code <!} do neither. */
            private void follow(int next) throws IOException {
                bytes++;
                if (previous == '<') {
                    tags++;
                    depth += next == '/' ? -1 : next == '?' || next == '!' ? 0 : 1;
                } else if (previous == '/' && next == '>') {
                    depth--;
                }
                previous = next;
                if (bytes > MAX_BYTES || tags > MAX_TAGS || depth > MAX_DEPTH) {
                    if (in instanceof Abortable answer) {
                        answer.abort(); // otherwise the client reads the rest to keep the connection
                    }
                    throw new BrokenResponseException("the XML answer is larger or more deeply nested than any answer of S3");
                }
            }

            @Override
            public boolean markSupported() {
                return false;
            }
        }
    }
}
