package io.s3torrent.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.net.EventLoops;
import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.http.HttpListener;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.testing.TestSeed;
import io.s3torrent.tracker.announce.AnnouncePolicy;
import io.s3torrent.tracker.announce.AnnounceService;
import io.s3torrent.tracker.announce.PinnedTorrents;
import io.s3torrent.tracker.swarm.MemorySwarmStore;
import io.s3torrent.tracker.swarm.SwarmCounts;
import io.s3torrent.tracker.swarm.SwarmLimits;
import io.s3torrent.tracker.swarm.SwarmStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Malformed and hostile requests: the response is bencode or none, and nothing is stored. */
@Tag("slow")
class HostileRequestsTest {
    private static final String HASH = "aaaaaaaaaaaaaaaaaaaa";
    private static final InfoHash SWARM = InfoHash.of(HASH.getBytes(StandardCharsets.US_ASCII));
    private static final String ID = "&peer_id=bbbbbbbbbbbbbbbbbbbb";
    private static final String GOOD = "/announce?info_hash=" + HASH + ID + "&port=6881&left=1";

    private final PinnedTorrents torrents = new PinnedTorrents();
    private final SwarmStore store = new MemorySwarmStore(
            SwarmLimits.DEFAULT, System::nanoTime, TestSeed.random(), new SplittableRandom(TestSeed.seed()));
    private final EventLoops transport = EventLoops.start("test-tracker", 1);
    private final HttpListener tracker = bind(Duration.ofSeconds(10));

    private HttpListener bind(Duration silence) {
        try {
            AnnounceService service = new AnnounceService(torrents, infoHash -> false, store, AnnouncePolicy.DEFAULT);
            return HttpTracker.bind(
                    transport,
                    new InetSocketAddress("127.0.0.1", 0),
                    service,
                    HttpLimits.of(20, 8192, 16384, silence),
                    TrustedProxies.NONE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void allow() {
        torrents.allow(SWARM);
    }

    @AfterEach
    void stillServesAndStops() throws IOException {
        await().until(() ->
                RawClient.get(tracker.address(), GOOD).integer("incomplete").isPresent());
        tracker.close();
        transport.close();
    }

    private static String failure(BDict answer) {
        assertThat(answer.integer("retry in")).contains(5L);
        return answer.string("failure reason").orElseThrow().text();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /announce                                                    | info_hash: missing
            /announce?                                                   | info_hash: missing
            /announce?&&=&=x&&                                           | info_hash: missing
            /announce?info_hash=HASHID&left=1                            | port: missing
            /announce?info_hash=aaaID&port=1&left=1                      | info_hash: 3 bytes (expected: 20)
            /announce?info_hash=ID&port=1&left=1                         | info_hash: 0 bytes (expected: 20)
            /announce?info_hash=HASHaID&port=1&left=1                    | info_hash: 21 bytes (expected: 20)
            /announce?info_hash=aaa&info_hash=HASHID&port=1&left=1       | info_hash: 3 bytes (expected: 20)
            /announce?info_hash=%zzaaaaaaaaaaaaaaaaaaaID&port=1&left=1   | info_hash: % without two hexadecimal digits
            /announce?info_hash=aaaaaaaaaaaaaaaaaaa%2ID&port=1&left=1    | info_hash: % without two hexadecimal digits
            /announce?info_hash=aaaaaaaaaaaaaaaaaaa%ID&port=1&left=1     | info_hash: % without two hexadecimal digits
            /announce?info_hash=HASHID&port=70000&left=1                 | port: not a number from 0 to 65535
            /announce?info_hash=HASHID&port=4294967297&left=1            | port: not a number from 0 to 65535
            /announce?info_hash=HASHID&port=-1&left=1                    | port: not a number from 0 to 65535
            /announce?info_hash=HASHID&port=&left=1                      | port: not a number from 0 to 65535
            /announce?info_hash=HASHID&port=+1&left=1                    | port: not a number from 0 to 65535
            /announce?info_hash=HASHID&port=99999999999999999999&left=1  | port: not a number from 0 to 65535
            /scrape                                                      | info_hash: missing (the list of all torrents is not public)
            /scrape?info_hash=aaa                                        | info_hash: 3 bytes (expected: 20)
            /scrape?info_hash=HASH&info_hash=%                           | info_hash: % without two hexadecimal digits
            /                                                            | unknown path (expected: /announce or /scrape)
            /announcement                                                | unknown path (expected: /announce or /scrape)
            /announce.phpx                                               | unknown path (expected: /announce or /scrape)
            /x/announce                                                  | unknown path (expected: /announce or /scrape)
            http://tracker                                               | unknown path (expected: /announce or /scrape)
            """)
    void aBadTargetIsRefusedAndNothingIsStored(String target, String reason) throws IOException {
        BDict answer =
                RawClient.get(tracker.address(), target.replace("HASH", HASH).replace("ID", ID));
        assertThat(failure(answer)).isEqualTo(reason);
        assertThat(store.counts(SWARM)).isEqualTo(SwarmCounts.NONE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST /announce HTTP/1.1~Content-Length: 5~~hello   | method not allowed (expected: GET)
            HEAD /announce HTTP/1.1~~                          | method not allowed (expected: GET)
            get /announce HTTP/1.1~~                           | method not allowed (expected: GET)
            GET /announce HTTP/2.0~~                           | not an HTTP/1.1 or HTTP/1.0 request
            GET /announce~~                                    | not an HTTP/1.1 or HTTP/1.0 request
            GET HTTP/1.1~~                                     | request target: missing
            GET  HTTP/1.1~~                                    | request target: missing
            GET /ann ounce HTTP/1.1~~                          | request target: has a space or a control character
            GET /announce HTTP/1.1~Content-Length: 5~~hello    | request has a body (expected: none)
            GET /announce HTTP/1.1~transfer-encoding: chunked~~| request has a body (expected: none)
            """)
    void aRequestThatIsNoneIsAnsweredOnceAndItsConnectionEnds(String request, String reason) throws IOException {
        try (RawClient client = new RawClient(tracker.address())) {
            client.send(request.replace("~", "\r\n") + "GET " + GOOD + " HTTP/1.1\r\n\r\n");
            assertThat(failure(client.answer())).isEqualTo(reason);
            assertThat(client.head()).contains("Connection: close");
            assertThat(client.isClosedByPeer()).isTrue();
        }
        assertThat(store.counts(SWARM)).isEqualTo(SwarmCounts.NONE);
    }

    /** Request smuggling: a proxy in front may see another end of such a request. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Content-Length : 5~~hello         | space before the colon of a header
            Content-Length\t: 5~~hello        | space before the colon of a header
            Transfer-Encoding : chunked~~0~~  | space before the colon of a header
            User-Agent : x~~                  | space before the colon of a header
            Host: x~ folded: y~~              | header line that begins with a space
            Host: x~\tContent-Length: 5~~     | header line that begins with a space
            X: y~ ~~                          | header line that begins with a space
            """)
    void anAmbiguousHeaderIsABadRequest(String headers, String reason) throws IOException {
        try (RawClient client = new RawClient(tracker.address())) {
            String request = "GET " + GOOD + " HTTP/1.1~" + headers.replace("\\t", "\t");
            client.send(request.replace("~", "\r\n") + "GET " + GOOD + " HTTP/1.1\r\n\r\n");
            assertThat(failure(client.answer("400 Bad Request"))).isEqualTo(reason);
            assertThat(client.head()).contains("Connection: close");
            assertThat(client.isClosedByPeer()).isTrue();
        }
        assertThat(store.counts(SWARM)).isEqualTo(SwarmCounts.NONE);
    }

    @Test
    void tlsOnThePortIsRefused() throws IOException {
        try (RawClient client = new RawClient(tracker.address())) {
            client.send("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\n");
            assertThat(failure(client.answer())).isEqualTo("not an HTTP/1.1 or HTTP/1.0 request");
        }
    }

    @Test
    void aMegabyteOfQueryIsRefusedAndItsSenderLearnsWhy() throws IOException {
        try (RawClient client = new RawClient(tracker.address())) {
            client.send("GET /announce?x=" + "y".repeat(1 << 20) + " HTTP/1.1\r\n\r\n");
            assertThat(failure(client.answer())).isEqualTo("request line: too long");
        }
    }

    @Test
    void headersWithoutEndAreRefused() throws IOException {
        try (RawClient client = new RawClient(tracker.address())) {
            client.send("GET " + GOOD + " HTTP/1.1\r\n" + ("X: " + "y".repeat(1000) + "\r\n").repeat(17));
            assertThat(failure(client.answer())).isEqualTo("headers: too long");
        }
        assertThat(store.counts(SWARM)).isEqualTo(SwarmCounts.NONE);
    }

    @Test
    void requestsInOneRowAreAnsweredInTheirOrder() throws IOException {
        try (RawClient client = new RawClient(tracker.address())) {
            StringBuilder row = new StringBuilder();
            for (int port = 1; port <= 60; port++) {
                row.append("GET /announce?info_hash=").append(HASH).append(ID).append("&left=1&numwant=200&port=");
                row.append(port).append(" HTTP/1.1\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n");
            }
            client.send(row.toString());
            for (int port = 1; port <= 60; port++) {
                assertThat(client.answer().string("peers").orElseThrow().length())
                        .isEqualTo((port - 1) * 6);
                assertThat(client.head()).doesNotContain("Connection");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.1                          | false | -
            HTTP/1.1~Connection: close        | true  | Connection: close
            HTTP/1.1~connection:CLOSE         | true  | Connection: close
            HTTP/1.1~Connection: keep-alive   | false | -
            HTTP/1.0                          | true  | Connection: close
            HTTP/1.0~Connection: Keep-Alive   | false | Connection: keep-alive
            """)
    void theConnectionStaysOpenWhenBothSidesWantIt(String version, boolean closes, String header) throws IOException {
        try (RawClient client = new RawClient(tracker.address())) {
            client.send("GET " + GOOD + " " + version.replace("~", "\r\n") + "\r\n\r\n");
            client.answer();
            assertThat(client.head().contains("Connection:")).isEqualTo(!header.equals("-"));
            assertThat(client.head()).contains(header.equals("-") ? "" : header);
            if (closes) {
                assertThat(client.isClosedByPeer()).isTrue();
            } else {
                assertThat(client.send("GET " + GOOD + " HTTP/1.1\n\n").answer().integer("interval"))
                        .isPresent();
            }
        }
    }

    @Test
    void aWholeUrlMayBeAskedForAsThroughAProxy() throws IOException {
        assertThat(RawClient.get(tracker.address(), "http://tracker:6969" + GOOD)
                        .integer("interval"))
                .isPresent();
    }

    @Test
    void slowAndSilentClientsAreDropped() throws IOException {
        try (HttpListener impatient = bind(Duration.ofMillis(400));
                RawClient silent = new RawClient(impatient.address());
                RawClient slow = new RawClient(impatient.address())) {
            String request = "GET " + GOOD;
            int sent = 0;
            long start = System.nanoTime();
            while (System.nanoTime() - start < Duration.ofMillis(300).toNanos()) {
                slow.send(request.substring(sent % 10, sent % 10 + 1));
                sent++;
                LockSupport.parkNanos(10_000_000);
            }
            assertThat(silent.isClosedByPeer()).isTrue();
            assertThat(slow.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void aClientThatDoesNotReadIsDropped() throws IOException {
        try (HttpListener impatient = bind(Duration.ofMillis(400));
                RawClient greedy = new RawClient(impatient.address())) {
            String row = ("GET " + GOOD + " HTTP/1.1\r\n\r\n").repeat(200);
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                try {
                    for (int i = 0; i < 100; i++) {
                        greedy.send(row);
                    }
                    return false;
                } catch (IOException dropped) {
                    return true;
                }
            });
        }
    }

    /** The attack is one of idle connections: each has sent a request, and stays open. */
    @Test
    void theNumberOfConnectionsIsBoundedAndIdleOnesKeepNoOtherAddressOut() throws IOException {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 25; i++) {
                clients.add(new RawClient(tracker.address()));
                answers(clients.get(i));
            }
            await().until(() -> tracker.connections() == 20);
            for (int i = 0; i < 5; i++) {
                clients.add(new RawClient("127.0.0.2", tracker.address()));
                assertThat(answers(clients.get(25 + i))).as("%d", i).isTrue();
            }
            for (RawClient other : clients.subList(25, 30)) {
                assertThat(answers(other)).as("the place is kept").isTrue();
            }
            await().until(() -> tracker.connections() == 20);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private static boolean answers(RawClient client) {
        try {
            client.send("GET " + GOOD + " HTTP/1.1\r\n\r\n").answer();
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
