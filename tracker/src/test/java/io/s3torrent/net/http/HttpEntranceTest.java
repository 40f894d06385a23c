package io.s3torrent.net.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.s3torrent.net.Cidr;
import io.s3torrent.net.EventLoops;
import io.s3torrent.net.PemFiles;
import io.s3torrent.net.ReloadingTlsContext;
import io.s3torrent.net.http.RawHttp.Answer;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.testing.PemKeys;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How clients connect: over TLS, through proxies, before the service exists, and while the server drains. */
@Tag("slow")
class HttpEntranceTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final HttpLimits LIMITS = new HttpLimits(20, 6, 1000, 2000, Duration.ofSeconds(2));
    private static final TrustedProxies US = new TrustedProxies(List.of(Cidr.parse("127.0.0.0/8")));
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String IDLE = "GET /idle HTTP/1.1\r\nHost: h\r\n\r\n";

    @TempDir
    private Path folder;

    private HttpLimits limits = LIMITS;
    private final Queue<Consumer<ServerResponse>> held = new ConcurrentLinkedQueue<>();
    private PemFiles files;

    @SuppressWarnings("NullAway.Init") // each test starts its own
    private HttpServer server;

    @BeforeEach
    void makeAKey() throws Exception {
        PemKeys made = PemKeys.make(folder, "us", "EC");
        files = new PemFiles(made.certificate(), made.key());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void start(TrustedProxies proxies, boolean tls, HttpService service) throws IOException {
        Optional<ReloadingTlsContext> pem =
                tls ? Optional.of(ReloadingTlsContext.follow(files, Duration.ofMillis(20))) : Optional.empty();
        server = HttpServer.bind(new ListenerConfig("the test", ANY, limits, proxies, pem));
        server.serve(service);
    }

    private void startTls() throws IOException {
        start(
                TrustedProxies.NONE,
                true,
                (request, answer) -> answer.accept(ServerResponse.text(200, "text/plain", "hello")));
    }

    private RawHttp client() throws IOException {
        return new RawHttp(server.address());
    }

    @Test
    void requestsAreAnsweredOverTlsOneAfterTheOther() throws IOException {
        startTls();
        try (RawHttp http = client().startTls()) {
            http.send(GET + GET);
            assertThat(http.answer(false).text()).isEqualTo("hello");
            assertThat(http.answer(false).text()).isEqualTo("hello");
        }
    }

    @Test
    void whoStillSendsHasTheWholeAnswer() throws IOException {
        byte[] large = new byte[5_000_000];
        start(
                TrustedProxies.NONE,
                true,
                (request, answer) -> answer.accept(ServerResponse.of(200, Map.of(), GrowingBytes.whole(large))));
        try (RawHttp http = client().startTls()) {
            http.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(500_000));
            assertThat(http.answer(false).body()).isEqualTo(large);
            assertThat(http.isClosed()).isTrue();
        }
    }

    /** Anyone on the network path can end a TCP connection, so TLS must say that it ends. */
    @Test
    void theEndOfTlsIsSaidInTls() throws Exception {
        startTls();
        try (EventLoops transport = EventLoops.start("test", 1)) {
            SslHandler tls = SslContextBuilder.forClient()
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .build()
                    .newHandler(UnpooledByteBufAllocator.DEFAULT);
            new Bootstrap()
                    .group(transport.group())
                    .channel(transport.socketType())
                    .handler(tls)
                    .connect(server.address())
                    .sync()
                    .channel()
                    .writeAndFlush(Unpooled.copiedBuffer(GET.replace("h\r\n", "h\r\nConnection: close\r\n"), US_ASCII))
                    .sync();
            // A connection that ends without close_notify would fail the future.
            assertThat(tls.sslCloseFuture().await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(tls.sslCloseFuture().isSuccess()).isTrue();
        }
    }

    @Test
    void whoDoesNotReadOverTlsIsClosedAndHoldsLittle() throws IOException {
        byte[] large = new byte[50_000_000];
        start(
                TrustedProxies.NONE,
                true,
                (request, answer) -> answer.accept(ServerResponse.of(200, Map.of(), GrowingBytes.whole(large))));
        try (RawHttp http = client().startTls()) {
            http.send(GET);
            http.head();
            await().untilAsserted(() -> assertThat(server.connections()).isZero());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {GET, "\u0016\u0003\u0001\u0000\u0005junk!", "\u0000"})
    void whatIsNoTlsCostsItsConnectionAlone(String bytes) throws IOException {
        startTls();
        try (RawHttp http = client().send(bytes)) {
            assertThat(everything(http)).doesNotContain("HTTP", "hello");
        }
        try (RawHttp http = client().startTls()) {
            assertThat(http.send(GET).answer(false).status()).isEqualTo(200);
        }
    }

    /** Reads up to the end of the connection. */
    private static String everything(RawHttp http) {
        StringBuilder all = new StringBuilder();
        try {
            for (byte[] one = http.bytes(1); one.length > 0; one = http.bytes(1)) {
                all.append((char) one[0]);
            }
        } catch (IOException e) {
            all.append(e.getMessage());
        }
        return all.toString();
    }

    @Test
    void halfOpenHandshakesAreBoundedInNumberAndTime() throws IOException {
        startTls();
        List<RawHttp> halfOpen = new ArrayList<>();
        try {
            for (int i = 0; i < LIMITS.connectionsPerAddress(); i++) {
                halfOpen.add(client().send("\u0016\u0003"));
            }
            await().until(() -> server.connections() == LIMITS.connectionsPerAddress());
            try (RawHttp tooMany = client()) {
                assertThat(tooMany.isClosed()).isTrue();
            }
            await().atMost(LIMITS.silence().multipliedBy(4)).until(() -> server.connections() == 0);
        } finally {
            for (RawHttp http : halfOpen) {
                http.close();
            }
        }
        try (RawHttp http = client().startTls()) {
            assertThat(http.send(GET).answer(false).status()).isEqualTo(200);
        }
    }

    @Test
    void renewedCertificatesAreForNewConnections() throws Exception {
        startTls();
        assertThat(shown()).isEqualTo("CN=us");
        PemKeys renewed = PemKeys.make(folder, "new", "EC");
        try (RawHttp old = client().startTls()) {
            Files.copy(renewed.certificate(), files.certificates(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(renewed.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
            await().untilAsserted(() -> assertThat(shown()).isEqualTo("CN=new"));
            assertThat(old.send(GET).answer(false).status()).isEqualTo(200);
        }
    }

    private String shown() throws IOException {
        try (RawHttp http = client().startTls()) {
            return http.shown();
        }
    }

    private static void whoAsks(HttpRequest request, Consumer<ServerResponse> answer) {
        answer.accept(ServerResponse.text(
                200,
                "text/plain",
                request.client().getHostAddress() + " at " + request.reachedAt().getHostAddress()));
    }

    private static final String FORWARDED =
            "GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 203.0.113.7, 127.0.0.2\r\n\r\n";

    @Test
    void aTrustedProxySaysForWhomItAsksInEachRequest() throws IOException {
        start(US, false, HttpEntranceTest::whoAsks);
        try (RawHttp http = client()) {
            assertThat(http.send(FORWARDED).answer(false).text()).isEqualTo("203.0.113.7 at 127.0.0.1");
            assertThat(http.send(GET).answer(false).text()).isEqualTo("127.0.0.1 at 127.0.0.1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-Host: gate.example:8443                            | gate.example:8443",
                "X-Forwarded-Host: gate.example , inner.example                 | gate.example",
                "X-Forwarded-Host: a.example~X-Forwarded-Host: b.example        | a.example",
                "X-Forwarded-Host:                                              | none",
                "X-Forwarded-For: 192.0.2.9                                     | none",
            })
    void aTrustedProxySaysWhichHostItWasAskedFor(String headers, String host) throws IOException {
        HttpService service = (request, answer) -> answer.accept(
                ServerResponse.text(200, "text/plain", request.forwardedHost().orElse("none")));
        String head = "GET / HTTP/1.1\r\nHost: h\r\n" + headers.replace("~", "\r\n");
        start(US, false, service);
        assertThat(RawHttp.ask(server.address(), head).text()).isEqualTo(host);
        server.close();
        start(TrustedProxies.NONE, false, service);
        assertThat(RawHttp.ask(server.address(), head).text()).as("a stranger").isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void orForItsWholeConnectionBeforeTls(boolean tls) throws IOException {
        start(US, tls, HttpEntranceTest::whoAsks);
        try (RawHttp http = client().send("PROXY TCP4 203.0.113.8 192.0.2.1 4711 80\r\n");
                RawHttp inside = tls ? http.startTls() : http) {
            assertThat(inside.send(GET).answer(false).text()).isEqualTo("203.0.113.8 at 192.0.2.1");
        }
    }

    @Test
    void aStrangerSpeaksForNobody() throws IOException {
        start(TrustedProxies.NONE, false, HttpEntranceTest::whoAsks);
        try (RawHttp http = client()) {
            assertThat(http.send(FORWARDED).answer(false).text()).isEqualTo("127.0.0.1 at 127.0.0.1");
            http.send("PROXY TCP4 203.0.113.8 192.0.2.1 4711 80\r\n" + GET);
            assertThat(http.answer(false).status()).isEqualTo(400);
        }
    }

    @Test
    void aProxyHeaderThatCannotBeCostsItsConnection() throws IOException {
        start(US, false, HttpEntranceTest::whoAsks);
        try (RawHttp http = client().send("PROXY TCP4 nobody 192.0.2.1 4711 80\r\n" + GET)) {
            assertThat(http.isClosed()).isTrue();
        }
    }

    @Test
    void aProxyMayHaveMoreConnectionsThanOneClient() throws IOException {
        start(US, false, HttpEntranceTest::whoAsks);
        List<RawHttp> open = new ArrayList<>();
        try {
            for (int i = 0; i < LIMITS.connectionsPerAddress() + 1; i++) {
                open.add(client());
                assertThat(open.get(i).send(GET).answer(false).status()).isEqualTo(200);
            }
        } finally {
            for (RawHttp http : open) {
                http.close();
            }
        }
    }

    @Test
    void whoConnectsBeforeThereIsAServiceWaits() throws IOException {
        server = HttpServer.bind(new ListenerConfig("the test", ANY, LIMITS, TrustedProxies.NONE, Optional.empty()));
        try (RawHttp http = client().send(GET)) {
            await().during(Duration.ofMillis(200)).until(() -> http.available() == 0 && server.connections() == 0);
            server.serve(HttpEntranceTest::whoAsks);
            assertThat(http.answer(false).status()).isEqualTo(200);
        }
    }

    /** Starts to drain; afterwards the port is closed and all connections know that they end. */
    private CompletableFuture<Void> drain(RawHttp idle) {
        CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> {
            try {
                server.drain(Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().untilAsserted(() -> assertThatThrownBy(() -> client().close()).isInstanceOf(ConnectException.class));
        await().until(() -> idle.send(IDLE).answer(false).header("connection").equals("close"));
        assertThat(server.connections())
                .as("counted after all connections know it")
                .isPositive();
        return drained;
    }

    private static HttpService beside(HttpService service) {
        return (request, answer) -> {
            if (request.path().equals("/idle")) {
                answer.accept(ServerResponse.text(200, "text/plain", "idle"));
            } else {
                service.serve(request, answer);
            }
        };
    }

    @Test
    void whatIsAskedBeforeTheEndIsAnsweredYetAndNobodyElseGetsIn() throws IOException {
        limits = HttpLimits.DEFAULT; // with an idle limit as long as this client's timeout
        start(TrustedProxies.NONE, false, beside((request, answer) -> held.add(answer)));
        CompletableFuture<Void> drained;
        try (RawHttp http = client().send(GET);
                RawHttp idle = client()) {
            await().until(() -> held.size() == 1);
            drained = drain(idle);
            assertThat(drained).isNotDone();
            held.remove().accept(ServerResponse.text(200, "text/plain", "the last"));
            Answer answer = http.answer(false);
            assertThat(answer.text()).isEqualTo("the last");
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(http.isClosed()).isTrue();
        }
        assertThat(drained).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void anAnswerThatIsUnderWayAtTheEndComesToItsOwn() throws IOException {
        limits = HttpLimits.DEFAULT;
        GrowingBytes growing = GrowingBytes.growing(new byte[10], 4);
        ServerResponse underWay = ServerResponse.of(200, Map.of(), growing);
        start(TrustedProxies.NONE, true, beside((request, answer) -> answer.accept(underWay)));
        CompletableFuture<Void> drained;
        try (RawHttp http = client().startTls().send(GET);
                RawHttp idle = client().startTls()) {
            http.head();
            drained = drain(idle);
            growing.grow(10);
            assertThat(http.bytes(10)).hasSize(10);
            assertThat(http.isClosed()).isTrue();
        }
        assertThat(drained).succeedsWithin(Duration.ofSeconds(10));
    }
}
