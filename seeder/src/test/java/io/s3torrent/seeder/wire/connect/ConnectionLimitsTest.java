package io.s3torrent.seeder.wire.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.wire.connect.ConnectionLimits.Place;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
    private static final InfoHash TORRENT = InfoHash.of(new byte[InfoHash.LENGTH]);
    private static final InfoHash OTHER = InfoHash.ofHex("1".repeat(40));

    private final List<Integer> gaveWay = new ArrayList<>();
    private ConnectionLimits limits = new ConnectionLimits(PeerLimits.DEFAULT);

    private Optional<Place> open(int machine) throws UnknownHostException {
        byte[] address = {127, (byte) (machine >> 16), (byte) (machine >> 8), (byte) machine};
        return limits.tryOpen(InetAddress.getByAddress(address), () -> gaveWay.add(machine));
    }

    private boolean establish(int machine, InfoHash infoHash) throws UnknownHostException {
        return open(machine).filter(place -> place.establish(infoHash)).isPresent();
    }

    private int establishedOf(int many, InfoHash infoHash) throws UnknownHostException {
        int in = 0;
        for (int machine = 0; machine < many; machine++) {
            in += establish(machine, infoHash) ? 1 : 0;
        }
        return in;
    }

    @Test
    void eightHalfOpenPerAddressAndOthersAreNotTouched() throws UnknownHostException {
        Place first = open(1).orElseThrow();
        for (int i = 1; i < 8; i++) {
            assertThat(open(1)).isPresent();
        }
        assertThat(open(1)).isEmpty();
        assertThat(open(2)).isPresent();
        first.close();
        first.close();
        assertThat(open(1)).isPresent();
        assertThat(open(1)).isEmpty();
    }

    @Test
    void sixtyFourEstablishedPerAddress() throws UnknownHostException {
        Place late = open(1).orElseThrow();
        List<Place> in = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            in.add(open(1).filter(place -> place.establish(TORRENT)).orElseThrow());
        }
        assertThat(open(1)).isEmpty();
        assertThat(late.establish(TORRENT)).isFalse();
        in.get(0).close();
        assertThat(late.establish(TORRENT)).isTrue();
        assertThat(limits.established()).isEqualTo(64);
    }

    @Test
    void oneTorrentLeavesAnEighthOfAllPlacesToOthers() throws UnknownHostException {
        limits = new ConnectionLimits(new PeerLimits(80, 64));
        assertThat(establishedOf(100, TORRENT)).isEqualTo(70);
        assertThat(establishedOf(100, OTHER)).isEqualTo(10);
        assertThat(limits.established()).isEqualTo(80);
    }

    @Test
    void whenAllHalfOpenPlacesAreTakenTheOldestGivesWay() throws UnknownHostException {
        limits = new ConnectionLimits(new PeerLimits(8, 64));
        Place first = open(0).orElseThrow();
        for (int machine = 1; machine < 66; machine++) {
            assertThat(open(machine)).isPresent();
        }
        assertThat(gaveWay).containsExactly(0, 1);
        assertThat(limits.halfOpen()).isEqualTo(64);
        assertThat(first.establish(TORRENT)).as("another connection has its place").isFalse();
        first.close();
        assertThat(limits.halfOpen()).isEqualTo(64);
    }

    @Test
    void halfOpenOnesTakeNoPlaceOfThoseWhoHaveShakenHands() throws UnknownHostException {
        limits = new ConnectionLimits(new PeerLimits(8, 64));
        assertThat(establishedOf(7, TORRENT)).isEqualTo(7);
        for (int machine = 100; machine < 200; machine++) {
            assertThat(open(machine)).isPresent();
        }
        assertThat(establish(8, OTHER)).isTrue();
    }

    @Test
    void anIpv6AddressCountsAsItsNetworkOf64Bits() throws UnknownHostException {
        for (int i = 0; i < 8; i++) {
            assertThat(limits.tryOpen(InetAddress.getByName("2001:db8:0:1::" + i), () -> {}))
                    .isPresent();
        }
        assertThat(limits.tryOpen(InetAddress.getByName("2001:db8:0:1:ffff::1"), () -> {}))
                .isEmpty();
        assertThat(limits.tryOpen(InetAddress.getByName("2001:db8:0:2::1"), () -> {}))
                .isPresent();
    }
}
