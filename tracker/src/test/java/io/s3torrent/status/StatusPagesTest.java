package io.s3torrent.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.json.JsonObject;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.HttpServer;
import io.s3torrent.net.http.RawHttp;
import io.s3torrent.net.http.RawHttp.Answer;
import io.s3torrent.net.http.ServerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The status pages of a fake part; {@code TrackerStatusSourceTest} has those of a tracker. */
class StatusPagesTest {
    private static final AdminConfig CONFIG = AdminConfig.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .withNames(List.of("Node1.example.org"));

    private volatile Runnable onStats = () -> {};
    private volatile List<String> problems = List.of();
    private final StatusPages pages = new StatusPages(CONFIG, () -> true, List.of(new StatusSource() {
        @Override
        public void addTo(JsonObject stats) {
            onStats.run();
            stats.put("part", 1);
        }

        @Override
        public void addTo(MetricsBuilder metrics) {
            metrics.gauge("part", "A part.", 1);
        }

        @Override
        public Map<String, Function<HttpRequest, ServerResponse>> pages() {
            return Map.of("/api/part", request -> ServerResponse.text(200, "text/plain", request.query()));
        }

        @Override
        public List<String> problems() {
            return problems;
        }
    }));
    private final HttpServer server = start();

    private HttpServer start() {
        try {
            return AdminServer.start(CONFIG, pages);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        server.close();
        pages.close();
    }

    private Answer ask(String head) throws IOException {
        return RawHttp.ask(server.address(), head + " HTTP/1.1\r\nHost: localhost");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /livez, 200, text/plain; charset=utf-8, 6",
        "HEAD /livez, 200, text/plain; charset=utf-8, 6",
        "GET /livez?x=y, 200, text/plain; charset=utf-8, 6",
        "GET /livez/, 404, text/plain; charset=utf-8, 13",
        "GET /, 404, text/plain; charset=utf-8, 13",
        "DELETE /, 405, text/plain; charset=utf-8, 43",
        "POST /stats, 405, text/plain; charset=utf-8, 43",
        "BREW /stats, 405, text/plain; charset=utf-8, 43",
    })
    void everyAnswerHasItsTypeAndLengthAndIsNotStored(String request, int status, String type, int length)
            throws IOException {
        Answer answer = ask(request);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo(type);
        assertThat(answer.header("content-length")).isEqualTo(String.valueOf(length));
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(answer.header("allow")).isEqualTo(status == 405 ? "GET, HEAD" : "");
    }

    @Test
    void aPageThatTakesLongKeepsNoOtherConnectionFromBeingServed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        onStats = () -> {
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        try (RawHttp waiting = new RawHttp(server.address());
                RawHttp broken = new RawHttp(server.address())) {
            waiting.send("GET /stats HTTP/1.1\r\nHost: localhost\r\n\r\n");
            begun.await();
            broken.send("no request\r\n\r\n"); // the event loop answers this without a page
            assertThat(broken.answer(false).status()).isEqualTo(400);
            go.countDown();
            assertThat(waiting.answer(false).text()).contains("\"part\":1");
        }
    }

    @Test
    void aPartWithABugCostsItsPageOnly() throws IOException {
        onStats = () -> {
            throw new IllegalStateException("a bug for the test");
        };
        assertThat(ask("GET /stats").status()).isEqualTo(500);
        assertThat(ask("GET /metrics").text()).contains("part 1.0");
    }

    @Test
    void healthChecksDoNotWaitForTheOtherPages() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        onStats = () -> awaitUninterruptibly(slow);
        List<RawHttp> open = new ArrayList<>();
        try {
            for (int i = 0; i < 63; i++) {
                open.add(new RawHttp(server.address()).send("GET /stats HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            }
            assertThat(ask("GET /livez").status()).isEqualTo(200);
            assertThat(ask("GET /readyz").status()).isEqualTo(200);
        } finally {
            slow.countDown();
            for (RawHttp http : open) {
                http.close();
            }
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void noMoreThan64ConnectionsAreOpen() throws IOException {
        List<RawHttp> open = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                open.add(new RawHttp(server.address()).send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"));
                assertThat(open.get(i).answer(false).status()).isEqualTo(200);
            }
            try (RawHttp tooMany =
                    new RawHttp(server.address()).send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
                assertThat(tooMany.answer(false).status()).isEqualTo(200);
                assertThat(tooMany.isClosed()).as("after one answer").isTrue();
            }
            await().until(() -> server.connections() <= 64);
        } finally {
            for (RawHttp http : open) {
                http.close();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 200",
        "127.0.0.1:9080, 200",
        "10.1.2.3:9080, 200", // a pod's address, as kubelet and Prometheus send it
        "[::1]:9080, 200",
        "[fe80::1], 200",
        "localhost:9080, 200",
        "LocalHost., 200",
        "a.localhost, 200",
        "node1.example.org:9080, 200",
        "NODE1.EXAMPLE.ORG, 200",
        "'', 200",
        "node2.example.org, 403",
        "evil.example, 403",
        "localhost.evil.example:9080, 403",
        "127.0.0.1.evil.example, 403",
        "1.2.3, 403",
        "[evil], 403",
        "[::1, 403",
        "evil.example#127.0.0.1, 403",
    })
    void aHostNameThatIsNotOursIsRejected(String host, int status) throws IOException {
        for (String page : List.of("/stats", "/metrics", "/livez", "/readyz")) {
            Answer answer = RawHttp.ask(server.address(), "GET " + page + " HTTP/1.1\r\nHost: " + host);
            assertThat(answer.status()).as(page).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "host:80", "http://host"})
    void aNameThatIsNoHostNameIsRefused(String name) {
        assertThatThrownBy(() -> CONFIG.withNames(List.of(name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: a host name without port");
    }

    @Test
    void aPartMayHavePagesOfItsOwnUnderTheSameNames() throws IOException {
        assertThat(ask("GET /api/part?a=b").text()).isEqualTo("a=b");
        assertThat(RawHttp.ask(server.address(), "GET /api/part HTTP/1.1\r\nHost: evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(ask("POST /api/part").status()).isEqualTo(405);
    }

    @Test
    void readinessTellsWhatDoesNotWork() throws IOException {
        assertThat(ask("GET /readyz").text()).isEqualTo("ready\n");
        problems = List.of("cannot list s3://b1/: denied");
        assertThat(ask("GET /readyz").text()).isEqualTo("ready\ncannot list s3://b1/: denied\n");
        assertThat(ask("GET /readyz").status()).isEqualTo(200);
    }
}
