package io.s3torrent.tracker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.net.AddressScope;
import io.s3torrent.tracker.Tracker;
import io.s3torrent.tracker.TrackerConfig;
import io.s3torrent.tracker.announce.AnnounceEvent;
import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SwarmCounts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** FAULTS T1, and P2 for the answers of trackers. */
class TrackerClientTest {
    static final InfoHash SWARM = InfoHash.ofHex("2b20252600ff80c3a93d3f0d0a2f5c7fe282acfe");
    private static final PeerId ID = PeerId.random("-S30100-", new Random(1));
    private static final TrackerClientConfig CONFIG = TrackerClientConfig.builder("s3torrent/test")
            .timeout(Duration.ofSeconds(20))
            .concurrency(4)
            .waiting(8)
            .build();

    /** Names of this test's own DNS; 127.0.0.2 and 127.0.0.3 play the internet, 127.0.0.4 a private network. */
    private static final Map<String, List<String>> NAMES = Map.of(
            "public", List.of("127.0.0.2"),
            "private", List.of("127.0.0.4"),
            "mixed", List.of("127.0.0.4", "127.0.0.3"),
            "metadata", List.of("169.254.169.254"),
            "halfdead", List.of("127.0.0.5", "127.0.0.1"));

    private TrackerClient client = start(CONFIG);

    private static TrackerClient start(TrackerClientConfig config) {
        try {
            return TrackerClient.start(
                    config,
                    new NameResolver(TrackerClientTest::lookup),
                    new TargetAddressPolicy(TrackerClientTest::reach),
                    Duration.ofMillis(200));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<InetAddress> lookup(String host) throws UnknownHostException {
        List<InetAddress> addresses = new ArrayList<>();
        for (String address : NAMES.getOrDefault(host, List.of(host))) {
            addresses.add(InetAddress.getByName(address));
        }
        return addresses;
    }

    private static AddressScope reach(InetAddress address) {
        return switch (address.getHostAddress()) {
            case "127.0.0.2", "127.0.0.3" -> AddressScope.PUBLIC;
            case "127.0.0.4" -> AddressScope.PRIVATE;
            default -> AddressScope.of(address);
        };
    }

    @AfterEach
    void stop() {
        client.close();
    }

    static AnnounceOptions params(AnnounceEvent event, long left, int port) {
        return AnnounceOptions.builder(SWARM, ID, port)
                .uploaded(7)
                .downloaded(8)
                .left(left)
                .event(event)
                .want(30)
                .key(0xABC)
                .build();
    }

    private AnnounceResult announce(String url) {
        return client.announce(URI.create(url), params(AnnounceEvent.STARTED, 0, 6881))
                .join();
    }

    private String failureOf(String url) {
        try {
            return "answered: " + announce(url);
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(AnnounceFailedException.class);
            return AnnounceQueue.unwrapped(e).getMessage() + "";
        }
    }

    private static String url(ScriptedServer server) {
        return "http://127.0.0.1:" + server.address().getPort() + "/announce";
    }

    @Test
    void announcesToATrackerLikeOurs() throws IOException {
        try (Tracker tracker = Tracker.start(TrackerConfig.on(new InetSocketAddress("::", 0)))) {
            tracker.allow(SWARM);
            String url = "http://127.0.0.1:" + tracker.address().getPort() + "/announce";
            tracker.pin(SWARM, PeerId.random("-XX-", new Random(2)), Peers.v6(1, 1));
            AnnounceResult first = client.announce(URI.create(url), params(AnnounceEvent.STARTED, 9, 1001))
                    .join();
            assertThat(first.peers()).containsExactly(Peers.v6(1, 1));
            assertThat(first.interval()).isEqualTo(Duration.ofMinutes(5));
            URI six = URI.create("http://[::1]:" + tracker.address().getPort() + "/announce");
            AnnounceResult second =
                    client.announce(six, params(AnnounceEvent.STARTED, 9, 1002)).join();
            assertThat(second.peers()).extracting(PeerEndpoint::toString).contains("127.0.0.1:1001");
            assertThat(second.seeders()).contains(1);
            assertThat(second.leechers()).contains(2);
            client.announce(six, params(AnnounceEvent.COMPLETED, 0, 1002)).join();
            assertThat(tracker.counts(SWARM)).isEqualTo(new SwarmCounts(2, 1, 1));
            client.announce(six, params(AnnounceEvent.STOPPED, 0, 1002)).join();
            assertThat(tracker.counts(SWARM)).isEqualTo(new SwarmCounts(1, 1, 1));
            tracker.withdraw(SWARM);
            assertThat(client.announce(six, params(AnnounceEvent.NONE, 0, 1002)))
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withMessageContaining("tracker refused: torrent not tracked here")
                    .havingCause()
                    .satisfies(e ->
                            assertThat(((AnnounceFailedException) e).retryIn()).contains(Duration.ofMinutes(5)));
        }
    }

    @Test
    void keepsThePathAndQueryOfTheUrl() throws IOException {
        try (ScriptedServer server = new ScriptedServer(line -> ScriptedServer.http("200 OK", "d5:peers0:e"))) {
            AnnounceResult result = announce(url(server) + ".php?passkey=s%20cret");
            assertThat(result.interval()).isEqualTo(Duration.ofMinutes(30));
            assertThat(result.seeders()).isEmpty();
            assertThat(server.requests())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "GET /announce.php?passkey=s%20cret&info_hash=%2B%20%25%26%00%FF%80%C3%A9%3D%3F%0D%0A%2F%5C"
                                    + "%7F%E2%82%AC%FE&peer_id=-S30100-")
                    .contains("&port=6881&uploaded=7&downloaded=8&left=0&numwant=30&key=00000ABC&compact=1"
                            + "&no_peer_id=1&event=started HTTP/1.1\n")
                    .containsIgnoringCase("host: 127.0.0.1:" + server.address().getPort() + "\n")
                    .containsIgnoringCase("user-agent: s3torrent/test\n");
        }
    }

    @Test
    void readsBothFormsOfPeersAndKeepsNumbersWithinBounds() throws IOException {
        String peers = "l" + "d2:ip9:127.0.0.14:porti80ee" + "d2:ip3:::14:porti81ee" + "d2:ip4:name4:porti82ee"
                + "d2:ip9:127.0.0.14:porti0ee" + "d2:ip9:127.0.0.14:porti65537ee" + "i5e" + "e";
        String body = "d8:completei-5e10:incompletei99999999999e8:intervali5e5:peers" + peers
                + "6:peers618:\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\7" + "15:warning message3:a\nbe";
        try (ScriptedServer server = new ScriptedServer(line -> ScriptedServer.http("200 OK", body))) {
            AnnounceResult result = announce(url(server));
            assertThat(result.peers())
                    .extracting(PeerEndpoint::toString)
                    .containsExactly("[0:0:0:0:0:0:0:1]:7", "127.0.0.1:80", "[0:0:0:0:0:0:0:1]:81");
            assertThat(result.seeders()).contains(0);
            assertThat(result.leechers()).contains(Integer.MAX_VALUE);
            assertThat(result.interval()).isEqualTo(Duration.ofMinutes(1));
            assertThat(result.warning()).contains("a b");
        }
    }

    /** chihaya writes keys in random order, PHP scripts end with a newline, and some write a key twice or a number with zeros. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "d12:min intervali0e5:peers6:\177\0\0\1\0\7" + "8:completei1e10:incompletei2e8:intervali1800ee",
                "d8:completei1e10:incompletei2e8:intervali1800e5:peers6:\177\0\0\1\0\7" + "e\n",
                "d8:intervali001800e5:peersld4:porti7e2:ip9:127.0.0.1ee10:incompletei02e8:completei1e5:peers0:e\r\n\r\n",
                "d8:completei1e8:completei9e10:incompletei2e8:intervali1800e05:peers006:\177\0\0\1\0\7" + "e"
            })
    void readsAnAnswerInAnyOrderAndWithANewlineBehindIt(String body) throws IOException {
        try (ScriptedServer server = new ScriptedServer(line -> ScriptedServer.http("200 OK", body))) {
            AnnounceResult result = announce(url(server));
            assertThat(result.peers()).extracting(PeerEndpoint::toString).containsExactly("127.0.0.1:7");
            assertThat(result.seeders()).contains(1);
            assertThat(result.leechers()).contains(2);
            assertThat(result.interval()).isEqualTo(Duration.ofMinutes(30));
        }
    }

    @Test
    void takesAThousandPeersAtMost() throws IOException {
        String body = "d5:peers600000:" + "abcdef".repeat(100_000) + "e";
        try (ScriptedServer server = new ScriptedServer(line -> ScriptedServer.http("200 OK", body))) {
            assertThat(announce(url(server)).peers()).hasSize(1000);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 OK                          | d14:failure reason3:no!e | tracker refused: no!
            200 OK                          | <html>                   | malformed tracker response
            200 OK                          | d1:m2000000000:xe        | malformed tracker response
            200 OK                          | d5:peers0:               | malformed tracker response
            200 OK                          | llllllllllllllllllllll   | malformed tracker response
            404 Not Found                   | d5:peers0:e              | HTTP status 404
            500 x                           | x                        | HTTP status 500
            302 Found                       | x                        | redirect without a Location header
            302 Found~Location: file:///a   | x                        | scheme: file
            302 Found~Location: gopher://a/ | x                        | scheme: gopher
            302 Found~Location: ht tp://a/  | x                        | redirect to an invalid URL
            302 Found~Location: http:///a   | x                        | without a host
            302 Found~Location: http://169.254.169.254/ | x            | address not allowed
            302 Found~Location: http://metadata/        | x            | address not allowed
            302 Found~Location: http://0.0.0.0/         | x            | address not allowed
            """)
    void aBadAnswerIsAFailureWithAReason(String head, String body, String reason) throws IOException {
        try (ScriptedServer server = new ScriptedServer(line -> ScriptedServer.http(head, body))) {
            assertThat(failureOf(url(server) + "?passkey=secret"))
                    .contains(reason)
                    .doesNotContain("secret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nd5:peers0:e", "nonsense\r\n\r\n"})
    void aTornAnswerIsAFailure(String bytes) throws IOException {
        byte[] answer = bytes.isEmpty() ? new byte[] {'H'} : bytes.getBytes(StandardCharsets.US_ASCII);
        try (ScriptedServer server = new ScriptedServer(line -> answer)) {
            assertThat(failureOf(url(server))).doesNotStartWith("answered");
        }
    }

    @Test
    void anEndlessAnswerIsCutOff() throws IOException {
        String body = "x".repeat((2 << 20) + 1);
        byte[] withoutLength = ("HTTP/1.1 200 OK\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
        try (ScriptedServer announced = new ScriptedServer(line -> ScriptedServer.http("200 OK", body));
                ScriptedServer streamed = new ScriptedServer(line -> withoutLength)) {
            assertThat(failureOf(url(announced))).isEqualTo("response larger than 2 MiB");
            assertThat(failureOf(url(streamed))).isEqualTo("response larger than 2 MiB");
        }
    }

    @Test
    void endlessHeadersAreCutOff() throws IOException {
        byte[] answer = ("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(10_000)).getBytes(StandardCharsets.US_ASCII);
        try (ScriptedServer server = new ScriptedServer(line -> answer)) {
            assertThat(failureOf(url(server))).isEqualTo("malformed HTTP response");
        }
    }

    @Test
    void fiveRedirectsAreFollowedAndNoMore() throws IOException {
        try (ScriptedServer server = new ScriptedServer(line -> {
            int hop = line.charAt(5) - '0';
            return hop == 0
                    ? ScriptedServer.http("200 OK", "d5:peers0:e")
                    : ScriptedServer.http("307 Temporary Redirect~Location: /" + (hop - 1), "");
        })) {
            String base = "http://127.0.0.1:" + server.address().getPort();
            assertThat(announce(base + "/5").peers()).isEmpty();
            assertThat(server.requests()).hasSize(6);
            assertThat(failureOf(base + "/6")).isEqualTo("more than 5 redirects");
        }
    }

    @Test
    void aRedirectNeverLeadsFurtherIn() throws IOException {
        try (ScriptedServer inner = new ScriptedServer(line -> ScriptedServer.http("200 OK", "d5:peers0:e"));
                ScriptedServer privateOne = new ScriptedServer(
                        "127.0.0.4", ServerSocketFactory.getDefault(), redirectTo(inner, "127.0.0.1"));
                ScriptedServer publicOne = new ScriptedServer(
                        "127.0.0.2", ServerSocketFactory.getDefault(), redirectTo(privateOne, "private"))) {
            assertThat(announce("http://127.0.0.1:" + inner.address().getPort()).peers())
                    .isEmpty();
            assertThat(inner.requests()).hasSize(1);
            assertThat(failureOf("http://private:" + privateOne.address().getPort()))
                    .contains("address not allowed");
            assertThat(inner.requests()).hasSize(1);
            assertThat(privateOne.requests()).hasSize(1);
            assertThat(failureOf("http://public:" + publicOne.address().getPort()))
                    .contains("address not allowed");
            assertThat(privateOne.requests()).hasSize(1);
            assertThat(publicOne.requests()).hasSize(1);
        }
    }

    @Test
    void aRedirectMayLeadOutwards() throws IOException {
        try (ScriptedServer outer = new ScriptedServer(
                        "127.0.0.2",
                        ServerSocketFactory.getDefault(),
                        line -> ScriptedServer.http("200 OK", "d5:peers0:e"));
                ScriptedServer inner = new ScriptedServer(redirectTo(outer, "public"))) {
            assertThat(announce(url(inner)).peers()).isEmpty();
        }
    }

    private static ScriptedServer.Script redirectTo(ScriptedServer server, String host) {
        return line -> ScriptedServer.http(
                "302 Found~Location: http://" + host + ":" + server.address().getPort() + "/announce", "");
    }

    @Test
    void ofAMixedAnswerOfDnsOnlyPublicAddressesAreAsked() throws IOException {
        try (ScriptedServer server = new ScriptedServer(
                "127.0.0.4", ServerSocketFactory.getDefault(), line -> ScriptedServer.http("200 OK", "d5:peers0:e"))) {
            assertThat(failureOf("http://mixed:" + server.address().getPort())).doesNotStartWith("answered");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void theNextAddressIsTriedWhenNobodyListensAtTheFirst() throws IOException {
        try (ScriptedServer server = new ScriptedServer(line -> ScriptedServer.http("200 OK", "d5:peers0:e"))) {
            assertThat(announce("http://halfdead:" + server.address().getPort()).peers())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://127.0.0.1/announce, scheme: ftp",
        "file:///etc/passwd, scheme: file",
        "mailto:a, scheme: mailto",
        "announce, scheme: null",
        "http:///announce, without a host",
        "udp://127.0.0.1/announce, without a valid port",
        "http://127.0.0.1:99999/, without a valid port",
        "http://169.254.169.254/latest, address not allowed",
        "http://metadata/, address not allowed",
        "http://[fe80::1]/, address not allowed",
        "udp://224.0.0.1:6969, address not allowed",
        "http://no.such.name.invalid/, unknown host"
    })
    void whatIsNoTrackerIsNotAsked(String url, String reason) {
        assertThat(failureOf(url)).contains(reason);
    }

    @Tag("slow")
    @Test
    void aSilentTrackerFailsInTimeAndTheQueueMovesOn() throws IOException {
        client.close();
        client = start(TrackerClientConfig.builder("x")
                .timeout(Duration.ofSeconds(2))
                .concurrency(2)
                .waiting(2)
                .build());
        try (ScriptedServer server = new ScriptedServer(line -> new byte[0])) {
            List<CompletableFuture<AnnounceResult>> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                all.add(client.announce(URI.create(url(server)), params(AnnounceEvent.NONE, 0, 1)));
            }
            assertThat(all.get(4)).isCompletedExceptionally();
            assertThatThrownBy(all.get(4)::join).hasMessageContaining("more than 2 announces are waiting");
            assertThatThrownBy(all.get(1)::join).hasMessageContaining("no answer within 2000 ms");
            assertThatThrownBy(all.get(3)::join).hasMessageContaining("did not answer a moment ago");
            await().untilAsserted(() -> assertThat(server.requests()).hasSize(2));
        }
    }

    @Tag("slow")
    @Test
    void thousandsOfAnnouncesToADeadTrackerDoNotHoldUpThoseToAnother() throws IOException {
        client.close();
        client = start(TrackerClientConfig.builder("x")
                .timeout(Duration.ofSeconds(2))
                .concurrency(2)
                .waiting(10_000)
                .build());
        try (ScriptedServer dead = new ScriptedServer(line -> new byte[0]);
                ScriptedServer good = new ScriptedServer(line -> ScriptedServer.http("200 OK", "de"))) {
            for (int i = 0; i < 5000; i++) {
                CompletableFuture<AnnounceResult> unused =
                        client.announce(URI.create(url(dead)), params(AnnounceEvent.NONE, 0, 1));
            }
            assertThat(client.announce(URI.create(url(good)), params(AnnounceEvent.NONE, 0, 1)))
                    .succeedsWithin(Duration.ofSeconds(10));
            await().untilAsserted(() -> assertThat(dead.requests()).hasSize(2));
        }
    }

    @Test
    void closeFailsWhatIsUnderWayAndEndsTheThreads() throws IOException {
        try (ScriptedServer server = new ScriptedServer(line -> new byte[0])) {
            CompletableFuture<AnnounceResult> open =
                    client.announce(URI.create(url(server)), params(AnnounceEvent.NONE, 0, 1));
            await().until(() -> !server.requests().isEmpty());
            client.close();
            assertThatThrownBy(open::join).hasMessageContaining("tracker client is closed");
            assertThat(failureOf(url(server))).isEqualTo("tracker client is closed");
            await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().startsWith("s3torrent-tracker-client")));
        }
    }
}
