package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.seeder.bt.BtDownload;
import io.s3torrent.seeder.bt.DownloadListener;
import io.s3torrent.seeder.bt.DownloadRequest;
import io.s3torrent.seeder.bt.MainlineDht;
import io.s3torrent.seeder.engine.Dht;
import io.s3torrent.seeder.engine.DhtSettings;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MemoryTorrent;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.wire.PeerConfig;
import io.s3torrent.testing.ForeignTool;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests a DHT of libtorrent and us in its own network: bt's node accepts no loopback or private addresses of nodes or peers. */
class DhtIT {
    private static final String LIBTORRENT = "203.0.113.1";
    private static final String OURS = "203.0.113.2";
    private static final String LEECHER = "203.0.113.3";
    private static final String STRANGER = "203.0.113.4";
    private static final int PORT = 6881;
    private static final TestTorrent PUBLIC = TestTorrent.of("public.bin", 5_000_000, 1 << 16);
    private static final DhtSettings BY_LIBTORRENT = by(LIBTORRENT);

    @TempDir
    private Path folder;

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aMagnetLinkIsEnoughForLibtorrentAndForUs() throws Exception {
        ForeignTool.requirePython("libtorrent");
        inOwnNetwork("magnet");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aNodeThatLiesIsBelievedLittle() throws Exception {
        inOwnNetwork("lies");
    }

    @Test
    void aFloodIsAnsweredInPartAndSurvived() throws Exception {
        inOwnNetwork("flood");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void knownNodesOutliveARunAndMayBeDamaged() throws Exception {
        inOwnNetwork("kept");
    }

    private void inOwnNetwork(String scene) throws Exception {
        OwnNetwork.run(DhtIT.class, List.of(LIBTORRENT, OURS, LEECHER, STRANGER), folder, scene, folder.toString());
    }

    /** Runs inside the network. Arguments: scene, folder. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "magnet" -> magnet(folder);
            case "lies" -> lies();
            case "kept" -> kept(Files.createDirectory(folder.resolve("kept")));
            default -> flood();
        }
    }

    private static DhtSettings by(String address) {
        return new DhtSettings(List.of(InetSocketAddress.createUnresolved(address, PORT)));
    }

    private static void magnet(Path folder) throws Exception {
        Process node = startNode(folder);
        try (EmbeddedS3 store = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")));
                Seeder seeder = Seeder.start(config(store));
                MainlineDht stranger =
                        MainlineDht.start(new InetSocketAddress(STRANGER, PORT), BY_LIBTORRENT, Optional.empty())) {
            InfoHash secret = seed(store, seeder);
            String magnet = PUBLIC.metainfo().magnet().toString();
            assertThat(magnet).doesNotContain("tr=");

            Path theirs = Files.createDirectory(folder.resolve("theirs"));
            assertThat(Client.downloadMagnetWith(leecher(), magnet, theirs, "public.bin"))
                    .hasBinaryContent(PUBLIC.content());
            PeerEndpoint us = PeerEndpoint.of(
                    new InetSocketAddress(OURS, seeder.listenAddress().getPort()));
            await().atMost(Duration.ofMinutes(2)) // not every node that answers was told at first
                    .until(() -> found(stranger, PUBLIC.infoHash()).contains(us));
            assertThat(found(stranger, secret)).isEmpty();

            DownloadRequest ours = DownloadRequest.of(PUBLIC.metainfo().magnet(), folder.resolve("ours"))
                    .withDht(BY_LIBTORRENT);
            assertThat(BtDownload.of(ours, DownloadListener.NONE).run().path()).hasBinaryContent(PUBLIC.content());
        } finally {
            node.destroyForcibly().waitFor();
        }
    }

    /** Seeds a public torrent and a private one, and returns the info-hash of the private one. */
    private static InfoHash seed(EmbeddedS3 store, Seeder seeder) throws IOException, MetainfoException {
        InfoOptions spec = new InfoOptions("secret", 1 << 16, TorrentFormat.V1, true, Optional.empty());
        MemoryTorrent secret = MemoryTorrent.ofFile(spec, 100_000);
        Metainfo metainfo = Metainfo.of(secret.info(), List.of(), "test");
        store.createBucket("data");
        store.put("data", "secret", secret.content());
        store.put("data", "public.bin", PUBLIC.content());
        seeder.seed(TorrentRequest.of(new S3Location("data", "secret")).withTorrent(Optional.of(metainfo)));
        seeder.seed(
                TorrentRequest.of(new S3Location("data", "public.bin")).withTorrent(Optional.of(PUBLIC.metainfo())));
        return metainfo.infoHash();
    }

    private static Process startNode(Path folder) throws Exception {
        Path script = folder.resolve("node.py");
        try (var in = DhtIT.class.getResourceAsStream("libtorrent_dht_node.py")) {
            Files.write(script, in.readAllBytes());
        }
        String python = ForeignTool.requirePython("libtorrent").toString();
        return new ProcessBuilder(python, script.toString(), LIBTORRENT + ":" + PORT)
                .inheritIO()
                .start();
    }

    /** A leecher that does not announce again before its interval is over. */
    private static List<String> leecher() {
        return List.of(
                "enable_dht=1",
                "dht_announce_interval=5",
                "listen_interfaces=" + LEECHER + ":" + PORT,
                "dht_bootstrap_nodes=" + LIBTORRENT + ":" + PORT,
                "dht_restrict_routing_ips=0",
                "dht_restrict_search_ips=0",
                "dht_ignore_dark_internet=0",
                "dht_prefer_verified_node_ids=0");
    }

    private static SeederConfig config(EmbeddedS3 store) {
        return SeederConfig.builder(store.options(), new InetSocketAddress(OURS, 0))
                .cacheMemory(16 << 20)
                .peers(PeerConfig.builder().dht(BY_LIBTORRENT).build())
                .build();
    }

    private static List<PeerEndpoint> found(Dht dht, InfoHash infoHash) {
        return visited(dht, infoHash, Dht.NO_PORT);
    }

    /** The peers of a swarm, once a node answers. The library loses an answer that arrives before it has noted its question. */
    private static List<PeerEndpoint> visited(Dht dht, InfoHash infoHash, int port) {
        return await().atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(ExecutionException.class)
                .until(() -> dht.visit(infoHash, port, false).get(), answered -> true);
    }

    private static void lies() throws Exception {
        try (LyingNode liar = new LyingNode(new InetSocketAddress(LIBTORRENT, PORT));
                MainlineDht ours =
                        MainlineDht.start(new InetSocketAddress(OURS, PORT), by(LIBTORRENT), Optional.empty())) {
            // The library may report the end of a lookup while it still passes on the last answer.
            List<PeerEndpoint> peers = await().atMost(Duration.ofSeconds(60))
                    .until(() -> found(ours, PUBLIC.infoHash()), found -> found.size() >= 25);
            assertThat(peers).hasSize(25).allMatch(peer -> peer.toString().startsWith("60."));
            assertThat(liar.asked()).contains("ping", "get_peers").doesNotContain("announce_peer");

            visited(ours, PUBLIC.infoHash(), PORT);
            assertThat(liar.asked()).contains("announce_peer");
        }
    }

    private static void kept(Path folder) throws Exception {
        InetSocketAddress address = new InetSocketAddress(OURS, PORT);
        Path nodes = folder.resolve("IPv4-table.cache");
        try (LyingNode first = new LyingNode(new InetSocketAddress(LIBTORRENT, PORT))) {
            try (MainlineDht ours = MainlineDht.start(address, by(LIBTORRENT), Optional.of(folder))) {
                found(ours, PUBLIC.infoHash());
            }
            String id = Files.readString(folder.resolve("baseID.config"));
            first.asked().clear();
            try (MainlineDht ours = MainlineDht.start(address, by(STRANGER), Optional.of(folder))) {
                visited(ours, PUBLIC.infoHash(), Dht.NO_PORT);
                assertThat(first.asked()).contains("get_peers");
            }
            Files.writeString(nodes, "d11:mainEntriesli1ee5:rotten");
            try (MainlineDht ours = MainlineDht.start(address, by(LIBTORRENT), Optional.of(folder))) {
                found(ours, PUBLIC.infoHash());
            }
            assertThat(folder.resolve("baseID.config")).hasContent(id);
        }
    }

    /** Each address asks once, because a node throttles addresses that ask often. */
    @SuppressWarnings("try") // the node is used only by its address
    private static void flood() throws Exception {
        InetSocketAddress address = new InetSocketAddress(OURS, PORT);
        byte[] ping = "d1:ad2:id20:aaaaaaaaaaaaaaaaaaaae1:q4:ping1:t2:xx1:y1:qe".getBytes(StandardCharsets.US_ASCII);
        try (MainlineDht ours = MainlineDht.start(address, by(LIBTORRENT), Optional.empty())) {
            await().atMost(Duration.ofSeconds(30)).until(() -> answers(address, ping, 1) == 1);
            byte[] rubbish = new byte[1000];
            new Random(1).nextBytes(rubbish);
            rubbish[0] = 'd';
            assertThat(answers(address, rubbish, 500)).isZero();
            assertThat(answers(address, "l".repeat(1000).getBytes(StandardCharsets.US_ASCII), 500))
                    .isZero();
            assertThat(answers(address, ("d1:a" + "l".repeat(1000)).getBytes(StandardCharsets.US_ASCII), 500))
                    .isNotNegative();
            assertThat(answers(address, ping, 2000)).isBetween(1, 1000);
            await().atMost(Duration.ofSeconds(30)).until(() -> answers(address, ping, 1) == 1);
        }
    }

    /** Sends a packet from each of {@code addresses} addresses. Counts those that receive an answer within half a second. */
    private static int answers(InetSocketAddress to, byte[] packet, int addresses) throws IOException {
        List<DatagramSocket> sockets = new ArrayList<>();
        for (int i = 0; i < addresses; i++) {
            InetAddress from = InetAddress.getByAddress(new byte[] {127, 9, (byte) (i >> 8), (byte) i});
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress(from, 0));
            socket.send(new DatagramPacket(packet, packet.length, to));
            sockets.add(socket);
        }
        int answers = 0;
        long deadline = System.nanoTime() + Duration.ofMillis(500).toNanos();
        for (DatagramSocket socket : sockets) {
            answers += isAnswered(socket, deadline) ? 1 : 0;
        }
        return answers;
    }

    private static boolean isAnswered(DatagramSocket socket, long deadline) throws IOException {
        try (socket) {
            socket.setSoTimeout((int)
                    Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
            DatagramPacket answer = new DatagramPacket(new byte[2000], 2000);
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.ISO_8859_1).contains("1:y1:r");
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
