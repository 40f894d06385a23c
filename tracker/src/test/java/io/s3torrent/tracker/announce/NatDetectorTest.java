package io.s3torrent.tracker.announce;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.PeerEndpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NatDetectorTest {
    private final List<InetAddress> alarms = new ArrayList<>();
    private final NatDetector watch = new NatDetector(alarms::add);

    private void announce(String address, int firstPort, int count) throws UnknownHostException {
        for (int i = 0; i < count; i++) {
            watch.observe(new PeerEndpoint(InetAddress.getByName(address), firstPort + i));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"172.17.0.1", "192.168.65.1", "10.0.0.1", "fd00::1"})
    void eightPortsOfOneGatewayAreACrowdThatIsToldOfOnce(String gateway) throws UnknownHostException {
        announce(gateway, 1001, 7);
        announce(gateway, 1001, 7);
        assertThat(alarms).isEmpty();
        announce(gateway, 1008, 1000);
        assertThat(alarms).containsExactly(InetAddress.getByName(gateway));
    }

    @ParameterizedTest
    @ValueSource(strings = {"172.17.0.2", "127.0.0.1", "::1", "203.0.113.1", "169.254.0.1", "2001:db8::1"})
    void othersMayBeAsManyAsTheyLike(String address) throws UnknownHostException {
        announce(address, 1001, 1000);
        assertThat(alarms).isEmpty();
    }

    @Test
    void someLocalPeersDoNotHideIt() throws UnknownHostException {
        announce("127.0.0.1", 1001, 10);
        announce("172.17.0.5", 1001, 10);
        announce("172.18.0.1", 1001, 8);
        assertThat(alarms).hasSize(1);
    }

    @Test
    void whereManyAddressesComeThroughThereIsNothingToTell() throws UnknownHostException {
        announce("192.168.1.1", 1001, 7);
        announce("203.0.113.7", 1001, 64);
        announce("192.168.1.1", 1008, 100);
        assertThat(alarms).isEmpty();
    }
}
