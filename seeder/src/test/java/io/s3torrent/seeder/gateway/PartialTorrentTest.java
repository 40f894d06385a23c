package io.s3torrent.seeder.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.http.HttpServer;
import io.s3torrent.net.http.RawHttp;
import io.s3torrent.net.http.RawHttp.Answer;
import io.s3torrent.seeder.gateway.TorrentHandler.WaitTimeouts;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.ObservedObject;
import io.s3torrent.seeder.s3.RequestTerms;
import io.s3torrent.seeder.s3.S3Location;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests a torrent of ten pieces that the test creates step by step while clients wait. */
class PartialTorrentTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int PIECES = 10;
    private static final long LENGTH = PIECES * (256L << 10) - 1;
    private static final String GET = "GET /bucket/key.bin?torrent HTTP/1.1\r\nHost: 127.0.0.1";

    private final byte[] hashes = new byte[PIECES * Info.HASH_LENGTH];
    private final ScriptedService service = new ScriptedService();
    private Gateway gateway = gateway(Duration.ofMillis(100));
    private HttpServer server = start();

    private Gateway gateway(Duration whole) {
        return new Gateway(
                GatewayConfig.builder(ANY).unauthenticated(true).build(),
                service,
                "https://store.example",
                Optional::empty,
                Clock.systemUTC(),
                new WaitTimeouts(whole, Duration.ofSeconds(1)));
    }

    /** A service that runs the steps that the test gives it. */
    private static final class ScriptedService implements TorrentService {
        private volatile Optional<String> updateUrl = Optional.empty();
        private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();

        private interface Step {
            /** Returns the torrent after the last step. */
            Optional<Metainfo> run(HashingListener listener) throws IOException;
        }

        private void does(Runs what) {
            steps.add(listener -> {
                what.run(listener);
                return Optional.empty();
            });
        }

        private interface Runs {
            void run(HashingListener listener) throws IOException;
        }

        private static ObjectVersion version(S3Location object) {
            return new ObjectVersion(object, LENGTH, "\"etag\"", Optional.empty());
        }

        @Override
        public List<String> trackers() {
            return List.of("http://127.0.0.1:6969/announce");
        }

        @Override
        public Optional<String> updateUrl() {
            return updateUrl;
        }

        @Override
        public List<String> webSeeds(InfoHash torrent) {
            return List.of("http://127.0.0.1:8080/webseed/" + torrent.hex() + "/");
        }

        @Override
        public ObservedObject look(S3Location object, RequestTerms terms) {
            return new ObservedObject(version(object), false);
        }

        @Override
        public Seeded seed(S3Location object, HashingListener listener) throws IOException {
            try {
                while (true) {
                    Optional<Metainfo> made = steps.take().run(listener);
                    if (made.isPresent()) {
                        return new Seeded(version(object), made.get());
                    }
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private HttpServer start() {
        new Random(3).nextBytes(hashes);
        try {
            return HttpServer.start("the gateway", ANY, HttpLimits.DEFAULT, gateway);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        server.close();
        gateway.close();
    }

    private Metainfo torrent() {
        InfoOptions spec = InfoOptions.v1("key.bin", 256 << 10).withUpdateUrl(service.updateUrl);
        Info info = Info.ofFile(spec, LENGTH, hashes);
        return Metainfo.of(info, service.trackers(), SoftwareName.NAME).withWebSeeds(service.webSeeds(info.infoHash()));
    }

    private byte[] bytes() {
        return MetainfoCodec.encode(torrent());
    }

    private int hashesStart() {
        return MetainfoCodec.encode(torrent().withWebSeeds(List.of())).length - 2 - hashes.length;
    }

    private void begin() {
        service.does(listener -> listener.begins(Usage.reading(LENGTH, 1)));
    }

    private void hash(int from, int to) {
        service.does(listener ->
                listener.pieces(from, Arrays.copyOfRange(hashes, from * Info.HASH_LENGTH, to * Info.HASH_LENGTH)));
    }

    private void end() {
        service.steps.add(listener -> Optional.of(torrent()));
    }

    @Test
    void theKnownPartIsSentAtOnceAndHashesFollowInOrder() throws IOException {
        try (RawHttp http = new RawHttp(server.address()).send(GET + "\r\n\r\n")) {
            begin();
            Answer head = http.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-length")).isEqualTo(String.valueOf(bytes().length));
            assertThat(head.headers()).doesNotContainKey("etag").containsKey("x-amz-request-id");
            assertThat(http.bytes(hashesStart())).isEqualTo(Arrays.copyOf(bytes(), hashesStart()));

            hash(3, 6); // not sent yet: earlier pieces are missing
            hash(0, 3);
            assertThat(http.bytes(120)).isEqualTo(Arrays.copyOf(hashes, 120));

            hash(6, 10);
            assertThat(http.bytes(60)).isEqualTo(Arrays.copyOfRange(hashes, 120, 180));
            assertThat(http.available())
                    .as("the end is held back until it is seeded")
                    .isZero();
            end();
            int end = bytes().length - hashesStart() - 180;
            assertThat(http.bytes(end)).isEqualTo(Arrays.copyOfRange(bytes(), bytes().length - end, bytes().length));
        }
    }

    @Test
    void thePartBehindTheHashesIsHeldBackAsWell() throws IOException {
        int before = hashesStart();
        service.updateUrl = Optional.of("http://gate.example/update");
        try (RawHttp http = new RawHttp(server.address()).send(GET + "\r\n\r\n")) {
            begin();
            assertThat(http.head().header("content-length")).isEqualTo(String.valueOf(bytes().length));
            assertThat(http.bytes(before)).isEqualTo(Arrays.copyOf(bytes(), before));

            hash(0, 10);
            assertThat(http.bytes(180)).isEqualTo(Arrays.copyOf(hashes, 180));
            assertThat(http.available()).isZero();
            end();
            int rest = bytes().length - before - 180;
            assertThat(http.bytes(rest)).isEqualTo(Arrays.copyOfRange(bytes(), before + 180, bytes().length));
            assertThat(new String(bytes(), StandardCharsets.ISO_8859_1))
                    .contains("10:update-url26:http://gate.example/updatee8:url-list");
        }
    }

    @Test
    void afterwardsItIsAnAnswerAsAnyOther() throws IOException {
        stop();
        gateway = gateway(Duration.ofSeconds(10)); // the time limit for the whole torrent
        server = start();
        begin();
        hash(0, 10);
        end();
        Answer answer = RawHttp.ask(server.address(), GET);
        assertThat(answer.header("etag")).isEqualTo("\"" + torrent().infoHash().hex() + "\"");
        assertThat(answer.body()).isEqualTo(bytes());
    }

    @Test
    void aHeadGetsTheLengthWhileItIsMade() throws IOException {
        begin();
        Answer answer = RawHttp.ask(server.address(), GET.replace("GET", "HEAD"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-length")).isEqualTo(String.valueOf(bytes().length));
        end();
    }

    @Test
    void aFailureHalfWayEndsShort() throws IOException {
        try (RawHttp http = new RawHttp(server.address()).send(GET + "\r\n\r\n")) {
            begin();
            hash(0, 5);
            http.head();
            service.does(listener -> {
                throw new IOException("the store has ended");
            });
            assertShort(http);
        }
    }

    @Test
    void bytesThatDifferFromTheFinalTorrentGetNoEnd() throws IOException {
        try (RawHttp http = new RawHttp(server.address()).send(GET + "\r\n\r\n")) {
            begin();
            hash(0, 10);
            http.head();
            hashes[0]++;
            end();
            assertShort(http);
        }
    }

    private void assertShort(RawHttp http) {
        assertThatThrownBy(() -> {
                    if (http.bytes(bytes().length).length < bytes().length) {
                        throw new EOFException("short");
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void aFailureBeforeAnythingWentOutHasItsCode() throws IOException {
        try (RawHttp http = new RawHttp(server.address()).send(GET + "\r\n\r\n")) {
            service.does(listener -> {
                throw new IOException("the store has ended");
            });
            assertThat(http.answer(false).text()).contains("<Code>SlowDown</Code>");
        }
    }

    @Tag("slow")
    @Test
    void clientsThatWaitTooLongAreToldToRetry() throws IOException {
        try (RawHttp all = new RawHttp(server.address()).send(GET + "\r\n\r\n")) {
            assertThat(all.answer(false).text())
                    .contains("<Code>SlowDown</Code>")
                    .contains("retry");
        }
        begin();
        Answer part = RawHttp.ask(server.address(), GET + "\r\nRange: bytes=0-9");
        assertThat(part.status()).isEqualTo(503);
        end();
        await().untilAsserted(() -> assertThat(RawHttp.ask(server.address(), GET + "\r\nRange: bytes=0-9")
                        .status())
                .isEqualTo(206));
    }
}
