package io.s3torrent.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.net.http.RawHttp.Answer;
import io.s3torrent.testing.ConnectionFlood;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {
    private static final HttpLimits LIMITS = limits(Duration.ofSeconds(5));
    private static final Duration SHORT_SILENCE = Duration.ofSeconds(1);

    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final Queue<HttpRequest> asked = new ConcurrentLinkedQueue<>();
    private final Queue<Consumer<ServerResponse>> held = new ConcurrentLinkedQueue<>();
    private HttpServer server = start(LIMITS, (request, answer) -> answer.accept(echo(request)));

    private static HttpLimits limits(Duration silence) {
        return new HttpLimits(8, 6, 1000, 2000, silence);
    }

    private HttpServer start(HttpLimits limits, HttpService service) {
        try {
            return HttpServer.start("the test", ANY, limits, (request, answer) -> {
                asked.add(request);
                service.serve(request, answer);
            });
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void restart(HttpService service) {
        server.close();
        server = start(LIMITS, service);
    }

    /** Restarts the server with an idle limit of a second. */
    private void restartImpatient(HttpService service) {
        server.close();
        server = start(limits(SHORT_SILENCE), service);
    }

    private static ServerResponse echo(HttpRequest request) {
        return ServerResponse.text(200, "text/plain", request.method() + " " + request.path() + "?" + request.query());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawHttp client() throws IOException {
        return new RawHttp(server.address());
    }

    /** Netty accepts a connection on one thread and sets it up on another. */
    @Test
    void whoConnectsAtTheEndIsClosedToo() throws IOException {
        HttpServer open = HttpServer.start("the test", ANY, HttpLimits.DEFAULT, (request, answer) -> {});
        try (ConnectionFlood crowd = new ConnectionFlood(open.address())) {
            open.close();
            crowd.awaitEnds();
        }
    }

    @Test
    void requestsArriveAsTheyWereSent() throws IOException {
        try (RawHttp http = client()) {
            http.send("GET //a/../b%2F+?x=%41&y HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nx-a: 2\r\n\r\n");

            assertThat(http.answer(false).text()).isEqualTo("GET //a/../b%2F+?x=%41&y");
            assertThat(asked.element().headers()).containsEntry("x-a", List.of("1", "2"));
        }
    }

    /** Clients of a proxy send such targets. */
    @ParameterizedTest
    @CsvSource({
        "http://g.example:81/a/b?x=y, /a/b?x=y, g.example:81",
        "http://g.example//a?x=http://h/, //a?x=http://h/, g.example",
        "HTTPS://[::1]:8080/%41, /%41?, [::1]:8080",
        "http://g.example, /?, g.example",
        "http://g.example?torrent, /?torrent, g.example",
    })
    void targetsInAbsoluteFormNameTheHost(String target, String named, String host) throws IOException {
        Answer answer = RawHttp.ask(server.address(), "GET " + target + " HTTP/1.1\r\nHost: other");

        assertThat(answer.text()).isEqualTo("GET " + named);
        assertThat(asked.element().headers()).containsEntry("host", List.of(host));
    }

    @Test
    void anAnswerWithoutContentSaysNoLength() throws IOException {
        restart((request, answer) -> answer.accept(ServerResponse.of(204, Map.of(), GrowingBytes.whole(new byte[0]))));
        try (RawHttp http = client()) {
            http.send("OPTIONS / HTTP/1.1\r\nHost: h\r\n\r\n".repeat(2));
            assertThat(http.head().headers()).doesNotContainKeys("content-length", "transfer-encoding");
            assertThat(http.head().status()).isEqualTo(204);
        }
    }

    @Test
    void manyGoOverOneConnectionInTheirOrder() throws IOException {
        try (RawHttp http = client()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: h\r\n\r\n");
            }
            http.send(all.toString());
            for (int i = 0; i < 50; i++) {
                assertThat(http.answer(false).text()).isEqualTo("GET /" + i + "?");
            }
        }
    }

    /** One read of the socket may return many requests. They wait as bytes, and each is decoded in its turn. */
    @Tag("slow")
    @Test
    void anyNumberOfRequestsMayBeSentAhead() throws IOException {
        restart((request, answer) -> held.add(answer));
        int count = 1000;
        try (RawHttp http = client()) {
            http.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n".repeat(count));
            for (int i = 0; i < count; i++) {
                await().pollInterval(Duration.ofMillis(1)).until(() -> !held.isEmpty());
                held.remove().accept(ServerResponse.text(200, "text/plain", "number " + i));
                assertThat(http.answer(false).text()).isEqualTo("number " + i);
            }
        }
        assertThat(asked).hasSize(count);
    }

    @Test
    void theNextIsNotReadBeforeTheFirstIsAnswered() throws IOException {
        restart((request, answer) -> held.add(answer));
        try (RawHttp http = client()) {
            http.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> held.size() == 1);
            await().during(Duration.ofMillis(200)).until(() -> asked.size() == 1);
            held.remove().accept(ServerResponse.text(200, "text/plain", "one"));
            assertThat(http.answer(false).text()).isEqualTo("one");
            await().until(() -> held.size() == 1);
        }
    }

    @Test
    void aHeadHasTheLengthAndNoBody() throws IOException {
        try (RawHttp http = client()) {
            http.send("HEAD /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(http.answer(true).header("content-length")).isEqualTo("8");
            assertThat(http.answer(false).text()).isEqualTo("GET /2?");
        }
    }

    @Test
    void aBodyIsNotWaitedForAndEndsTheConnection() throws IOException {
        try (RawHttp http = client()) {
            http.send("PUT /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n");
            Answer answer = http.answer(false);
            assertThat(answer.text()).isEqualTo("PUT /1?");
            assertThat(answer.header("connection")).isEqualTo("close");
            http.send("x".repeat(100_000));
            assertThat(http.isClosed()).isTrue();
            assertThat(asked).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rubbish\r\n\r\n",
                "GET http:// HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET http:///x HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET http://user@h/x HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET ftp://h/x HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET http:/x HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET x HTTP/1.1\r\nHost: h\r\n\r\n",
                "CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : h\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
            })
    void whatIsNoRequestIsRefusedAndNobodyIsAsked(String text) throws IOException {
        try (RawHttp http = client()) {
            http.send(text);
            assertThat(http.answer(false).status()).isEqualTo(400);
            assertThat(http.isClosed()).isTrue();
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void whatIsTooLongIsRefused() throws IOException {
        assertThat(RawHttp.ask(server.address(), "GET /" + "x".repeat(1000) + " HTTP/1.1\r\nHost: h")
                        .status())
                .isEqualTo(414);
        assertThat(RawHttp.ask(server.address(), "GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(2000))
                        .status())
                .isEqualTo(431);
    }

    @Test
    void whoSendsByteByByteIsClosed() throws IOException {
        restartImpatient((request, answer) -> answer.accept(echo(request)));
        try (RawHttp http = client()) {
            http.send("GET / HTTP/1.1\r\n");
            assertThat(http.isClosed()).isTrue();
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void whoDoesNotReadIsClosedAndHoldsLittle() throws IOException {
        byte[] large = new byte[50_000_000];
        restartImpatient(
                (request, answer) -> answer.accept(ServerResponse.of(200, Map.of(), GrowingBytes.whole(large))));
        try (RawHttp http = client()) {
            http.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            http.head();
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(server.connections()).isZero());
        }
    }

    @Test
    void noMoreConnectionsThanTheLimitOfAnAddress() throws IOException {
        List<RawHttp> open = new ArrayList<>();
        try {
            for (int i = 0; i < LIMITS.connectionsPerAddress(); i++) {
                open.add(client().send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
                assertThat(open.get(i).answer(false).status()).isEqualTo(200);
            }
            try (RawHttp tooMany = client()) {
                tooMany.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                assertThat(tooMany.answer(false).status()).isEqualTo(503);
                assertThat(tooMany.isClosed()).isTrue();
            }
        } finally {
            for (RawHttp http : open) {
                http.close();
            }
        }
        await().until(() -> server.connections() == 0);
        assertThat(RawHttp.ask(server.address(), "GET / HTTP/1.1\r\nHost: h").status())
                .isEqualTo(200);
    }

    @Tag("slow")
    @Test
    void bytesGoOutAsTheyAreMadeHoweverLongThatTakes() throws IOException {
        byte[] text = "0123456789".getBytes(StandardCharsets.US_ASCII);
        GrowingBytes growing = GrowingBytes.growing(text, 4);
        restartImpatient((request, answer) -> answer.accept(ServerResponse.of(200, Map.of(), growing)));
        try (RawHttp http = client()) {
            http.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(http.head().header("content-length")).isEqualTo("10");
            assertThat(http.bytes(4)).asString().isEqualTo("0123");
            await().pollDelay(SHORT_SILENCE.multipliedBy(2)).until(() -> true); // longer than a client may be silent
            growing.grow(9);
            assertThat(http.bytes(5)).asString().isEqualTo("45678");
            growing.grow(10);
            assertThat(http.bytes(1)).asString().isEqualTo("9");
        }
    }

    @Test
    void whatFailsInTheMakingEndsShort() throws IOException {
        GrowingBytes growing = GrowingBytes.growing(new byte[10], 4);
        restart((request, answer) -> answer.accept(ServerResponse.of(200, Map.of(), growing)));
        try (RawHttp http = client()) {
            http.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            http.head();
            growing.fail();
            assertThatThrownBy(() -> {
                        if (http.bytes(10).length < 10) {
                            throw new EOFException("short");
                        }
                    })
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aBodyFromElsewhereGivesNoMoreThanTheClientTakesAndIsClosedWithIt() throws IOException {
        ScriptedBody body = new ScriptedBody(1L << 40);
        body.give(1L << 40);
        restartImpatient((request, answer) -> answer.accept(ServerResponse.of(200, Map.of(), body)));
        try (RawHttp http = client()) {
            http.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(http.head().header("content-length")).isEqualTo(String.valueOf(1L << 40));
            await().until(() -> server.connections() == 0); // the client has not read for too long
        }
        assertThat(body.given()).isLessThan(32 << 20); // what the socket buffers hold
        await().until(() -> body.open() == 0); // the server counts down slightly before it closes the body
    }

    @Test
    void whatABodyGetsLaterGoesOutThen() throws IOException {
        ScriptedBody body = new ScriptedBody(200_000);
        restart((request, answer) -> answer.accept(new ServerResponse(200, Map.of(), body, 1000, 200_000)));
        try (RawHttp http = client()) {
            http.send("GET / HTTP/1.1\r\nHost: h\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(http.head().header("content-length")).isEqualTo("199000");
            body.give(100_000);
            assertThat(http.bytes(99_000)).isEqualTo(ScriptedBody.bytes(1000, 100_000));
            body.give(200_000);
            assertThat(http.bytes(100_000)).isEqualTo(ScriptedBody.bytes(100_000, 200_000));
            assertThat(http.answer(true).status()).isEqualTo(200);
        }
        assertThat(body.opened()).as("HEAD needs no bytes").isEqualTo(1);
        assertThat(body.open()).isZero();
    }

    @Test
    void aBodyThatBreaksEndsShortAndTakesNobodyForWhole() throws IOException {
        ScriptedBody body = new ScriptedBody(200_000);
        body.give(100_000);
        restart((request, answer) -> answer.accept(ServerResponse.of(200, Map.of(), body)));
        try (RawHttp http = client()) {
            http.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            http.head();
            assertThat(http.bytes(100_000)).hasSize(100_000);
            body.fail();
            assertThat(http.isClosed()).isTrue();
        }
        await().until(() -> body.open() == 0);
    }

    @Test
    void aBodyWithABugCostsOnlyItsConnection() throws IOException {
        HttpBody buggy = new HttpBody() {
            @Override
            public long length() {
                return 10;
            }

            @Override
            public Stream open(long from, long to, ScheduledExecutorService loop, Runnable more) {
                throw new IllegalStateException("a bug for the test");
            }
        };
        restart((request, answer) ->
                answer.accept(request.path().equals("/bug") ? ServerResponse.of(200, Map.of(), buggy) : echo(request)));
        try (RawHttp http = client()) {
            assertThat(http.send("GET /bug HTTP/1.1\r\nHost: h\r\n\r\n").isClosed())
                    .isTrue();
        }
        assertThat(RawHttp.ask(server.address(), "GET / HTTP/1.1\r\nHost: h").status())
                .isEqualTo(200);
    }

    @Test
    void aBodyThatIsWaitedForIsClosedWhenTheClientLeaves() throws IOException {
        ScriptedBody body = new ScriptedBody(10);
        restart((request, answer) -> answer.accept(ServerResponse.of(200, Map.of(), body)));
        try (RawHttp http = client()) {
            http.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            http.head();
            await().until(() -> body.open() == 1);
        }
        await().until(() -> body.open() == 0);
    }

    @Test
    void aClientThatLeavesCostsNothing() throws IOException {
        restart((request, answer) -> held.add(answer));
        try (RawHttp http = client()) {
            http.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> held.size() == 1);
        }
        held.remove().accept(ServerResponse.text(200, "text/plain", "x".repeat(1_000_000)));
        await().until(() -> server.connections() == 0);
    }

    @Test
    void aPortThatIsTakenIsAFailure() {
        assertThatThrownBy(() -> HttpServer.start("the test", server.address(), LIMITS, (request, answer) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the test cannot listen on");
    }

    @Test
    void aServiceHearsThatItsClientHasLeft() throws IOException {
        restart((request, answer) -> held.add(answer));
        RawHttp http = client().send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        await().until(() -> held.size() == 1);
        assertThat(asked.element().ended().toCompletableFuture()).isNotDone();
        http.close();
        await().until(() -> asked.element().ended().toCompletableFuture().isDone());
    }

    @Test
    void aRequestEndsWithItsResponse() throws IOException {
        restart((request, answer) -> held.add(answer));
        try (RawHttp http = client().send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")) {
            await().until(() -> held.size() == 1);
            held.remove().accept(ServerResponse.text(200, "text/plain", "one"));
            assertThat(http.answer(false).text()).isEqualTo("one");
            await().until(() -> asked.element().ended().toCompletableFuture().isDone());
        }
    }

    @Test
    void requestsThatArriveWhileTheServiceWorksAreAnsweredInOrder() throws IOException {
        restart((request, answer) -> held.add(answer));
        try (RawHttp http = client().send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n")) {
            await().until(() -> held.size() == 1);
            http.send("GET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
            http.send("GET /3 HTTP/1.1\r\nHost: h\r\n\r\n");
            for (String body : List.of("one", "two", "three")) {
                await().until(() -> held.size() == 1);
                held.remove().accept(ServerResponse.text(200, "text/plain", body));
                assertThat(http.answer(false).text()).isEqualTo(body);
            }
        }
        assertThat(asked.stream().map(HttpRequest::path)).containsExactly("/1", "/2", "/3");
    }
}
