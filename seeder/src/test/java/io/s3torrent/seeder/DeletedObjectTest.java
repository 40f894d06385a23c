package io.s3torrent.seeder;

import static io.s3torrent.seeder.s3.ScriptedS3.error;
import static io.s3torrent.seeder.s3.ScriptedS3.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.net.http.RawHttp;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.gateway.GatewayConfig;
import io.s3torrent.seeder.gateway.SeedingGateway;
import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.resolve.TorrentSource.AllBelow;
import io.s3torrent.seeder.revalidate.RevalidationConfig;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.S3Prefix;
import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.seeder.s3.ScriptedS3.Fault;
import io.s3torrent.seeder.wire.PeerConfig;
import io.s3torrent.tracker.TrackerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests an object that is deleted or replaced while all its pieces are cached, so that no read fails. */
@Timeout(120)
@Tag("slow")
class DeletedObjectTest {
    private static final Duration INTERVAL = Duration.ofSeconds(60);
    private static final int SIZE = 600_000;

    private final byte[] content = new byte[SIZE];
    private final AtomicLong clock = new AtomicLong();
    private final List<InfoHash> gone = new CopyOnWriteArrayList<>();
    private ScriptedS3 s3;
    private SeedingGateway gateway;

    @BeforeEach
    void start() throws IOException {
        new Random(14).nextBytes(content);
        s3 = ScriptedS3.start(content);
        gateway = gateway(s3.options());
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        s3.close();
    }

    private SeedingGateway gateway(S3Options store) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        SeederConfig config = SeederConfig.builder(store, any)
                .tracker(TrackerConfig.on(any))
                .cacheMemory(16 << 20)
                .peers(PeerConfig.builder().copies(CopyPolicy.UNLIMITED).build())
                .revalidation(new RevalidationConfig(Optional.of(INTERVAL), clock::get))
                .build();
        SeedingGateway started = SeedingGateway.start(
                config, GatewayConfig.builder(any).unauthenticated(true).build());
        started.listen(new SeedListener() {
            @Override
            public void gone(InfoHash infoHash, ObjectException reason) {
                gone.add(infoHash);
            }

            @Override
            public void authError(InfoHash infoHash, ObjectException reason) {}
        });
        return started;
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private RawHttp.Answer ask(String line) throws IOException {
        return RawHttp.ask(gateway.address(), line + " HTTP/1.1\r\nHost: 127.0.0.1");
    }

    /** Creates the torrent through the gateway, which leaves all pieces in the cache. */
    private Metainfo seeded() throws IOException {
        return MetainfoCodec.decode(ask("GET /data/object.bin?torrent").body());
    }

    private static String webSeed(Metainfo torrent) {
        return "/webseed/" + torrent.infoHash().hex() + "/object.bin";
    }

    private byte[] firstPiece(Metainfo torrent) {
        return Arrays.copyOf(content, torrent.info().layout().length(0));
    }

    private void assertServed(Metainfo torrent) throws IOException {
        assertThat(ask("GET " + webSeed(torrent)).body()).isEqualTo(content);
        try (RawPeer peer = RawPeer.connect(gateway.seeder().listenAddress())) {
            peer.handshake(torrent.infoHash());
            peer.unchoke();
            assertThat(peer.download(torrent.info().layout(), 0)).isEqualTo(firstPiece(torrent));
        }
    }

    private void awaitRetired(Metainfo torrent) {
        await().untilAsserted(() -> assertThat(gone).containsExactly(torrent.infoHash()));
        await().untilAsserted(() -> {
            assertThat(ask("GET " + webSeed(torrent)).status()).isEqualTo(404);
            assertThat(ask("GET /catalogue.json").text())
                    .doesNotContain(torrent.infoHash().hex());
        });
        assertThat(gateway.seeder().snapshot().torrents()).isZero();
        assertThat(gateway.seeder()
                        .tracker()
                        .orElseThrow()
                        .counts(torrent.infoHash())
                        .seeders())
                .isZero();
    }

    private long heads() {
        return gateway.seeder().snapshot().store().heads();
    }

    static Stream<Fault> goneOrReplaced() {
        return Stream.of(
                error(404, "NoSuchKey", Map.of()),
                error(404, "", Map.of("x-amz-delete-marker", "true")),
                head(200, Map.of("ETag", "\"another\"")),
                head(200, Map.of("x-amz-version-id", "v2")));
    }

    @ParameterizedTest
    @MethodSource("goneOrReplaced")
    void itIsServedNoLongerThanTheIntervalOverTheWireAndByTheWebSeed(Fault now) throws Exception {
        Metainfo torrent = seeded();
        assertServed(torrent);
        assertThat(ask("GET /catalogue.json").text())
                .contains(torrent.infoHash().hex());
        try (RawPeer peer = RawPeer.connect(gateway.seeder().listenAddress())) {
            peer.handshake(torrent.infoHash());
            peer.unchoke();
            s3.forgetRequests();
            s3.when(request -> true, now);
            assertThat(peer.download(torrent.info().layout(), 0)).isEqualTo(firstPiece(torrent));
            assertThat(s3.requests()).as("all pieces are cached").isEmpty();

            pass(INTERVAL);

            assertThat(peer.isClosedByOther()).isTrue();
        }
        awaitRetired(torrent);
        assertThat(s3.requests().get(0).method()).isEqualTo("HEAD");
    }

    @Test
    void anUnusedTorrentIsCheckedWhenAPeerComes() throws Exception {
        Metainfo torrent = seeded();
        s3.forgetRequests();
        s3.when(request -> true, error(404, "NoSuchKey", Map.of()));
        pass(Duration.ofDays(1));
        await().during(Duration.ofMillis(400)).until(() -> s3.requests().isEmpty());

        try (RawPeer peer = RawPeer.connect(gateway.seeder().listenAddress())) {
            peer.handshake(torrent.infoHash());
            assertThat(peer.isClosedByOther()).isTrue();
        }
        awaitRetired(torrent);
    }

    @Test
    void aWebSeedClientThatOnlyAsksForTheLengthCountsAsUse() throws Exception {
        Metainfo torrent = seeded();
        s3.when(request -> true, error(404, "NoSuchKey", Map.of()));
        pass(INTERVAL);

        assertThat(ask("HEAD " + webSeed(torrent)).status()).isEqualTo(200);

        awaitRetired(torrent);
    }

    @Test
    void aPeerThatIsConnectedAndSilentIsUseToo() throws Exception {
        Metainfo torrent = seeded();
        long before = heads();
        try (RawPeer peer = RawPeer.connect(gateway.seeder().listenAddress())) {
            peer.handshake(torrent.infoHash());
            for (int i = 1; i <= 3; i++) {
                long expected = before + i;
                pass(INTERVAL);
                await().untilAsserted(() -> assertThat(heads()).isEqualTo(expected));
            }
        }
        assertThat(gateway.seeder().totals()).hasSize(1);
        assertThat(gateway.seeder().totals().get(0).store().heads())
                .as("requests for the torrent itself, without those of the gateway")
                .isEqualTo(heads() - 1);
    }

    @Test
    void aStormOfFailuresEndsNoTorrent() throws Exception {
        Metainfo torrent = seeded();
        for (Fault failure : List.of(
                error(503, "SlowDown", Map.of()), error(500, "", Map.of()), error(401, "AccessDenied", Map.of()))) {
            s3.forgetRequests();
            s3.when(request -> true, failure);
            assertServed(torrent);
            pass(INTERVAL);
            assertServed(torrent);
            await().atMost(Duration.ofSeconds(30)).until(() -> !s3.requests().isEmpty());
        }
        await().during(Duration.ofSeconds(2)).until(gone::isEmpty);
        assertServed(torrent);
    }

    /** The answer of a store about a deleted object, to a client that may not list the bucket. */
    @Test
    void aRefusalEndsTheTorrentTheThirdTimeWhileAnotherObjectIsGiven() throws Exception {
        Metainfo torrent = seeded();
        ask("GET /data/other.bin?torrent");
        s3.when(request -> request.target().contains("object.bin"), error(403, "AccessDenied", Map.of()));
        for (int i = 1; i <= 3; i++) {
            assertThat(gone).isEmpty();
            s3.forgetRequests();
            pass(INTERVAL);
            assertThat(ask("HEAD " + webSeed(torrent)).status()).isEqualTo(200);
            await().until(() ->
                    s3.requests().stream().anyMatch(request -> request.target().contains("object.bin")));
            await().until(() -> {
                pass(Duration.ofMillis(100)); // then the other object is checked
                return s3.requests().stream()
                        .anyMatch(request -> request.target().contains("other.bin"));
            });
        }
        await().untilAsserted(() -> assertThat(gone).containsExactly(torrent.infoHash()));
        assertThat(gateway.seeder().snapshot().torrents()).isEqualTo(1);
    }

    @Test
    void theGatewaysOwnHeadEndsTheTorrentOfAnotherVersionAtOnce() throws Exception {
        Metainfo torrent = seeded();
        s3.when(request -> true, error(404, "NoSuchKey", Map.of()));

        assertThat(ask("GET /data/object.bin?torrent").status()).isEqualTo(404);

        assertThat(gone).containsExactly(torrent.infoHash());
        awaitRetired(torrent);
    }

    @Test
    void theTorrentOfTheNextVersionComesInThePlaceOfTheLast() throws Exception {
        Metainfo torrent = seeded();
        content[0]++;
        s3.when(request -> request.method().equals("HEAD"), head(200, Map.of("ETag", "\"another\"")));
        s3.always(head(206, Map.of("ETag", "\"another\"")));

        Metainfo next = seeded();

        assertThat(next.infoHash()).isNotEqualTo(torrent.infoHash());
        assertThat(gone).containsExactly(torrent.infoHash());
        assertThat(ask("GET " + webSeed(torrent)).status()).isEqualTo(404);
        assertServed(next);
        assertThat(gateway.seeder().snapshot().torrents()).isEqualTo(1);
    }

    /** The former version can still be read by its id, so no read fails. */
    @Test
    void aFormerVersionIsNotServedOn() throws Exception {
        s3.when(
                request -> true,
                exchange -> head(
                                exchange.request().header("range").isEmpty() ? 200 : 206,
                                Map.of("x-amz-version-id", "v1"))
                        .answer(exchange));
        Metainfo torrent = seeded();
        pass(INTERVAL.minusSeconds(1));
        assertServed(torrent);
        s3.when(
                request -> !request.target().contains("versionId=v1"),
                head(200, Map.of("x-amz-version-id", "v2", "ETag", "\"another\"")));

        pass(Duration.ofSeconds(1));

        awaitRetired(torrent);
    }

    @Test
    void aFolderIsCheckedByOneListingUntilOneOfItsObjectsIsGone(@TempDir Path folder) throws Exception {
        gateway.close();
        try (EmbeddedS3 store = EmbeddedS3.start(folder)) {
            store.createBucket("data");
            for (int i = 0; i < 20; i++) {
                store.put("data", "set/" + i, Arrays.copyOf(content, 1000 + i));
            }
            gateway = gateway(store.options());
            SeedHandle set =
                    gateway.seeder().seed(TorrentRequest.of(new AllBelow(new S3Prefix("data", "set/"), KeyFilter.ALL)));
            LedgerSnapshot before = gateway.seeder().snapshot().store();
            try (RawPeer peer = RawPeer.connect(gateway.seeder().listenAddress())) {
                peer.handshake(set.metainfo().infoHash());
                for (int i = 1; i <= 2; i++) {
                    long expected = before.lists() + i;
                    pass(INTERVAL);
                    await().untilAsserted(() -> assertThat(
                                    gateway.seeder().snapshot().store().lists())
                            .isEqualTo(expected));
                }
                assertThat(gateway.seeder().snapshot().store().heads()).isEqualTo(before.heads());
                store.delete("data", "set/7");
                pass(INTERVAL);
                // The HEAD of the object that is missing in the listing comes after that.
                await().until(() -> gateway.seeder().snapshot().store().lists() == before.lists() + 3);
                pass(Duration.ofSeconds(1));
                assertThat(peer.isClosedByOther()).isTrue();
            }
            await().untilAsserted(() ->
                    assertThat(gone).containsExactly(set.metainfo().infoHash()));
            gateway.close();
        }
    }
}
