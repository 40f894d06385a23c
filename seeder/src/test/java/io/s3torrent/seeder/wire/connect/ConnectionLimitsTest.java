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

    private int establishedOf(int first, int many, InfoHash infoHash) throws UnknownHostException {
        int in = 0;
        for (int machine = first; machine < first + many; machine++) {
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
        assertThat(establishedOf(0, 100, TORRENT)).isEqualTo(70);
        assertThat(establishedOf(100, 100, OTHER)).isEqualTo(10);
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
        assertThat(first.establish(TORRENT))
                .as("another connection has its place")
                .isFalse();
        first.close();
        assertThat(limits.halfOpen()).isEqualTo(64);
    }

    /** 3,584 silent peers had all the places of a torrent for as long as they liked. */
    @Test
    void whenATorrentIsFullAnIdlePeerOfTheLargestNetworkGivesWay() throws UnknownHostException {
        limits = new ConnectionLimits(new PeerLimits(16, 8));
        List<Place> in = new ArrayList<>();
        for (int machine = 0; machine < 14; machine++) { // most of one IPv6 /58
            in.add(establishedPlace(machine < 2 ? "192.0.2." + machine : "2001:db8:0:" + machine + "::1", machine));
        }
        in.subList(0, 2).forEach(ConnectionLimitsTest::isIdleFromNow);
        for (int machine = 13; machine >= 2; machine--) {
            isIdleFromNow(in.get(machine));
        }
        establishedPlace("192.0.2.3", 14);
        establishedPlace("192.0.2.4", 15);
        assertThat(gaveWay).containsExactly(13, 12);
        assertThat(limits.established()).as("an eighth is left to others").isEqualTo(14);
    }

    @Test
    void peersThatFetchOrAreHeldBackGoLast() throws UnknownHostException {
        limits = new ConnectionLimits(new PeerLimits(8, 8));
        for (int machine = 0; machine < 7; machine++) {
            Place place = establishedPlace("192.0.2." + machine, machine);
            if (machine != 3) {
                place.measureUse(now -> now);
            } else {
                isIdleFromNow(place);
            }
        }
        assertThat(establish(100, TORRENT)).isTrue();
        assertThat(gaveWay).containsExactly(3);
        assertThat(establish(101, TORRENT)).as("all are in use").isFalse();
        assertThat(gaveWay).containsExactly(3);
    }

    private Place establishedPlace(String address, int machine) throws UnknownHostException {
        Place place = limits.tryOpen(InetAddress.getByName(address), () -> gaveWay.add(machine))
                .orElseThrow();
        assertThat(place.establish(TORRENT)).as(address).isTrue();
        return place;
    }

    private static void isIdleFromNow(Place place) {
        long then = System.nanoTime();
        place.measureUse(now -> then);
    }

    @Test
    void halfOpenOnesTakeNoPlaceOfThoseWhoHaveShakenHands() throws UnknownHostException {
        limits = new ConnectionLimits(new PeerLimits(8, 64));
        assertThat(establishedOf(0, 7, TORRENT)).isEqualTo(7);
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
