package io.s3torrent.seeder.wire.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** How much a peer may make the seeder read, with and without downloading it. */
class StoreReadCreditTest {
    private static final int PIECE = 1 << 20;

    private final LongAdder uploaded = new LongAdder();
    private final StoreReadCredit.StoreDebt debt = new StoreReadCredit.StoreDebt(PIECE, uploaded::sum);

    private StoreReadCredit peer(long now) {
        return new StoreReadCredit(debt, PIECE, now);
    }

    private void take(StoreReadCredit peer, int bytes) {
        peer.sent(bytes);
        uploaded.add(bytes);
    }

    /** Reads as many pieces as it may within {@code seconds}, and downloads {@code taken} bytes of each. */
    private int piecesIn(StoreReadCredit peer, int seconds, int taken) {
        long end = TimeUnit.SECONDS.toNanos(seconds);
        long now = 0;
        int pieces = 0;
        while (now <= end && pieces < 100_000) {
            now += peer.pause(now);
            if (now <= end) {
                peer.read(PIECE);
                take(peer, taken);
                pieces++;
            }
        }
        return pieces;
    }

    @Test
    void aPeerThatTakesWhatItRequestsNeverWaits() {
        assertThat(piecesIn(peer(0), 1, PIECE)).isEqualTo(100_000);
        assertThat(piecesIn(peer(0), 1, PIECE / 4))
                .as("downloading a quarter is enough")
                .isEqualTo(100_000);
        assertThat(debt.pauses()).isZero();
    }

    @Test
    void aPeerThatTakesOneBlockOfEachPieceIsSoonSlow() {
        int pieces = piecesIn(peer(0), 1000, 16384);
        assertThat(pieces).isBetween(64, 64 + 64 / 15 + 1 + 200 + 200 / 15);
        assertThat(debt.pauses()).isPositive();
    }

    @Test
    void aPeerThatTakesItsPiecesEarnsCreditAgain() {
        StoreReadCredit peer = peer(0);
        piecesIn(peer, 10, 0);
        assertThat(peer.pause(TimeUnit.SECONDS.toNanos(10))).isPositive();
        take(peer, 40 * PIECE);
        assertThat(peer.pause(TimeUnit.SECONDS.toNanos(11))).isZero();
    }

    @Test
    void newNamesDoNotHelp() {
        int pieces = 0;
        for (int peer = 0; peer < 1000; peer++) {
            pieces += piecesIn(peer(0), 4, 0);
        }
        assertThat(pieces).as("1 GiB for all peers together").isBetween(1024, 1024 + 64);
        assertThat(debt.isOverdrawn()).isTrue();
        StoreReadCredit honest = peer(0);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(honest.pause(0))).isEqualTo(5);
        honest.read(PIECE);
        take(honest, PIECE);
        assertThat(honest.pause(1)).as("its first piece has earned credit").isZero();
    }

    @Test
    void downloadsFromAnEarlierSourceEarnNoCredit() {
        uploaded.add(1L << 40);
        StoreReadCredit.StoreDebt later = new StoreReadCredit.StoreDebt(PIECE, uploaded::sum);
        later.read(1 << 30);
        assertThat(later.isOverdrawn()).isTrue();
    }
}
