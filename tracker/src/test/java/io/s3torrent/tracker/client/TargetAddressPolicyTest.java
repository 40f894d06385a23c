package io.s3torrent.tracker.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.net.AddressScope;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetAddressPolicyTest {

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, PUBLIC",
        "172.15.0.1, PUBLIC",
        "172.32.0.1, PUBLIC",
        "100.63.0.1, PUBLIC",
        "2001:db8::1, PUBLIC",
        "10.1.2.3, PRIVATE",
        "172.16.0.1, PRIVATE",
        "172.31.255.255, PRIVATE",
        "192.168.1.1, PRIVATE",
        "100.64.0.1, PRIVATE",
        "fd00::1, PRIVATE",
        "fec0::1, PRIVATE",
        "64:ff9b::10.0.0.1, PRIVATE",
        "2002:0a00:0001::1, PRIVATE",
        "64:ff9b::8.8.8.8, PUBLIC",
        "64:ff9b:1::8.8.8.8, PRIVATE",
        "64:ff9b:1:a00:1::, PRIVATE",
        "127.0.0.1, LOOPBACK",
        "127.9.9.9, LOOPBACK",
        "::1, LOOPBACK",
        "::ffff:127.0.0.1, LOOPBACK",
        "64:ff9b::127.0.0.1, LOOPBACK",
        "::127.0.0.1, LOOPBACK",
        "169.254.169.254, NOWHERE",
        "fe80::1, NOWHERE",
        "::ffff:169.254.169.254, NOWHERE",
        "64:ff9b::169.254.169.254, NOWHERE",
        "2002:a9fe:a9fe::1, NOWHERE",
        "0.0.0.0, NOWHERE",
        "0.1.2.3, NOWHERE",
        "::, NOWHERE",
        "224.0.0.1, NOWHERE",
        "ff02::1, NOWHERE",
        "255.255.255.255, NOWHERE",
        "240.0.0.1, NOWHERE"
    })
    void everyAddressHasItsReach(String address, AddressScope reach) throws UnknownHostException {
        assertThat(AddressScope.of(InetAddress.getByName(address))).isEqualTo(reach);
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, 8.8.4.4, true",
        "8.8.8.8, 10.0.0.1, false",
        "8.8.8.8, 127.0.0.1, false",
        "10.0.0.1, 10.0.0.2, true",
        "10.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 10.0.0.1, true",
        "127.0.0.1, 169.254.169.254, false",
        "10.0.0.1, 224.0.0.1, false"
    })
    void aPublicTrackerLeadsToNoPrivatePeerAndNoneToWhereNobodyIs(String tracker, String peer, boolean reachable)
            throws UnknownHostException {
        PeerEndpoint named = new PeerEndpoint(InetAddress.getByName(peer), 6881);
        assertThat(new TargetAddressPolicy(AddressScope::of).reachable(List.of(named), InetAddress.getByName(tracker)))
                .isEqualTo(reachable ? List.of(named) : List.of());
    }
}
