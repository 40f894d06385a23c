package io.s3torrent.seeder.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UnsignedQuotaTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000); // System.nanoTime may overflow
    private final UnsignedQuota quota = new UnsignedQuota(nanos::get);

    private static Principal anonymous(String address) throws UnknownHostException {
        return new Principal(Principal.ANONYMOUS, AllowedKeys.ALL).at(InetAddress.getByName(address));
    }

    /** Sends requests until one is rejected, and returns the number before it. */
    private int taken(Principal principal, int cost) {
        for (int n = 0; ; n++) {
            try {
                quota.take(principal, cost);
            } catch (RefusedException e) {
                assertThat(e.code()).isEqualTo(S3ErrorCode.SLOW_DOWN);
                return n;
            }
        }
    }

    @Test
    void anAddressMaySendABurstAndThenASteadyRate() throws Exception {
        Principal client = anonymous("192.0.2.1");

        assertThat(taken(client, UnsignedQuota.TORRENT)).isEqualTo(UnsignedQuota.BURST);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(taken(client, UnsignedQuota.TORRENT)).isEqualTo(UnsignedQuota.PER_SECOND);
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
        assertThat(taken(client, UnsignedQuota.TORRENT)).isEqualTo(UnsignedQuota.BURST);
    }

    @Test
    void aPageCountsAsSeveralTorrents() throws Exception {
        Principal client = anonymous("192.0.2.1");

        assertThat(taken(client, UnsignedQuota.PAGE)).isEqualTo(UnsignedQuota.BURST / UnsignedQuota.PAGE);
        assertThat(taken(client, UnsignedQuota.TORRENT)).isZero();
    }

    @Test
    void otherAddressesHaveTheirOwnRate() throws Exception {
        taken(anonymous("192.0.2.1"), UnsignedQuota.TORRENT);
        taken(anonymous("2001:db8::1"), UnsignedQuota.TORRENT);

        assertThatCode(() -> quota.take(anonymous("192.0.2.2"), UnsignedQuota.PAGE))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> quota.take(anonymous("2001:db8::2"), UnsignedQuota.TORRENT))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void requestsWithAnAccessKeyAreNotLimited() throws Exception {
        Principal key = new Principal("key", AllowedKeys.ALL);

        for (int i = 0; i < 2 * UnsignedQuota.BURST; i++) {
            quota.take(key, UnsignedQuota.PAGE);
        }
        assertThat(quota.accounts()).isZero();
    }

    @Test
    void manyAddressesDoNotFillTheMemory() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            quota.take(anonymous("10.0." + (i >> 8) + "." + (i & 255)), UnsignedQuota.TORRENT);
        }

        assertThat(quota.accounts()).isEqualTo(10_000);
    }
}
