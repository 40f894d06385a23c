package io.s3torrent.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract of every {@link HttpBody}. Netty's leak detector finds buffers that are not released. */
public abstract class HttpBodyContract {
    private static final int MOST = 64 << 10;

    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();

    /** A body of the bytes of {@link #content}, about 200 KB or more, which completes. */
    protected abstract HttpBody body() throws Exception;

    /** The bytes of {@link #body}. */
    protected abstract byte[] content();

    /** A body as long as {@link #content} that fails before its end. */
    protected abstract HttpBody breaking() throws Exception;

    @AfterEach
    void endLoop() {
        loop.shutdownNow();
    }

    /** Reads as a server does: after each call of {@code more}, all available bytes. */
    private final class Reader {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private final Thread thread = Thread.currentThread();
        private final HttpBody.Stream stream;
        private final long stop;
        private boolean closed;

        Reader(HttpBody body, long from, long to, long stop) {
            this.stop = stop;
            stream = body.open(from, to, loop, this::pump);
            pump();
        }

        private void pump() {
            assertThat(Thread.currentThread()).isSameAs(thread);
            if (closed) {
                return; // a late call
            }
            try {
                read();
            } catch (AssertionError | RuntimeException e) {
                end(future -> future.completeExceptionally(e));
            }
        }

        private void read() {
            for (ByteBuf next = stream.next(); next != null; next = stream.next()) {
                int count = next.readableBytes();
                taken.writeBytes(bytes(next));
                assertThat(count).isBetween(1, MOST);
                if (taken.size() >= stop) {
                    break;
                }
            }
            if (stream.isAtEnd()) {
                assertThat(stream.next()).isNull();
                assertThat(stream.isBroken()).isFalse();
            }
            if (stream.isAtEnd() || taken.size() >= stop) {
                end(future -> future.complete(taken.toByteArray()));
            } else if (stream.isBroken()) {
                assertThat(stream.next()).isNull();
                end(future -> future.completeExceptionally(new EOFException("after " + taken.size())));
            }
        }

        private void end(Consumer<CompletableFuture<byte[]>> how) {
            closed = true;
            stream.close();
            how.accept(whole);
        }
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        buffer.release();
        return bytes;
    }

    private CompletableFuture<byte[]> read(HttpBody body, long from, long to, long stop) {
        return CompletableFuture.supplyAsync(() -> new Reader(body, from, to, stop), loop)
                .thenCompose(reader -> reader.whole);
    }

    private byte[] read(HttpBody body, long from, long to) throws Exception {
        return read(body, from, to, Long.MAX_VALUE).get(30, TimeUnit.SECONDS);
    }

    @Test
    void itsLengthIsThatOfItsBytes() throws Exception {
        assertThat(body().length()).isEqualTo(content().length);
        assertThat(breaking().length()).isEqualTo(content().length);
    }

    /** Negative numbers count from the end. */
    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1", "1, 2", "0, 65536", "65535, 65537", "1, -1", "100000, 0", "-1, 0", "-70000, -1"})
    void everyRangeIsGivenInItsOrder(int from, int to) throws Exception {
        int length = content().length;
        int start = from < 0 ? length + from : from;
        int end = to > 0 ? to : length + to;
        assertThat(read(body(), start, end)).isEqualTo(Arrays.copyOfRange(content(), start, end));
    }

    @Test
    void twoStreamsOfABodyAreNotInEachOthersWay() throws Exception {
        HttpBody body = body();
        int length = content().length;
        CompletableFuture<byte[]> all = read(body, 0, length, Long.MAX_VALUE);
        CompletableFuture<byte[]> half = read(body, length / 2, length, Long.MAX_VALUE);
        assertThat(half.get(30, TimeUnit.SECONDS)).isEqualTo(Arrays.copyOfRange(content(), length / 2, length));
        assertThat(all.get(30, TimeUnit.SECONDS)).isEqualTo(content());
    }

    @Test
    void aStreamMayBeClosedBeforeItsEnd() throws Exception {
        HttpBody body = body();
        assertThat(read(body, 0, content().length, 1).get(30, TimeUnit.SECONDS)).isNotEmpty();
        assertThat(read(body, 0, content().length)).as("another stream").isEqualTo(content());
    }

    @Tag("slow")
    @Test
    void whatBreaksSaysSoAndIsNotAtItsEnd() throws Exception {
        HttpBody body = breaking();
        assertThatThrownBy(() -> read(body, 0, content().length))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(EOFException.class);
    }
}
