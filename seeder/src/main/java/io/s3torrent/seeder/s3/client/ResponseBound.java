package io.s3torrent.seeder.s3.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.Abortable;

/** Puts a {@link BoundedXml} between a store and the SDK, which makes a tree of any XML that it gets. */
final class ResponseBound implements ExecutionInterceptor {
    private static final Set<String> READ_BY_OURSELVES = Set.of("GetObject", "GetObjectTorrent");

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes call) {
        boolean isObject = context.httpResponse().isSuccessful()
                && READ_BY_OURSELVES.contains(call.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
        return isObject ? context.responseBody() : context.responseBody().map(BoundedXml::new);
    }

    /**
     * An answer in XML that breaks off before whoever makes a tree of it runs out of memory or stack. No answer of S3 comes near
     * these bounds: the longest is a page of 1000 keys of 1024 bytes.
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

        /** {@code <x} goes deeper, {@code </x} and {@code />} come back; {@code <?} and {@code <!} do neither. */
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
                    answer.abort(); // else the rest would be read, to keep the connection
                }
                throw new BrokenResponseException("the answer is longer, or deeper, than any of S3");
            }
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
