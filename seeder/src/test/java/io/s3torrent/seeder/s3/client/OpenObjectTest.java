package io.s3torrent.seeder.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.StoreCall;
import io.s3torrent.seeder.s3.client.OpenObject.BodyReader;
import io.s3torrent.seeder.s3.client.StoreErrors.BrokenResponseException;
import io.s3torrent.seeder.s3.direct.SlowReads;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.AbortableInputStream;

/** Bodies that are slower than every required speed. */
final class OpenObjectTest {
    private static final Duration PACE = Duration.ofNanos(1);
    private static final int HALF = 1000;

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final BodyReader reader = new BodyReader(
            StoreLimits.builder()
                    .silence(PACE)
                    .retries(1, Duration.ofMinutes(1))
                    .build(),
            new Ledger(),
            new SlowReads(System::nanoTime).watch(),
            call(),
            this::takeSlowly);

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

    private static OpenObject open(InputStream body) {
        return new OpenObject(new ObjectHead(200, Map.of()), AbortableInputStream.create(body));
    }

    @Test
    void theLastBytesAreThereHoweverLateTheyCame() throws IOException {
        reader.copy(open(half()), HALF);
        assertThat(received.size()).isEqualTo(HALF);
    }

    @Test
    void nothingIsWaitedForThatComesTooSlowly() {
        assertThatThrownBy(() -> reader.copy(open(new SequenceInputStream(half(), half())), 2 * HALF))
                .isInstanceOf(BrokenResponseException.class)
                .hasMessageContaining("too slowly");
        assertThat(received.size()).isEqualTo(HALF);
    }
}
