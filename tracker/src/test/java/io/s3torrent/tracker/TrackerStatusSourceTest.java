package io.s3torrent.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.status.AdminConfig;
import io.s3torrent.tracker.announce.PinnedTorrents.HybridHashes;
import io.s3torrent.tracker.http.RawClient;
import io.s3torrent.tracker.swarm.Peers;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The status pages of a tracker, over HTTP. */
class TrackerStatusSourceTest {
    private static final InfoHash SWARM = Peers.swarm("ours");
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final HttpClient client = HttpClient.newHttpClient();
    private Tracker tracker;

    @BeforeEach
    void start() throws IOException {
        tracker = Tracker.start(
                TrackerConfig.builder(ANY_PORT).admin(AdminConfig.on(ANY_PORT)).build());
        tracker.allow(SWARM);
    }

    @AfterEach
    void stop() {
        tracker.close();
    }

    private InetSocketAddress admin() {
        return tracker.adminAddress().orElseThrow();
    }

    private HttpResponse<String> ask(String method, String path, String accept) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin().getPort() + path))
                .method(method, BodyPublishers.noBody())
                .header("Accept", accept)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private String get(String path) throws Exception {
        return ask("GET", path, "*/*").body();
    }

    private String send(String latin1) throws IOException {
        try (Socket socket = new Socket(admin().getAddress(), admin().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(latin1.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String announce(InfoHash infoHash, int port) {
        return "/announce?info_hash=%" + HexFormat.ofDelimiter("%").formatHex(infoHash.bytes())
                + "&peer_id=-XX0000-abcdefghijkl&left=0&compact=1&port=" + port;
    }

    private void askAFew() throws IOException {
        RawClient.get(tracker.address(), announce(SWARM, 1001));
        RawClient.get(tracker.address(), announce(SWARM, 1002));
        RawClient.get(tracker.address(), announce(Peers.swarm("a stranger's"), 1002));
        RawClient.get(tracker.address(), "/announce?info_hash=1");
    }

    @Test
    void statsTellWhatIsHeldAndWhatWasAsked() throws Exception {
        askAFew();
        await().untilAsserted(() -> assertThat(get("/stats")).contains("\"openConnections\":0"));
        HttpResponse<String> stats = ask("GET", "/stats?pretty", "*/*");
        assertThat(stats.headers().firstValue("content-type")).contains("application/json");
        assertThat(stats.body())
                .startsWith("{\"serving\":true,\"uptimeSeconds\":")
                .contains(
                        "\"swarms\":{\"torrents\":1,\"seeders\":2,\"leechers\":0,\"ipv4\":2,\"ipv6\":0,\"completed\":0,")
                .contains("},\"announces\":3,\"scrapes\":0,\"refused\":1,\"invalid\":1,")
                .contains("\"http\":{\"announces\":3,\"scrapes\":0,\"refused\":1,\"invalid\":1,\"openConnections\":0,"
                        + "\"connections\":4,\"connectionsTurnedAway\":0}")
                .endsWith("\"unanswered\":0}}\n");
    }

    @Test
    void aHybridIsOneTorrentUntilOneOfItsSwarmsIsGone() throws Exception {
        HybridHashes hybrid = new HybridHashes(SWARM, Peers.swarm("ours, version 2"));
        tracker.allow(hybrid);
        RawClient.get(tracker.address(), announce(hybrid.v1(), 1001));
        RawClient.get(tracker.address(), announce(hybrid.v2(), 1001));
        RawClient.get(tracker.address(), announce(hybrid.v2(), 1002));
        assertThat(get("/stats")).contains("\"swarms\":{\"torrents\":1,\"seeders\":2,\"leechers\":0,\"ipv4\":2,");
        assertThat(get("/metrics")).contains("s3torrent_tracker_peers{kind=\"seeder\"} 2.0");

        tracker.withdraw(hybrid.v2());
        assertThat(get("/stats")).contains("\"swarms\":{\"torrents\":1,\"seeders\":1,\"leechers\":0,\"ipv4\":1,");
    }

    @Test
    void metricsTellTheSame() throws Exception {
        askAFew();
        HttpResponse<String> metrics = ask("GET", "/metrics", "*/*");
        assertThat(metrics.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body().lines())
                .contains(
                        "s3torrent_tracker_events_total{kind=\"http_announce\"} 3.0",
                        "s3torrent_tracker_events_total{kind=\"http_refused\"} 1.0",
                        "s3torrent_tracker_peers{kind=\"seeder\"} 2.0",
                        "s3torrent_tracker_serving 1.0",
                        "s3torrent_tracker_torrents 1.0")
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\"} "))
                .anyMatch(line -> line.startsWith("process_cpu_seconds_total "));
        assertThat(ask("GET", "/metrics", "application/openmetrics-text").body())
                .endsWith("# EOF\n");
    }

    @Test
    void anAliveTrackerIsReadyUntilItIsDrained() throws Exception {
        assertThat(ask("GET", "/livez", "*/*").statusCode()).isEqualTo(200);
        assertThat(ask("GET", "/readyz", "*/*").statusCode()).isEqualTo(200);
        tracker.drain(Duration.ZERO);
        assertThat(ask("GET", "/livez", "*/*").statusCode()).isEqualTo(200);
        assertThat(ask("GET", "/readyz", "*/*").statusCode()).isEqualTo(503);
        assertThat(get("/stats")).startsWith("{\"serving\":false,");
    }

    @Test
    void openConnectionsGetALastResponseDuringADrain() throws Exception {
        try (RawClient connected = new RawClient(tracker.address())) {
            String request = "GET " + announce(SWARM, 1001) + " HTTP/1.1\r\n\r\n";
            connected.send(request).answer();
            assertThat(connected.head()).doesNotContain("close");
            CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> {
                try {
                    tracker.drain(Duration.ofMinutes(1));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            await().until(() -> !tracker.snapshot().serving());
            await().untilAsserted(() -> assertThatThrownBy(() -> new RawClient(tracker.address()).close())
                    .isInstanceOf(ConnectException.class));
            assertThat(drained).isNotDone();
            // Open connections learn of the drain slightly after the port is closed.
            await().until(() -> {
                connected.send(request).answer();
                return connected.head().contains("\r\nConnection: close\r\n");
            });
            assertThat(connected.isClosedByPeer()).isTrue();
            assertThat(drained).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void whatIsNoPageSaysSo() throws Exception {
        assertThat(ask("GET", "/", "*/*").statusCode()).isEqualTo(404);
        assertThat(ask("POST", "/stats", "*/*").statusCode()).isEqualTo(405);
        HttpResponse<String> head = ask("HEAD", "/livez", "*/*");
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("content-length")).contains("6");
    }

    @Test
    void hostileRequestsEndTheirConnection() throws Exception {
        assertThat(send("no request\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(send("GET /stats HTTP/1.1\r\nContent-Length: x\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(send("GET /stats HTTP/1.1\r\nX: " + "x".repeat(20_000))).startsWith("HTTP/1.1 400 ");
        assertThat(send("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(send("GET /livez HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"))
                .endsWith("alive\n");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        String answers = send("GET /livez HTTP/1.1\r\n\r\n".repeat(500) + "GET /readyz HTTP/1.0\r\n\r\n");
        assertThat(answers.split("alive\n", -1)).hasSize(501);
        assertThat(answers).endsWith("ready\n");
    }

    @Test
    void aPortThatIsTakenIsAFailure() {
        TrackerConfig taken =
                TrackerConfig.builder(ANY_PORT).admin(AdminConfig.on(admin())).build();
        assertThatThrownBy(() -> Tracker.start(taken).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the admin server cannot listen on 127.0.0.1:" + admin().getPort());
    }
}
