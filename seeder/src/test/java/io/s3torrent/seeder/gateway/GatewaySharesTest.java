package io.s3torrent.seeder.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.lifecycle.CloseStack;
import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.net.Cidr;
import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.http.HttpServer;
import io.s3torrent.net.http.ListenerConfig;
import io.s3torrent.net.http.RawHttp;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.seeder.gateway.TorrentHandler.WaitTimeouts;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.hashing.TorrentMaker;
import io.s3torrent.seeder.ledger.TestClock;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.PieceLengthPolicy;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.cache.PieceCache;
import io.s3torrent.seeder.s3.MemoryStore;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.ObservedObject;
import io.s3torrent.seeder.s3.RequestTerms;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests what clients with many or abandoned requests cost the other clients and the store. Hashes objects of a store in memory. */
class GatewaySharesTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final long LARGE = 200L << 30;
    private static final Duration LONG = Duration.ofSeconds(60);

    private final CloseStack closeStack = new CloseStack();
    private final TestClock clock = new TestClock("2026-07-30T12:00:00Z");
    private final MemoryStore store = new MemoryStore(new byte[1]);
    private final Gateway gateway = closeStack.add(new Gateway(
            GatewayConfig.builder(ANY).unauthenticated(true).build(),
            new HashingService(store, closeStack.add(new WorkerPool("hash", 200))),
            "https://store.example",
            Optional::empty,
            clock,
            new WaitTimeouts(Duration.ofMillis(100), Duration.ofSeconds(20))));
    private final HttpServer server = closeStack.add(start());

    private record HashingService(MemoryStore store, WorkerPool threads) implements TorrentService {
        @Override
        public List<String> trackers() {
            return List.of();
        }

        @Override
        public ObservedObject look(S3Location object, RequestTerms terms) throws ObjectException {
            return new ObservedObject(store.stat(object), false);
        }

        @Override
        public Seeded seed(S3Location object, HashingListener listener) throws IOException {
            ObjectVersion version = store.stat(object);
            InfoOptions spec = InfoOptions.v1(object.name(), PieceLengthPolicy.pieceLength(version.length()));
            Info info = new TorrentMaker(store, threads, PieceCache.none())
                    .make(Content.of(version), spec, TorrentFiles.single(spec, version.length()), listener);
            return new Seeded(version, Metainfo.of(info, trackers(), SoftwareName.NAME));
        }
    }

    private HttpServer start() {
        TrustedProxies proxies = new TrustedProxies(List.of(Cidr.parse("127.0.0.0/8")));
        try {
            HttpServer opened = HttpServer.bind(
                    new ListenerConfig("the gateway", ANY, HttpLimits.DEFAULT, proxies, Optional.empty()));
            opened.serve(gateway);
            return opened;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        closeStack.close();
    }

    private static S3Location object(String key) {
        return new S3Location("bucket", key);
    }

    private RawHttp ask(String key, String client) throws IOException {
        RawHttp http = new RawHttp(server.address());
        closeStack.add(() -> closeQuietly(http));
        return http.send("GET /bucket/" + key + "?torrent HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: " + client
                + "\r\n\r\n");
    }

    private static void closeQuietly(RawHttp http) {
        try {
            http.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<RawHttp> askForFortyLargeObjects(String client) throws IOException {
        List<RawHttp> clients = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            S3Location large = object(client + "-" + i);
            store.putZeros(large, LARGE);
            store.hang(large);
            clients.add(ask(large.key(), client));
        }
        return clients;
    }

    @Test
    void aSmallObjectIsAnsweredWhileFortyLargeOnesOfAnotherClientWait() throws IOException {
        store.putZeros(object("small"), 1 << 20);
        askForFortyLargeObjects("203.0.113.1");
        await().atMost(LONG).until(() -> gateway.snapshot().torrents() == 40);
        assertThat(gateway.snapshot().running()).isEqualTo(4);

        assertThat(ask("small", "203.0.113.2").answer(false).status()).isEqualTo(200);

        askForFortyLargeObjects("203.0.113.3");
        await().atMost(LONG).until(() -> gateway.snapshot().torrents() == 81);
        assertThat(gateway.snapshot().running()).isEqualTo(6);
        store.putZeros(object("small again"), 1 << 20);
        assertThat(ask("small%20again", "203.0.113.1").answer(false).status()).isEqualTo(200);
    }

    @Test
    void readsStopAfterTheClientHasLeftAndBeginAgainWhenItComesBack() throws IOException {
        store.putZeros(object("large"), 10L << 30);
        RawHttp http = ask("large", "203.0.113.1");
        await().atMost(LONG).until(() -> !store.requestedRanges().isEmpty());
        assertThat(http.head().status()).isEqualTo(200);

        http.close();
        await().atMost(LONG).until(() -> isIdleAfter(Duration.ofSeconds(11)));
        int reads = store.requestedRanges().size();
        assertThat(gateway.snapshot().torrents()).isZero();

        ask("large", "203.0.113.1");
        await().atMost(LONG).until(() -> store.requestedRanges().size() > reads);
    }

    /** The server hears of the closed connection at some time, so the clock moves until the job has ended. */
    private boolean isIdleAfter(Duration linger) {
        clock.step(linger);
        return gateway.snapshot().running() == 0;
    }

    @Test
    void queuedJobsEndAfterTheirClientHasLeft() throws IOException {
        List<RawHttp> clients = askForFortyLargeObjects("203.0.113.1");
        await().atMost(LONG).until(() -> gateway.snapshot().queued() == 36);

        clients.forEach(GatewaySharesTest::closeQuietly);
        await().atMost(LONG)
                .until(() -> isIdleAfter(Duration.ofSeconds(11))
                        && gateway.snapshot().queued() == 0);
        assertThat(gateway.snapshot().torrents()).isZero();
    }

    @Test
    void aJobContinuesWhileTheClientWaits() throws IOException {
        store.putZeros(object("large"), 10L << 30);
        ask("large", "203.0.113.1");
        await().atMost(LONG).until(() -> !store.requestedRanges().isEmpty());

        clock.step(Duration.ofHours(1));
        int reads = store.requestedRanges().size();
        await().atMost(LONG)
                .until(() -> store.requestedRanges().size() > reads + 16); // some reads were in flight, but not more
        assertThat(gateway.snapshot().running()).isEqualTo(1);
    }
}
