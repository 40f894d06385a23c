package io.s3torrent.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.net.Cidr;
import io.s3torrent.net.proxy.TrustedProxies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More connections than a server has places for, at a small scale. */
class HttpCrowdTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int PLACES = 12;
    /** Half of the places, and with a silence that no test outlasts. */
    private static final HttpLimits LIMITS = new HttpLimits(PLACES, PLACES / 2, 1000, 2000, Duration.ofMinutes(5));

    private final List<RawHttp> crowd = new ArrayList<>();
    private final Queue<Consumer<ServerResponse>> held = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("NullAway.Init") // each test starts its own
    private HttpServer server;

    private void start(TrustedProxies proxies) throws IOException {
        server = HttpServer.bind(new ListenerConfig("the test", ANY, LIMITS, proxies, Optional.empty()));
        server.serve((request, answer) -> {
            if (request.path().equals("/held")) {
                held.add(answer);
            } else {
                answer.accept(ServerResponse.text(200, "text/plain", request.path()));
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        for (RawHttp http : crowd) {
            http.close();
        }
        server.close();
    }

    /** Each of the addresses takes half of the places. */
    private void crowd(String bytes, String... addresses) throws IOException {
        for (String address : addresses) {
            for (int i = 0; i < PLACES / addresses.length; i++) {
                crowd.add(new RawHttp(server.address(), address).send(bytes));
            }
        }
        await().until(() -> server.connections() == PLACES);
    }

    private static String get(String page) {
        return "GET /" + page + " HTTP/1.1\r\nHost: h\r\n\r\n";
    }

    private int status(RawHttp http, String path) throws IOException {
        return http.send(get(path)).answer(false).status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET / HTTP/1.1\r\nHost:", "GET / HTTP/1.1\r\nHost: h\r\n\r\n"})
    void idleConnectionsKeepNoOtherAddressOut(String bytes) throws IOException {
        start(TrustedProxies.NONE);
        crowd(bytes, "127.0.0.2", "127.0.0.3");
        for (int i = 0; i < 4; i++) {
            try (RawHttp good = new RawHttp(server.address())) {
                assertThat(status(good, "page")).isEqualTo(200);
                assertThat(server.connections()).isLessThanOrEqualTo(PLACES + 1);
                crowd.add(new RawHttp(server.address(), "127.0.0.2").send(bytes));
                assertThat(status(good, "again")).as("the crowd comes back").isEqualTo(200);
            }
        }
    }

    @Test
    void aBusyCrowdGivesWayToAnotherAddressButNotToItsOwn() throws IOException {
        start(TrustedProxies.NONE);
        crowd(get("held"), "127.0.0.2", "127.0.0.3");
        await().until(() -> held.size() == PLACES);
        try (RawHttp same = new RawHttp(server.address(), "127.0.0.2")) {
            assertThat(status(same, "page")).isEqualTo(503);
            assertThat(same.isClosed()).isTrue();
        }
        try (RawHttp other = new RawHttp(server.address())) {
            assertThat(status(other, "page")).isEqualTo(200);
        }
    }

    /** Each run waits five seconds for silent connections to be closed, so the runs are concurrent. */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @ValueSource(strings = {"livez", "readyz"})
    void healthChecksAreAnsweredThoughAllPlacesAreTaken(String path) throws IOException {
        start(TrustedProxies.NONE);
        crowd(get("held"), "127.0.0.2", "127.0.0.3");
        await().until(() -> held.size() == PLACES);
        for (int i = 0; i < 20; i++) {
            crowd.add(new RawHttp(server.address(), "127.0.0.2"));
        }
        RawHttp probe = new RawHttp(server.address(), "127.0.0.3");
        crowd.add(probe); // it stays open on the client's side, as the silent ones do
        assertThat(status(probe, path)).isEqualTo(200);
        assertThat(probe.isClosed()).as("after one answer").isTrue();
        assertThat(held).as("nobody gave way").hasSize(PLACES);
        await().until(() -> server.connections() <= PLACES + 8);
        // The others send no request, and are closed long before the silence of the server.
        await().atMost(Duration.ofSeconds(20)).until(() -> server.connections() == PLACES);
    }

    /** An attacker behind a proxy counts by its own address, and the proxy as many clients. */
    @Test
    void behindAProxyTheAddressOfTheClientCounts() throws IOException {
        start(new TrustedProxies(List.of(Cidr.parse("127.0.0.0/8"))));
        String attacker = "PROXY TCP4 203.0.113.8 192.0.2.1 4711 80\r\n";
        String good = "PROXY TCP4 203.0.113.9 192.0.2.1 4711 80\r\n";
        List<RawHttp> friends = new ArrayList<>();
        for (int i = 0; i < PLACES / 2 - 1; i++) {
            RawHttp friend = new RawHttp(server.address()).send(good);
            friends.add(friend);
            crowd.add(friend);
            assertThat(status(friend, "page")).isEqualTo(200);
        }
        for (int i = 0; i < 3 * PLACES; i++) {
            crowd.add(new RawHttp(server.address()).send(attacker));
        }
        for (RawHttp friend : friends) {
            assertThat(status(friend, "page")).isEqualTo(200);
        }
        try (RawHttp one = new RawHttp(server.address()).send(good)) {
            assertThat(status(one, "page")).isEqualTo(200);
        }
    }
}
