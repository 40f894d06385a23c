package io.s3torrent.tracker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.net.AddressScope;
import io.s3torrent.tracker.announce.AnnounceEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as real trackers send them over HTTP. */
class HttpExchangeTest {
    private static final String ANSWER = "d8:intervali900e5:peers6:\u007f\0\0\1\u001a\u00e1e";

    private final TrackerClient client = start();

    private static TrackerClient start() {
        try {
            return TrackerClient.start(
                    TrackerClientConfig.builder("x")
                            .timeout(Duration.ofSeconds(20))
                            .concurrency(4)
                            .waiting(8)
                            .build(),
                    new NameResolver(host -> List.of(InetAddress.getByName("127.0.0.1"))),
                    new TargetAddressPolicy(AddressScope::of),
                    Duration.ofSeconds(15));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        client.close();
    }

    private AnnounceResult announce(ScriptedServer server, AnnounceOptions params) {
        URI url = URI.create("http://my_tracker:" + server.address().getPort() + "/announce");
        return client.announce(url, params).join();
    }

    private AnnounceResult answerTo(byte[] answer) throws IOException {
        try (ScriptedServer server = new ScriptedServer(line -> answer)) {
            return announce(server, TrackerClientTest.params(AnnounceEvent.NONE, 0, 6881));
        }
    }

    private AnnounceResult answerTo(String head, String body) throws IOException {
        return answerTo(ScriptedServer.http(head, body));
    }

    private static void assertIsTheAnswer(AnnounceResult result) {
        assertThat(result.interval()).isEqualTo(Duration.ofMinutes(15));
        assertThat(result.peers()).extracting(PeerEndpoint::toString).containsExactly("127.0.0.1:6881");
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String gzip(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return latin1(out.toByteArray());
    }

    private static String deflate(boolean nowrap) throws IOException {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, nowrap);
        try (InputStream in = new DeflaterInputStream(
                new ByteArrayInputStream(ANSWER.getBytes(StandardCharsets.ISO_8859_1)), deflater)) {
            return latin1(in.readAllBytes());
        } finally {
            deflater.end();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "200 OK~Content-Type: text/plain; charset=utf-8",
                "200 OK~Content-Encoding: identity",
                "200 OK~Content-Encoding: gzip",
                "200 OK~Content-Encoding: deflate",
                "200 OK~Content-Encoding: utf-8",
                "200 Fine~Connection: keep-alive~Content-Type: text/html",
            })
    void plainAnswersAreReadWhateverTheirHeadSays(String head) throws IOException {
        assertIsTheAnswer(answerTo(head, ANSWER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "200 OK~Content-Encoding: gzip",
                "200 OK~content-encoding: x-gzip",
                "200 OK~Content-Encoding: gzip, identity",
                "200 OK"
            })
    void answersThatAreCompressedUnaskedAreRead(String head) throws IOException {
        assertIsTheAnswer(answerTo(head, gzip(ANSWER.getBytes(StandardCharsets.ISO_8859_1))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deflateIsReadInBothOfItsForms(boolean nowrap) throws IOException {
        assertIsTheAnswer(answerTo("200 OK~Content-Encoding: deflate", deflate(nowrap)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "HTTP/1.0 200\r\n\r\n"
            })
    void answersWithoutALengthEndWithTheConnection(String head) throws IOException {
        assertIsTheAnswer(answerTo((head + ANSWER).getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void answersInChunksAreRead() throws IOException {
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n" + ANSWER.substring(0, 5)
                + "\r\n" + Integer.toHexString(ANSWER.length() - 5) + "\r\n" + ANSWER.substring(5)
                + "\r\n0\r\nX: y\r\n\r\n";
        assertIsTheAnswer(answerTo(chunked.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void aCompressedAnswerIsBoundedAsAPlainOneIs() throws IOException {
        String bomb = gzip(new byte[64 << 20]);
        assertThat(bomb.length()).isLessThan(1 << 20);
        assertThatThrownBy(() -> answerTo("200 OK~Content-Encoding: gzip", bomb))
                .hasMessageContaining("response larger than 2 MiB");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9, 12, 25})
    void aCompressedAnswerThatIsTornIsAFailure(int length) throws IOException {
        String torn = gzip(ANSWER.getBytes(StandardCharsets.ISO_8859_1)).substring(0, length);
        assertThatThrownBy(() -> answerTo("200 OK~Content-Encoding: gzip", torn))
                .hasMessageContaining("response with broken compression");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "", textBlock = """
            de                                                   | 1800
            d8:intervali0ee                                      | 1800
            d8:intervali-5ee                                     | 1800
            d8:interval4:1200e                                   | 1200
            d8:interval4:soone                                   | 1800
            d8:interval0:e                                       | 1800
            d8:intervali5ee                                      | 60
            d8:intervali9999999999ee                             | 86400
            d8:intervali60e12:min intervali700ee                 | 700
            d12:min intervali2000ee                              | 2000
            d12:min intervali-1ee                                | 1800
            d8:interval4:120012:min interval4:1300e              | 1300
            d14:failure reason0:8:intervali900e5:peers0:e        | 900
            d8:intervali900e5:peersde15:warning message2:hie     | 900
            d8:intervali900e5:peersi5ee                          | 900
            """)
    void intervalsAreWhatATrackerCanHaveMeant(String body, int seconds) throws IOException {
        assertThat(answerTo("200 OK", body).interval()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            d14:failure reason2:no5:peers0:e                     | tracker refused: no | -1
            d14:failure reason0:e                                | tracker refused:    | -1
            d14:failure reason2:no8:retry ini7ee                 | tracker refused: no | 7
            d14:failure reason2:no8:retry in1:7e                 | tracker refused: no | 7
            d14:failure reason2:no8:retry in5:nevere             | tracker refused: no | -1
            """)
    void aRefusalIsOneAlsoWithPeers(String body, String message, int minutes) {
        assertThatThrownBy(() -> answerTo("200 OK", body))
                .hasMessageContaining(message)
                .cause()
                .satisfies(e -> assertThat(((AnnounceFailedException) e).retryIn())
                        .isEqualTo(minutes < 0 ? Optional.empty() : Optional.of(Duration.ofMinutes(minutes))));
    }

    @Test
    void aTrackerIdIsSentBackByteForByte() throws IOException {
        AnnounceResult first = answerTo("200 OK", "d10:tracker id4:a&\u00ff\0e");
        assertThat(first.trackerId()).contains("a&\u00ff\0");
        try (ScriptedServer server = new ScriptedServer(line -> ScriptedServer.http("200 OK", "de"))) {
            AnnounceOptions params = TrackerClientTest.params(AnnounceEvent.STOPPED, 0, 6881);
            AnnounceOptions again = AnnounceOptions.builder(params.infoHash(), params.peerId(), params.port())
                    .event(AnnounceEvent.STOPPED)
                    .trackerId(first.trackerId())
                    .build();
            assertThat(announce(server, again).trackerId()).isEmpty();
            announce(server, params);
            assertThat(server.requests().get(0)).contains("&trackerid=a%26%FF%00&event=stopped HTTP/1.1\n");
            assertThat(server.requests().get(1)).doesNotContain("trackerid");
        }
        assertThat(answerTo("200 OK", "d10:tracker id257:" + "x".repeat(257) + "e")
                        .trackerId())
                .isEmpty();
    }

    @Test
    void aHostNameMayHaveAnUnderscore() throws IOException {
        try (ScriptedServer server = new ScriptedServer(line -> line.startsWith("GET /announce?")
                ? ScriptedServer.http("302 Found~Location: //my_other_tracker:" + line.length() + "/", "")
                : new byte[0])) {
            URI url = URI.create("http://my_tracker:" + server.address().getPort() + "/announce");
            assertThatThrownBy(() -> client.announce(url, TrackerClientTest.params(AnnounceEvent.NONE, 0, 6881))
                            .join())
                    .hasMessageContaining("refused"); // The other one is not there.
            assertThat(server.requests().get(0))
                    .containsIgnoringCase("host: my_tracker:" + server.address().getPort() + "\n");
        }
    }

    @Test
    void aRedirectMayBeWrittenAsBadlyAsAnyUrl() throws IOException {
        try (ScriptedServer server = new ScriptedServer(line -> line.startsWith("GET /announce?")
                ? ScriptedServer.http("302 Found~Location:  /a b|c?x=%  ", "")
                : ScriptedServer.http("200 OK", ANSWER))) {
            assertIsTheAnswer(announce(server, TrackerClientTest.params(AnnounceEvent.NONE, 0, 6881)));
            assertThat(server.requests().get(1)).startsWith("GET /a%20b%7Cc?x=%25&info_hash=");
        }
    }
}
