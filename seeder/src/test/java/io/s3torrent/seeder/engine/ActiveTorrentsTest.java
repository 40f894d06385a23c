package io.s3torrent.seeder.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MemoryTorrent;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.seeder.wire.PeerServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Tests which torrents are announced to a DHT, and what ends them. */
class ActiveTorrentsTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int ADVERTISED = 7777;

    /** The announcements to the DHT, as "info-hash port". */
    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    private final class FakeDht implements Dht {
        @Override
        public CompletableFuture<List<PeerEndpoint>> visit(InfoHash infoHash, int port, boolean seeding) {
            told.add(infoHash + " " + port);
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public void close() {
            told.add("closed");
        }
    }

    private static Metainfo torrent(String name, TorrentFormat format, boolean isPrivate) throws IOException {
        InfoOptions spec = new InfoOptions(name, 1 << 16, format, isPrivate, Optional.empty());
        return Metainfo.of(MemoryTorrent.ofFile(spec, 100_000).info(), List.of(), "test");
    }

    private static SeedTorrent unread(Metainfo metainfo) {
        return new SeedTorrent(metainfo, piece -> new CompletableFuture<>());
    }

    @Test
    void thePortThatOthersReachIsToldForEverySwarmButPrivateOnes() throws Exception {
        Metainfo secret = torrent("secret", TorrentFormat.V1, true);
        Metainfo plain = torrent("plain", TorrentFormat.V1, false);
        Metainfo hybrid = torrent("hybrid", TorrentFormat.HYBRID, false);
        InetSocketAddress advertised = InetSocketAddress.createUnresolved("192.0.2.1", ADVERTISED);
        try (PeerServer engine = PeerServer.start(ANY_PORT, PeerId.of(new byte[PeerId.LENGTH]));
                Announcer announcer = Announcer.start();
                DhtSchedule dht = DhtSchedule.start(new FakeDht())) {
            ActiveTorrents activeTorrents = new ActiveTorrents(
                    engine,
                    announcer,
                    Optional.of(dht),
                    Optional.empty(),
                    new AdvertisedAddress(Optional.of(advertised)));
            activeTorrents.add(unread(secret)); // the first in the queue
            activeTorrents.add(unread(plain));
            activeTorrents.add(unread(hybrid));

            await().untilAsserted(() -> assertThat(told).hasSize(3));
            assertThat(told)
                    .containsExactlyInAnyOrder(
                            plain.infoHash() + " " + ADVERTISED,
                            hybrid.info().swarms().get(0) + " " + ADVERTISED,
                            hybrid.info().swarms().get(1) + " " + ADVERTISED);
            assertThat(hybrid.info().swarms()).hasSize(2).doesNotHaveDuplicates();
        }
        assertThat(told).last().isEqualTo("closed");
    }

    @Test
    void aTorrentIsEndedForTheSourceThatItHasNow() throws Exception {
        Metainfo metainfo = torrent("replaced", TorrentFormat.V1, false);
        PieceSource former = piece -> new CompletableFuture<>();
        PieceSource current = piece -> new CompletableFuture<>();
        try (PeerServer engine = PeerServer.start(ANY_PORT, PeerId.of(new byte[PeerId.LENGTH]));
                Announcer announcer = Announcer.start()) {
            ActiveTorrents activeTorrents = new ActiveTorrents(
                    engine, announcer, Optional.empty(), Optional.empty(), new AdvertisedAddress(Optional.empty()));
            activeTorrents.add(new SeedTorrent(metainfo, former));
            activeTorrents.add(new SeedTorrent(metainfo, current));
            assertThat(activeTorrents.remove(metainfo.infoHash(), former)).isFalse();
            assertThat(engine.find(metainfo.infoHash())).isPresent();
            assertThat(activeTorrents.torrents()).isEqualTo(1);
            assertThat(activeTorrents.remove(metainfo.infoHash(), current)).isTrue();
            assertThat(engine.find(metainfo.infoHash())).isEmpty();
            assertThat(activeTorrents.remove(metainfo.infoHash(), current)).isFalse();
        }
    }

    @Test
    void pausedTorrentsAreNotAnnounced() throws Exception {
        try (PeerServer engine = PeerServer.start(ANY_PORT, PeerId.of(new byte[PeerId.LENGTH]));
                Announcer announcer = Announcer.start();
                DhtSchedule dht = DhtSchedule.start(new FakeDht())) {
            ActiveTorrents activeTorrents = new ActiveTorrents(
                    engine, announcer, Optional.of(dht), Optional.empty(), new AdvertisedAddress(Optional.empty()));
            activeTorrents.setPaused(true);
            activeTorrents.add(unread(torrent("resting", TorrentFormat.V1, false)));
            await().during(Duration.ofMillis(1500)).until(told::isEmpty);
            activeTorrents.setPaused(false);
            await().until(() -> told.size() == 1);
        }
    }
}
