package io.s3torrent.seeder.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.StoreCall;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Bodies that are slower than any pace that is asked for. */
final class BodyReadTest {
    private static final Duration PACE = Duration.ofNanos(1);
    private static final int HALF = 1000;

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final BodyRead read = new BodyRead(calls(), call(), this::takeSlowly);

    private static StoreCalls calls() {
        RetryLimits patience = new RetryLimits(1, Duration.ofMinutes(1));
        StoreLimits limits = new StoreLimits(Duration.ofSeconds(1), PACE, Duration.ofSeconds(1), patience, patience, 1);
        return new StoreCalls(
                new ConcurrencyLimiter(1), Optional.empty(), new StoreErrors("the store"), limits, new Ledger());
    }

    private static StoreCall call() {
        return new StoreCall("GetObject", new S3Location("bucket", "key"), Optional.empty());
    }

    private void takeSlowly(byte[] chunk, int offset, int length) {
        long since = System.nanoTime();
        while (System.nanoTime() - since <= PACE.toNanos()) {
            Thread.onSpinWait();
        }
        received.write(chunk, offset, length);
    }

    private static ByteArrayInputStream half() {
        return new ByteArrayInputStream(new byte[HALF]);
    }

    @Test
    void theLastBytesAreThereHoweverLateTheyCame() throws IOException {
        read.copy(half(), HALF);
        assertThat(received.size()).isEqualTo(HALF);
    }

    @Test
    void nothingIsWaitedForThatComesTooSlowly() {
        assertThatThrownBy(() -> read.copy(new SequenceInputStream(half(), half()), 2 * HALF))
                .isInstanceOf(BrokenResponseException.class)
                .hasMessageContaining("too slowly");
        assertThat(received.size()).isEqualTo(HALF);
    }
}
