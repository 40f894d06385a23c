package io.s3torrent.tracker.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.net.AddressText;
import io.s3torrent.testing.TestSeed;
import io.s3torrent.tracker.announce.AnnounceResponse.Accepted;
import io.s3torrent.tracker.announce.AnnounceResponse.Refused;
import io.s3torrent.tracker.swarm.MemorySwarmStore;
import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SwarmLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnnounceServiceTest {
    private static final InfoHash SWARM = Peers.swarm("ours");
    private static final PeerId PEER = PeerId.random("-XX0000-", new Random(1));
    private static final PeerId OURS = PeerId.random("-S30100-", new Random(2));

    private final AtomicLong nanos = new AtomicLong();
    private final PinnedTorrents torrents = new PinnedTorrents();
    private final AnnounceService service =
            new AnnounceService(torrents, infoHash -> false, store(), AnnouncePolicy.DEFAULT);

    private MemorySwarmStore store() {
        return new MemorySwarmStore(
                SwarmLimits.DEFAULT, nanos::get, TestSeed.random(), new SplittableRandom(TestSeed.seed()));
    }

    private AnnounceResponse announce(int last) {
        return service.announce(request(last));
    }

    private static AnnounceRequest request(int last) {
        return request(last, 1);
    }

    private static AnnounceRequest request(int last, int port) {
        return request(last, port, AnnounceEvent.NONE);
    }

    private static AnnounceRequest request(int last, int port, AnnounceEvent event) {
        return new AnnounceRequest(
                SWARM,
                PEER,
                Peers.v4(last, 1).address(),
                port,
                InetAddress::getLoopbackAddress,
                event,
                false,
                AnnounceRequest.ANY_NUMBER);
    }

    @Test
    void aListenerIsToldOfPeersThatBeginToDownload() {
        torrents.allow(SWARM);
        List<InetAddress> begun = new ArrayList<>();
        service.onLeecher((swarm, address) -> {
            assertThat(swarm).isEqualTo(SWARM);
            begun.add(address);
        });

        service.announce(request(1, 1, AnnounceEvent.STARTED));
        service.announce(request(2, 1, AnnounceEvent.NONE));
        service.announce(request(3, 1, AnnounceEvent.STOPPED));

        assertThat(begun).containsExactly(Peers.v4(1, 1).address());
    }

    @Test
    void theIntervalIsShortWhileASwarmIsYoung() {
        torrents.allow(SWARM);
        assertThat(((Accepted) announce(1)).interval()).isEqualTo(Duration.ofMinutes(5));
        nanos.addAndGet(Duration.ofMinutes(29).toNanos());
        assertThat(((Accepted) announce(2)).interval()).isEqualTo(Duration.ofMinutes(5));
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(((Accepted) announce(2)).interval()).isBetween(Duration.ofMinutes(27), Duration.ofMinutes(33));
        assertThat(((Accepted) announce(2)).minInterval()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void peersThatCameTogetherReturnAtDifferentTimes() {
        torrents.allow(SWARM);
        announce(0);
        nanos.addAndGet(Duration.ofMinutes(31).toNanos());
        List<Duration> intervals = IntStream.range(1, 200)
                .mapToObj(last -> ((Accepted) announce(last)).interval())
                .toList();
        assertThat(intervals).allMatch(interval -> interval.compareTo(Duration.ofMinutes(27)) >= 0);
        assertThat(intervals).allMatch(interval -> interval.compareTo(Duration.ofMinutes(33)) <= 0);
        assertThat(new HashSet<>(intervals)).hasSizeGreaterThan(100);
    }

    @Test
    void othersThatAreAdmittedAreTrackedToo() {
        AnnounceService open = new AnnounceService(torrents, SWARM::equals, store(), AnnouncePolicy.DEFAULT);
        assertThat(open.announce(request(1))).isInstanceOf(Accepted.class);
        assertThat(open.scrape(List.of(SWARM, Peers.swarm("no other"))).files()).containsOnlyKeys(SWARM);
    }

    @Test
    void aSeederPinnedTwiceCountsOnce() {
        torrents.pin(SWARM, new PinnedPeer(OURS, Peers.v4(9, 1)));
        torrents.pin(SWARM, new PinnedPeer(OURS, Peers.v4(9, 1)));
        torrents.pin(SWARM, new PinnedPeer(OURS, Peers.v6(9, 1)));
        Accepted answer = (Accepted) announce(1);
        assertThat(answer.pinned()).extracting(PinnedPeer::endpoint).containsExactly(Peers.v4(9, 1), Peers.v6(9, 1));
        assertThat(answer.counts().seeders()).isOne();
    }

    @Test
    void allowingAgainKeepsWhoIsPinned() {
        torrents.pin(SWARM, new PinnedPeer(OURS, Peers.v4(9, 1)));
        torrents.allow(SWARM);
        assertThat(((Accepted) announce(1)).pinned()).hasSize(1);
        torrents.withdraw(SWARM);
        assertThat(announce(1)).isEqualTo(new Refused("torrent not tracked here", Duration.ofMinutes(5)));
    }

    @Test
    void aPeerThatCannotBeConnectedToIsAnsweredAndNotStored() {
        torrents.pin(SWARM, new PinnedPeer(OURS, Peers.v4(9, 1)));
        announce(1);
        Accepted answer = (Accepted) service.announce(request(2, 0));
        assertThat(answer.pinned()).extracting(PinnedPeer::endpoint).containsExactly(Peers.v4(9, 1));
        assertThat(answer.peers().endpoints()).containsExactly(Peers.v4(1, 1));
        assertThat(answer.counts().leechers()).isOne();
        assertThat(((Accepted) announce(3)).peers().endpoints()).containsExactly(Peers.v4(1, 1));
    }

    @Test
    void aSeederThatListensOnIpv4IsNotToldToThoseWhoReachedUsOverIpv6() throws IOException {
        torrents.pin(SWARM, new PinnedPeer(OURS, new PeerEndpoint(InetAddress.getByName("0.0.0.0"), 6881)));
        assertThat(toldAt("127.0.0.1")).extracting(PeerEndpoint::toString).containsExactly("127.0.0.1:6881");
        assertThat(toldAt("::1")).isEmpty();
        torrents.pin(SWARM, new PinnedPeer(OURS, new PeerEndpoint(InetAddress.getByName("::"), 6881)));
        assertThat(toldAt("::1")).extracting(PeerEndpoint::toString).containsExactly("[0:0:0:0:0:0:0:1]:6881");
    }

    private List<PeerEndpoint> toldAt(String reached) {
        AnnounceRequest request = new AnnounceRequest(
                SWARM, PEER, Peers.v6(1, 1).address(), 1, () -> address(reached), AnnounceEvent.NONE, false, 50);
        return ((Accepted) service.announce(request))
                .pinned().stream().map(PinnedPeer::endpoint).toList();
    }

    private static InetAddress address(String literal) {
        return AddressText.parse(literal).orElseThrow();
    }

    @Test
    void aClientThatStartsWhereThereIsAPeerAlreadyIsToldOfThatPeer() {
        torrents.allow(SWARM);
        for (int last = 1; last <= 2; last++) {
            assertThat(started(last).peers().endpoints()).doesNotContain(Peers.v4(last, 1));
        }
        assertThat(started(1).peers().endpoints()).containsExactlyInAnyOrder(Peers.v4(1, 1), Peers.v4(2, 1));
        assertThat(((Accepted) announce(1)).peers().endpoints()).containsExactly(Peers.v4(2, 1));
        for (int last = 3; last <= 51; last++) {
            announce(last);
        }
        assertThat(started(1).peers().endpoints()).hasSize(50).doesNotContain(Peers.v4(1, 1));
    }

    private Accepted started(int last) {
        return (Accepted) service.announce(request(last, 1, AnnounceEvent.STARTED));
    }

    @Test
    void aPolicyWithoutSenseIsRefused() {
        Duration minute = Duration.ofMinutes(1);
        AnnouncePolicy.Builder policy =
                AnnouncePolicy.builder().interval(minute).minInterval(Duration.ofMinutes(2));
        assertThatThrownBy(policy::build).hasMessageContaining("expected: 1 s <= minInterval <= interval");
    }
}
