package io.s3torrent.seeder.webseed;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class StreamTableTest {
    private final StreamTable streams = new StreamTable(new WebSeedLimits(3, 2));

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void oneAddressHasSoManyAndAllTogetherSoMany() {
        assertThat(streams.enter(address("10.0.0.1"))).isTrue();
        assertThat(streams.enter(address("10.0.0.1"))).isTrue();
        assertThat(streams.enter(address("10.0.0.1"))).isFalse();
        assertThat(streams.enter(address("10.0.0.2"))).isTrue();
        assertThat(streams.isRoom(address("10.0.0.3"))).isFalse();
        streams.leave(address("10.0.0.1"));
        assertThat(streams.enter(address("10.0.0.3"))).isTrue();
        assertThat(streams.count()).isEqualTo(3);
    }

    @Test
    void oneIpv6NetworkCountsAsOneAddress() {
        assertThat(streams.enter(address("2001:db8::1"))).isTrue();
        assertThat(streams.enter(address("2001:db8::2:1"))).isTrue();
        assertThat(streams.enter(address("2001:db8::3"))).isFalse();
        assertThat(streams.enter(address("2001:db8:0:1::1"))).isTrue();
    }

    @Test
    void clientsThatLeftTakeNoRoom() {
        for (int i = 0; i < 100; i++) {
            assertThat(streams.enter(address("10.0.0.1"))).isTrue();
            streams.leave(address("10.0.0.1"));
        }
        assertThat(streams.count()).isZero();
    }
}
