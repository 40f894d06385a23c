package io.s3torrent.seeder.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
    private final ConnectionLimits limits = new ConnectionLimits();

    private static InetAddress address(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, (byte) (last / 200), (byte) (1 + last % 200)});
    }

    @Test
    void eightHalfOpenPerAddressAndOthersAreNotTouched() throws UnknownHostException {
        for (int i = 0; i < 8; i++) {
            assertThat(limits.tryOpen(address(1))).isTrue();
        }
        assertThat(limits.tryOpen(address(1))).isFalse();
        assertThat(limits.tryOpen(address(2))).isTrue();
        limits.close(address(1), false);
        assertThat(limits.tryOpen(address(1))).isTrue();
    }

    @Test
    void sixtyFourEstablishedPerAddress() throws UnknownHostException {
        for (int i = 0; i < 64; i++) {
            assertThat(limits.tryOpen(address(1)) && limits.tryEstablish(address(1)))
                    .isTrue();
        }
        assertThat(limits.tryOpen(address(1))).isTrue();
        assertThat(limits.tryEstablish(address(1))).isFalse();
        limits.close(address(1), true);
        assertThat(limits.tryEstablish(address(1))).isTrue();
    }

    @Test
    void aTotalForAll() throws UnknownHostException {
        int in = 0;
        for (int i = 0; i < 5000; i++) {
            in += limits.tryOpen(address(i)) ? 1 : 0;
        }
        assertThat(in).isEqualTo(4096).isEqualTo(limits.total());
    }
}
