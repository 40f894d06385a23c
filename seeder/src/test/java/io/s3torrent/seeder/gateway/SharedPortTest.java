package io.s3torrent.seeder.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.net.Cidr;
import io.s3torrent.net.PemFiles;
import io.s3torrent.net.http.RawHttp;
import io.s3torrent.net.http.RawHttp.Answer;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.seeder.MainJob;
import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.status.AdminConfig;
import io.s3torrent.testing.PemKeys;
import io.s3torrent.tracker.TrackerConfig;
import io.s3torrent.tracker.access.PasskeyKit;
import io.s3torrent.tracker.announce.AnnounceEvent;
import io.s3torrent.tracker.client.AnnounceOptions;
import io.s3torrent.tracker.client.TrackerClient;
import io.s3torrent.tracker.client.TrackerClientConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests one port for gateway, tracker and status pages. */
class SharedPortTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final InetSocketAddress ANY = new InetSocketAddress(HERE, 0);
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("127.0.0.2", 0);
    private static final GatewayConfig CONFIG =
            GatewayConfig.builder(ANY).unauthenticated(true).build();

    private static final String ANNOUNCE_OF_ASCII =
            "info_hash=01234567890123456789&peer_id=-XX0000-abcdefghijkl&left=5&port=1001";

    @TempDir
    private Path folder;

    private ScriptedS3 store;

    @SuppressWarnings("NullAway.Init") // each test starts its own gateway
    private SeedingGateway gateway;

    @BeforeEach
    void openStore() throws IOException {
        store = ScriptedS3.start(new byte[300_000]);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        store.close();
    }

    private void start(TrackerConfig tracker, GatewayConfig config) throws IOException {
        SeederConfig seeder = MainJob.config(store.options(), tracker);
        gateway = SeedingGateway.start(seeder, config);
    }

    private Answer ask(String question, String... headers) throws IOException {
        String head = question + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close";
        return RawHttp.ask(
                gateway.address(),
                String.join("\r\n", head, String.join("\r\n", headers)).strip());
    }

    private String get(String target, String... headers) throws IOException {
        Answer answer = ask("GET " + target, headers);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.latin();
    }

    private Metainfo torrent() throws IOException {
        return MetainfoCodec.decode(ask("GET /data/key?torrent").body());
    }

    private static String announce(InfoHash infoHash, int port) {
        return "info_hash=%" + HexFormat.ofDelimiter("%").formatHex(infoHash.bytes())
                + "&peer_id=-XX0000-abcdefghijkl&left=5&compact=1&port=" + port;
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String seeder() {
        return latin(PeerEndpoint.of(gateway.seeder().listenAddress()).compact());
    }

    private List<PeerEndpoint> announceByUdp(InfoHash infoHash) throws IOException {
        try (TrackerClient client = TrackerClient.start(TrackerClientConfig.of("x"))) {
            URI uri = URI.create("udp://127.0.0.1:" + gateway.address().getPort() + "/announce");
            PeerId peer = PeerId.random("-XX0000-", new Random(1));
            AnnounceOptions params = AnnounceOptions.builder(infoHash, peer, 1002)
                    .left(5)
                    .event(AnnounceEvent.STARTED)
                    .want(30)
                    .key(7)
                    .build();
            return client.announce(uri, params).join().peers();
        }
    }

    @Test
    void theTorrentNamesTheGatewaysOwnPortWhereTheTrackerLeadsToTheSeeder() throws Exception {
        start(TrackerConfig.on(ANY), CONFIG);
        Metainfo torrent = torrent();
        assertThat(torrent.trackers())
                .containsExactly("http://127.0.0.1:" + gateway.address().getPort() + "/announce");

        assertThat(get("/announce?" + announce(torrent.infoHash(), 1001))).contains("8:completei1e", seeder());
        assertThat(get("/scrape?info_hash=%"
                        + HexFormat.ofDelimiter("%")
                                .formatHex(torrent.infoHash().bytes())))
                .startsWith("d5:filesd20:" + latin(torrent.infoHash().bytes()))
                .contains("10:incompletei1e");
        assertThat(get("/announce?info_hash=short")).contains("failure reason");
        assertThat(announceByUdp(torrent.infoHash()))
                .contains(PeerEndpoint.of(gateway.seeder().listenAddress()));
    }

    @Test
    void theGatewayAnswersTorrentRequestsForEveryPath() throws IOException {
        start(
                TrackerConfig.on(ANY),
                CONFIG.toBuilder().admin(AdminConfig.on(ANY)).build());
        for (String key : List.of("announce", "scrape", "stats")) {
            Answer answer =
                    RawHttp.ask(gateway.address(), "GET /" + key + "?torrent HTTP/1.1\r\nHost: bucket.localhost");
            assertThat(MetainfoCodec.decode(answer.body()).info().name()).isEqualTo(key);
        }
        assertThat(MetainfoCodec.decode(ask("GET /announce/x?torrent").body())
                        .info()
                        .name())
                .isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "PUT", "POST", "DELETE"})
    void anAnnounceIsAGet(String method) throws IOException {
        start(TrackerConfig.on(ANY), CONFIG);
        assertThat(ask(method + " /announce?" + ANNOUNCE_OF_ASCII).status()).isIn(405, 501);
        assertThat(get("/announce?" + ANNOUNCE_OF_ASCII)).contains("failure reason");
        assertThat(gateway.seeder().tracker().orElseThrow().snapshot().announces())
                .isEqualTo(1);
    }

    @Test
    void aTrackerAtAnotherAddressIsThereAndNotHere() throws IOException {
        start(TrackerConfig.on(ELSEWHERE), CONFIG);
        Metainfo torrent = torrent();
        URI tracker = URI.create(torrent.trackers().get(0));
        assertThat(tracker.getHost()).isEqualTo("127.0.0.2");
        for (String path : List.of("/announce?" + ANNOUNCE_OF_ASCII, "/scrape", "/stats", "/metrics")) {
            Answer answer = ask("GET " + path);
            assertThat(answer.status()).isEqualTo(501);
            assertThat(answer.text()).contains("<Code>NotImplemented</Code>");
        }
    }

    @Test
    void thePublicUrlIsTheTrackersToo() throws IOException {
        start(
                TrackerConfig.on(ANY),
                CONFIG.toBuilder()
                        .publicUrl(URI.create("https://seeds.example/here//"))
                        .build());
        assertThat(torrent().trackers()).containsExactly("https://seeds.example/here/announce");
    }

    @Test
    void passkeysAndProxiesAreAsAtTheTrackersOwn() throws IOException {
        PasskeyKit kit = new PasskeyKit();
        start(
                TrackerConfig.builder(ANY)
                        .access(kit.admission())
                        .proxies(new TrustedProxies(List.of(Cidr.parse("127.0.0.1"))))
                        .build(),
                CONFIG);
        InfoHash infoHash = torrent().infoHash();
        String question = "?" + announce(infoHash, 0x1234);
        assertThat(get("/announce" + question)).contains("passkey: missing");
        assertThat(get("/announce/" + kit.passkey(infoHash) + question, "X-Forwarded-For: 203.0.113.7"))
                .contains("8:completei1e");
        assertThat(get("/announce/" + kit.passkey() + "?" + announce(infoHash, 1002)))
                .contains(latin(new byte[] {(byte) 203, 0, 113, 7, 0x12, 0x34}));
    }

    @Test
    void overTlsTorrentsSaySo() throws Exception {
        PemKeys keys = PemKeys.make(folder, "us", "EC");
        start(
                TrackerConfig.on(ANY),
                CONFIG.toBuilder()
                        .tls(new PemFiles(keys.certificate(), keys.key()))
                        .build());
        try (RawHttp http = new RawHttp(gateway.address()).startTls()) {
            http.send("GET /data/key?torrent HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            Metainfo torrent = MetainfoCodec.decode(http.answer(false).body());
            assertThat(torrent.trackers())
                    .containsExactly("https://127.0.0.1:" + gateway.address().getPort() + "/announce");
            http.send("GET /announce?" + announce(torrent.infoHash(), 1001) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            assertThat(http.answer(false).latin()).contains(seeder());
        }
    }

    @Test
    void statusTellsOfAllThree() throws IOException {
        start(
                TrackerConfig.on(ANY),
                CONFIG.toBuilder().admin(AdminConfig.on(ANY)).build());
        assertThat(gateway.adminAddress()).isEmpty();
        get("/announce?" + announce(torrent().infoHash(), 1001));
        ask("GET /missing");

        assertThat(get("/livez")).isEqualTo("alive\n");
        assertThat(get("/readyz")).isEqualTo("ready\n");
        assertThat(get("/stats"))
                .startsWith("{\"serving\":true,")
                .contains("\"announces\":1,")
                .contains("\"seeder\":{\"torrents\":1,\"peers\":0,\"uploadedBytes\":0,")
                .contains("\"bytesRead\":300000}")
                .contains("\"answers\":{\"200\":1,\"501\":1},\"torrentsAsked\":1,\"torrentsInTheMaking\":0,");
        assertThat(get("/metrics").lines())
                .contains(
                        "s3torrent_tracker_events_total{kind=\"http_announce\"} 1.0",
                        "s3torrent_seeder_torrents 1.0",
                        "s3torrent_seeder_uploaded_bytes_total 0.0",
                        "s3torrent_store_read_bytes_total 300000.0",
                        "s3torrent_gateway_answers_total{status=\"200\"} 1.0",
                        "s3torrent_gateway_makings{state=\"queued\"} 0.0");
        assertThat(ask("HEAD /stats").header("cache-control")).isEqualTo("no-store");
        assertThat(ask("POST /stats").status()).isEqualTo(405);
    }

    @Test
    void statusAtAnotherAddressIsThereAndNotHere() throws IOException {
        start(
                TrackerConfig.on(ANY),
                CONFIG.toBuilder().admin(AdminConfig.on(ELSEWHERE)).build());
        InetSocketAddress admin = gateway.adminAddress().orElseThrow();
        try (Socket http = new Socket(admin.getAddress(), admin.getPort())) {
            http.getOutputStream().write("GET /stats HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(latin(http.getInputStream().readAllBytes())).contains("\"seeder\":{\"torrents\":0,");
        }
        assertThat(ask("GET /stats").status()).isEqualTo(501);
    }

    private CompletableFuture<Void> drain() {
        return CompletableFuture.runAsync(() -> {
            try {
                gateway.drain(Duration.ofMinutes(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void whenItIsToldToEndItSaysSoAndAnswersWhatIsAsked() throws Exception {
        start(
                TrackerConfig.on(ANY),
                CONFIG.toBuilder().admin(AdminConfig.on(ANY)).build());
        CompletableFuture<Void> drained;
        try (RawHttp http = new RawHttp(gateway.address())) {
            http.send("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(http.answer(false).status()).isEqualTo(200);
            drained = drain();
            await().untilAsserted(() -> assertThatThrownBy(() -> new RawHttp(gateway.address()).close())
                    .isInstanceOf(ConnectException.class));
            // The port is free a moment before the connections are told that their next answer is the last.
            await().until(() -> {
                http.send("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
                Answer answer = http.answer(false);
                assertThat(answer.status()).isEqualTo(503);
                return answer.header("connection").equals("close");
            });
            assertThat(http.isClosed()).isTrue();
        }
        assertThat(drained).succeedsWithin(Duration.ofSeconds(10));
    }
}
