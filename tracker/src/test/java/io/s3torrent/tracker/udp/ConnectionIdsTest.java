package io.s3torrent.tracker.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SipHash;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionIdsTest {
    private static final InetAddress FOUR = Peers.v4(1, 1).address();
    private static final InetAddress SIX = Peers.v6(1, 1).address();
    private static final long EPOCH = Duration.ofMinutes(2).toMillis();

    private final AtomicLong millis = new AtomicLong(1_000_000 * EPOCH);
    private final ConnectionIds ids = new ConnectionIds(new SipHash(1, 2), millis::get);

    @Test
    void anIdLivesForThisEpochAndTwoMore() {
        millis.addAndGet(EPOCH - 1);
        long four = ids.of(FOUR);
        long six = ids.of(SIX);
        assertThat(ids.isValid(four, FOUR) && ids.isValid(six, SIX)).isTrue();
        millis.addAndGet(2 * EPOCH);
        assertThat(ids.isValid(four, FOUR) && ids.isValid(six, SIX)).isTrue();
        millis.addAndGet(1);
        assertThat(ids.isValid(four, FOUR) || ids.isValid(six, SIX)).isFalse();
    }

    @Test
    void anIdOfATrackerWhoseClockIsALittleAheadIsGood() {
        millis.addAndGet(EPOCH);
        long ahead = ids.of(FOUR);
        millis.addAndGet(-1);
        assertThat(ids.isValid(ahead, FOUR)).isTrue();
        millis.addAndGet(-EPOCH);
        assertThat(ids.isValid(ahead, FOUR)).isFalse();
    }

    @Test
    void anIdIsOfOneAddressAndOneKey() {
        assertThat(ids.isValid(ids.of(FOUR), Peers.v4(2, 1).address())).isFalse();
        assertThat(ids.isValid(ids.of(SIX), Peers.v6(2, 1).address())).isFalse();
        assertThat(new ConnectionIds(new SipHash(1, 3), millis::get).isValid(ids.of(FOUR), FOUR))
                .isFalse();
        assertThat(new ConnectionIds(new SipHash(1, 2), millis::get).isValid(ids.of(FOUR), FOUR))
                .as("another tracker of the same cluster")
                .isTrue();
    }
}
