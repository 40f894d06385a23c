package io.s3torrent.seeder.webseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.HttpServer;
import io.s3torrent.net.http.RawHttp;
import io.s3torrent.net.http.RawHttp.Answer;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MemoryTorrent;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.seeder.wire.PeerServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the web seed of a real engine behind a real HTTP server; each test chooses the source of the pieces. */
class WebSeedTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int PIECE = 256 << 10;
    private static final TestTorrent TORRENT = TestTorrent.of("a ü+%.bin", 3 * PIECE + 1000, PIECE);
    private static final String NAME = "a%20%C3%BC+%25.bin";

    private final Queue<ByteBuf> given = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> reads = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean resting = new AtomicBoolean();
    private final PeerServer engine = engine();
    private final WebSeed webSeed = new WebSeed(engine, resting::get, new WebSeedLimits(4, 2));
    private HttpServer server = server(Duration.ofSeconds(5));

    private static PeerServer engine() {
        try {
            return PeerServer.start(ANY, PeerId.random("-S30100-", new Random(1)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpServer server(Duration silence) {
        try {
            HttpLimits limits = new HttpLimits(8, 8, 4000, 4000, silence);
            return HttpServer.start("the test", ANY, limits, webSeed);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void everythingIsReleased() {
        server.close();
        engine.close();
        assertThat(webSeed.streams()).isZero();
        await().until(() -> given.stream().allMatch(bytes -> bytes.refCnt() == 0));
    }

    private ByteBuf give(TestTorrent torrent, int piece) {
        ByteBuf bytes = torrent.buffer(piece);
        given.add(bytes);
        return bytes;
    }

    private void seed(TestTorrent torrent) {
        seed(torrent, piece -> {
            reads.add(piece);
            return CompletableFuture.completedFuture(give(torrent, piece));
        });
    }

    private void seed(TestTorrent torrent, PieceSource pieces) {
        engine.add(torrent.seed(pieces));
    }

    private static String path(String path) {
        return "/webseed/" + TORRENT.infoHash().hex() + path;
    }

    private Answer ask(String method, String path, String... headers) throws IOException {
        String more = headers.length == 0 ? "" : "\r\n" + String.join("\r\n", headers);
        return RawHttp.ask(server.address(), method + " " + path + " HTTP/1.1\r\nHost: h" + more);
    }

    private static byte[] content(int from, int to) {
        return Arrays.copyOfRange(TORRENT.content(), from, to);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                     | 200 | 0      | 787432 | ''
            bytes=0-               | 206 | 0      | 787432 | bytes 0-787431/787432
            bytes=262100-262199    | 206 | 262100 | 262200 | bytes 262100-262199/787432
            bytes=-1000            | 206 | 786432 | 787432 | bytes 786432-787431/787432
            bytes=1-1,3-4          | 200 | 0      | 787432 | ''
            rubbish                | 200 | 0      | 787432 | ''
            """)
    void gives(String range, int status, int from, int to, String contentRange) throws IOException {
        seed(TORRENT);
        Answer answer =
                range.isEmpty() ? ask("GET", path("/" + NAME)) : ask("GET", path("/" + NAME), "Range: " + range);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(content(from, to));
        assertThat(answer.header("content-range")).isEqualTo(contentRange);
        assertThat(answer.header("accept-ranges")).isEqualTo("bytes");
        assertThat(answer.header("content-type")).isEqualTo("application/octet-stream");
        assertThat(engine.uploadedBytes(TORRENT.infoHash())).isEqualTo(to - from);
    }

    @Test
    void nothingIsReadThatIsNotAskedFor() throws IOException {
        seed(TORRENT);
        assertThat(ask("HEAD", path("/" + NAME)).header("content-length")).isEqualTo("787432");
        assertThat(ask("GET", path("/" + NAME), "Range: bytes=787432-").status())
                .isEqualTo(416);
        assertThat(reads).isEmpty();
        ask("GET", path("/" + NAME), "Range: bytes=" + PIECE + "-" + (2 * PIECE - 1));
        assertThat(reads).containsExactly(1);
    }

    @Test
    void aRangeThatIsNotThereIsToldTheLength() throws IOException {
        seed(TORRENT);
        Answer answer = ask("GET", path("/" + NAME), "Range: bytes=787432-");
        assertThat(answer.status()).isEqualTo(416);
        assertThat(answer.header("content-range")).isEqualTo("bytes */787432");
        assertThat(ask("HEAD", path("/" + NAME), "Range: bytes=787432-").status())
                .as("ranges apply only to GET")
                .isEqualTo(200);
    }

    @Test
    void filesThatTheClientHasAreNotSentAgain() throws IOException {
        seed(TORRENT);
        String etag = ask("HEAD", path("/" + NAME)).header("etag");
        assertThat(etag).contains(TORRENT.infoHash().hex());
        assertThat(ask("GET", path("/" + NAME), "If-None-Match: " + etag).status())
                .isEqualTo(304);
        assertThat(ask("GET", path("/" + NAME), "If-Match: \"x\"").status()).isEqualTo(412);
        assertThat(ask("GET", path("/" + NAME), "If-Range: " + etag, "Range: bytes=0-1")
                        .status())
                .isEqualTo(206);
        assertThat(ask("GET", path("/" + NAME), "If-Range: \"x\"", "Range: bytes=0-1")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/" + NAME, "/a%20%c3%bc%2B%25%2Ebin", "/", ""})
    void allSpellingsOfTheNameAreFound(String path) throws IOException {
        seed(TORRENT);
        assertThat(ask("GET", path(path)).body()).isEqualTo(TORRENT.content());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x", "/" + NAME + "/", "/%", "/%zz", "/%ff", "/../" + NAME, "//" + NAME})
    void pathsThatNameNoFileOfTheTorrentAreNotFound(String path) throws IOException {
        seed(TORRENT);
        Answer answer = ask("GET", path(path));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).isNotBlank();
        assertThat(reads).isEmpty();
    }

    @Test
    void unseededTorrentsAreNotFoundUnlessSeedingIsPaused() throws IOException {
        assertThat(ask("GET", path("/" + NAME)).status()).isEqualTo(404);
        assertThat(ask("GET", "/webseed/").status()).isEqualTo(404);
        assertThat(ask("GET", "/webseed/xyz/a").status()).isEqualTo(404);
        assertThat(ask("GET", "/webseed/" + "a".repeat(64) + "/a").status()).isEqualTo(404);
        assertThat(ask("GET", "/webseed/" + "a".repeat(41) + "/a").status()).isEqualTo(404);
        resting.set(true);
        Answer answer = ask("GET", path("/" + NAME));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isNotEmpty();
    }

    @Test
    void otherMethodsAreNotForWebSeeds() throws IOException {
        seed(TORRENT);
        Answer answer = ask("DELETE", path("/" + NAME));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    private static void assertOpen(Answer answer) {
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
        assertThat(answer.header("access-control-expose-headers"))
                .contains("Content-Range", "Content-Length", "Accept-Ranges", "ETag");
        assertThat(answer.headers()).doesNotContainKey("access-control-allow-credentials");
    }

    @Test
    void pagesOfEveryOriginMayReadWhateverTheAnswerIs() throws IOException {
        seed(TORRENT);
        String etag = ask("HEAD", path("/" + NAME)).header("etag");
        List<Answer> answers = List.of(
                ask("GET", path("/" + NAME), "Origin: https://page.example"),
                ask("HEAD", path("/" + NAME), "Origin: null"),
                ask("GET", path("/" + NAME), "Range: bytes=0-9"),
                ask("GET", path("/" + NAME), "If-None-Match: " + etag),
                ask("GET", path("/" + NAME), "If-Match: \"x\""),
                ask("GET", path("/" + NAME), "Range: bytes=787432-"),
                ask("GET", path("/x")),
                ask("GET", "/webseed/" + "a".repeat(40) + "/a"),
                ask("GET", "/webseed/"),
                ask("DELETE", path("/" + NAME)));
        answers.forEach(WebSeedTest::assertOpen);
        assertThat(answers)
                .extracting(Answer::status)
                .containsExactly(200, 200, 206, 304, 412, 416, 404, 404, 404, 405);
        resting.set(true);
        assertOpen(ask("GET", "/webseed/" + "a".repeat(40) + "/a"));
    }

    @Test
    void aBrowserThatAsksBeforeIsToldThatItMaySendARange() throws IOException {
        seed(TORRENT);
        Answer answer = ask(
                "OPTIONS",
                path("/" + NAME),
                "Origin: https://page.example",
                "Access-Control-Request-Method: GET",
                "Access-Control-Request-Headers: range");
        assertThat(answer.status()).isEqualTo(204);
        assertOpen(answer);
        assertThat(answer.header("access-control-allow-methods")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(answer.header("access-control-allow-headers")).contains("Range");
        assertThat(reads).isEmpty();
        assertThat(ask("OPTIONS", path("/" + NAME)).headers())
                .as("not a preflight request")
                .containsEntry("allow", "GET, HEAD, OPTIONS")
                .doesNotContainKey("access-control-allow-methods");
    }

    @ParameterizedTest
    @EnumSource
    void privateTorrentsAreForNoPage(TorrentFormat format) throws Exception {
        MemoryTorrent made =
                MemoryTorrent.ofFile(new InfoOptions("file", 65536, format, true, Optional.empty()), 100_000);
        seed(new TestTorrent(MetainfoCodec.decode(made.file()), made.content()));
        for (InfoHash hash : made.info().swarms()) {
            String path = "/webseed/" + hash.hex() + "/file";
            List<Answer> answers = List.of(
                    ask("GET", path, "Origin: https://page.example"),
                    ask("GET", path, "Origin: https://page.example", "Range: bytes=0-9"),
                    ask("GET", path, "Range: bytes=100000-"),
                    ask("GET", path + "x"),
                    ask("DELETE", path),
                    ask("OPTIONS", path, "Origin: https://page.example", "Access-Control-Request-Method: GET"));
            assertThat(answers).extracting(Answer::status).containsExactly(200, 206, 416, 404, 405, 204);
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.headers().keySet())
                            .noneMatch(name -> name.equals("access-control-allow-origin")
                                    || name.equals("access-control-expose-headers")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFileOfAFolderCanBeHadByEachOfItsNames(TorrentFormat format) throws Exception {
        InfoOptions spec = new InfoOptions("dir", 65536, format, false, Optional.empty());
        MemoryTorrent made = MemoryTorrent.ofFolder(
                spec, Map.of("a/b c", 1_900_001, "a/d", 1, "d", 65536, "e", 0, "ü", 70_001, "z", 2_000_000));
        TestTorrent torrent = new TestTorrent(MetainfoCodec.decode(made.file()), made.content());
        seed(torrent);
        for (String hash : List.of(
                torrent.infoHash().hex(),
                made.info().swarms().get(made.info().swarms().size() - 1).hex(),
                made.info()
                        .infoHashV2()
                        .map(v2 -> v2.hex())
                        .orElse(torrent.infoHash().hex()))) {
            made.files(Path.of("")).forEach((path, bytes) -> {
                String escaped = path.toString().replace(" ", "%20").replace("ü", "%C3%BC");
                try {
                    Answer answer = ask("GET", "/webseed/" + hash + "/" + escaped);
                    assertThat(answer.status()).as(escaped).isEqualTo(200);
                    assertThat(answer.body()).as(escaped).isEqualTo(bytes);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
        boolean padded = made.info().files().stream().anyMatch(file -> file.pad() && file.length() == 1);
        if (padded) {
            assertThat(ask("GET", "/webseed/" + torrent.infoHash().hex() + "/dir/.pad/1")
                            .body())
                    .isEqualTo(new byte[1]);
        }
    }

    @Test
    void aWrongV2HashOfTheSameBeginningIsAnotherTorrent() throws Exception {
        MemoryTorrent made = MemoryTorrent.ofFile(
                new InfoOptions("file", 65536, TorrentFormat.V2, false, Optional.empty()), 100_000);
        seed(new TestTorrent(MetainfoCodec.decode(made.file()), made.content()));
        String hash = made.info().infoHashV2().orElseThrow().hex();
        assertThat(ask("GET", "/webseed/" + hash + "/file").status()).isEqualTo(200);
        String other = hash.substring(0, 63) + (hash.endsWith("0") ? "1" : "0");
        assertThat(ask("GET", "/webseed/" + other + "/file").status()).isEqualTo(404);
    }

    @Test
    void moreThanTheLimitOfAnAddressIsToldToComeLater() throws IOException {
        seed(TORRENT, piece -> new CompletableFuture<>()); // a store that never answers
        try (RawHttp one = get();
                RawHttp two = get()) {
            one.head();
            two.head();
            Answer answer = ask("GET", path("/" + NAME));
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isNotEmpty();
            assertThat(ask("HEAD", path("/" + NAME)).status()).isEqualTo(200);
        }
        await().until(() -> webSeed.streams() == 0);
    }

    @Test
    void simultaneousClientsBeyondTheLimitAreToldToRetry() throws IOException {
        seed(TORRENT, piece -> new CompletableFuture<>());
        List<RawHttp> crowd = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            crowd.add(new RawHttp(server.address()));
        }
        for (RawHttp http : crowd) {
            http.send("GET " + path("/" + NAME) + " HTTP/1.1\r\nHost: h\r\n\r\n");
        }
        List<Integer> answers = new ArrayList<>();
        for (RawHttp http : crowd) {
            answers.add(http.head().status());
        }
        assertThat(webSeed.streams()).isEqualTo(2);
        assertThat(answers)
                .filteredOn(status -> status == 503)
                .hasSizeBetween(5, 6); // two event loops may both take the last place
        for (RawHttp http : crowd) {
            http.close();
        }
        await().until(() -> webSeed.streams() == 0);
    }

    private RawHttp get() throws IOException {
        return new RawHttp(server.address()).send("GET " + path("/" + NAME) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    @Test
    void clientsThatLeaveWhileAPieceIsReadLeaveNothingBehind() throws IOException {
        CompletableFuture<ByteBuf> late = new CompletableFuture<>();
        seed(TORRENT, piece -> late);
        try (RawHttp http = get()) {
            http.head();
            await().until(() -> webSeed.streams() == 1);
        }
        await().until(() -> webSeed.streams() == 0);
            late.complete(give(TORRENT, 0)); // the check after the test sees whether it is released
    }

    @Tag("slow")
    @Test
    void clientsThatDoNotReadHoldAtMostTwoPiecesAndAreClosed() throws IOException {
        server.close();
        server = server(Duration.ofSeconds(1));
        TestTorrent large = TestTorrent.of("large", 200 * PIECE, PIECE);
        seed(large);
        try (RawHttp http = new RawHttp(server.address())
                .send("GET /webseed/" + large.infoHash().hex() + "/large HTTP/1.1\r\nHost: h\r\n\r\n")) {
            http.head();
            await().during(Duration.ofMillis(300))
                    .until(() ->
                            given.stream().filter(bytes -> bytes.refCnt() > 0).count() <= 2);
            await().until(() -> webSeed.streams() == 0);
        }
        assertThat(reads).as("pieces beyond what sockets buffer").hasSizeLessThan(150);
    }

    @Tag("slow")
    @Test
    void aStoreThatFailsHalfWayEndsTheAnswerShort() throws IOException {
        seed(
                TORRENT,
                piece -> piece < 2
                        ? CompletableFuture.completedFuture(give(TORRENT, piece))
                        : CompletableFuture.failedFuture(new IOException("the store has ended")));
        try (RawHttp http = get()) {
            http.head();
            assertThat(http.bytes(2 * PIECE)).isEqualTo(content(0, 2 * PIECE));
            assertThat(http.isClosed()).isTrue();
        }
    }

    @Test
    void aTorrentThatIsTakenAwayEndsItsAnswers() throws IOException {
        CompletableFuture<ByteBuf> second = new CompletableFuture<>();
        seed(TORRENT, piece -> {
            reads.add(piece);
            return piece == 0 ? CompletableFuture.completedFuture(give(TORRENT, piece)) : second;
        });
        try (RawHttp http = get()) {
            http.head();
            assertThat(http.bytes(PIECE)).hasSize(PIECE);
            await().until(() -> reads.contains(1)); // a client waits for the piece that is given below
            engine.remove(TORRENT.infoHash());
            second.complete(give(TORRENT, 1));
            assertThatThrownBy(() -> {
                        if (http.bytes(PIECE).length < PIECE) {
                            throw new IOException("short");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void itsUrlIsAsLongForEveryTorrentAndItsAloneAreQuestionsWithoutAQuery() {
        InfoHash hash = TORRENT.infoHash();
        assertThat(WebSeed.url(URI.create("https://h/x"), hash)).isEqualTo("https://h/x/webseed/" + hash.hex() + "/");
        assertThat(WebSeed.isAsked(request("/webseed/x", ""))).isTrue();
        assertThat(WebSeed.isAsked(request("/webseed/key", "torrent")))
                .as("a bucket with that name")
                .isFalse();
        assertThat(WebSeed.isAsked(request("/bucket/webseed/x", ""))).isFalse();
    }

    private static HttpRequest request(String path, String query) {
        InetAddress local = InetAddress.getLoopbackAddress();
        return new HttpRequest(local, local, "GET", path, query, Map.of(), Optional.empty());
    }
}
