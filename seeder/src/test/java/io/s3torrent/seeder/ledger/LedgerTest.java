package io.s3torrent.seeder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LedgerTest {
    private final Ledger all = new Ledger();

    @Test
    void aChildCountsForItsParentToo() {
        Ledger one = all.child();
        Ledger other = all.child();

        one.request(RequestKind.GET);
        one.read(100);
        other.request(RequestKind.PUT);
        other.write(7);
        other.retry();
        other.hedged();

        assertThat(one.snapshot()).isEqualTo(snapshot(1, 0, 0, 0, 100, 0));
        assertThat(other.snapshot()).isEqualTo(snapshot(0, 1, 1, 1, 0, 7));
        assertThat(all.snapshot()).isEqualTo(snapshot(1, 1, 1, 1, 100, 7));
    }

    @Test
    void aChildStartsAtZero() {
        all.request(RequestKind.HEAD);

        assertThat(all.child().snapshot().requests()).isZero();
    }

    @Test
    void everyKindIsARequest() {
        for (RequestKind kind : RequestKind.values()) {
            all.request(kind);
        }

        assertThat(all.snapshot().requests()).isEqualTo(4);
    }

    @Test
    void waitsAddUpAndTheLongestIsKept() {
        Ledger one = all.child();

        one.answered(Duration.ofMillis(30));
        one.answered(Duration.ofMillis(20));

        assertThat(all.snapshot().waited()).isEqualTo(Duration.ofMillis(50));
        assertThat(all.snapshot().longestWait()).isEqualTo(Duration.ofMillis(30));
    }

    private static LedgerSnapshot snapshot(long gets, long puts, long retries, long hedged, long read, long written) {
        return new LedgerSnapshot(0, gets, 0, puts, retries, hedged, read, written, Duration.ZERO, Duration.ZERO);
    }
}
