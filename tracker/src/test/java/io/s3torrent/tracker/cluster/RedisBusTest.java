package io.s3torrent.tracker.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log says about a Redis that cannot be used; {@code RedisBusIT} has a real one. */
@Tag("slow")
final class RedisBusTest implements ClusterBus.Listener {
    private final Logger log = (Logger) LoggerFactory.getLogger(RedisBus.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        log.addAppender(logged);
    }

    @AfterEach
    void stop() {
        log.detachAppender(logged);
    }

    @Test
    void plainRedisToAPortForTlsIsTold() throws Exception {
        byte[] alert = HexFormat.of().parseHex("15030300020250");

        assertLogged("redis://", alert, "this port speaks TLS (expected: rediss://, or the port without TLS)");
    }

    @Test
    void tlsToAPlainPortIsTold() throws Exception {
        byte[] error = "-ERR Protocol error: unauthenticated multibulk length\r\n".getBytes(US_ASCII);

        assertLogged("rediss://", error, "this port does not speak TLS (expected: redis://, or the port for TLS)");
    }

    private void assertLogged(String scheme, byte[] answer, String reason) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                RedisBus bus = new RedisBus(RedisAddress.parse(scheme + "127.0.0.1:" + server.getLocalPort()))) {
            new Thread(() -> answer(server, answer)).start();
            bus.keepConnected(this);

            await().until(() -> logged.list.stream()
                    .map(ILoggingEvent::getFormattedMessage)
                    .anyMatch(
                            ("Redis is unreachable; the tracker continues alone until it is back: " + reason)::equals));
        }
    }

    private static void answer(ServerSocket server, byte[] answer) {
        try (Socket client = server.accept()) {
            client.getInputStream().read();
            client.getOutputStream().write(answer);
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            // the test has ended
        }
    }

    @Override
    public void connected() {}

    @Override
    public void disconnected() {}

    @Override
    public void refused(String reason) {}

    @Override
    public void received(byte[] message) {}
}
