package io.s3torrent.seeder.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.http.HttpServer;
import io.s3torrent.net.http.RawHttp;
import io.s3torrent.net.http.RawHttp.Answer;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.ObservedObject;
import io.s3torrent.seeder.s3.RequestTerms;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends 10,000 requests over 64 connections; half of them are garbage. */
class GatewayFloodIT {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Logger LOG = LoggerFactory.getLogger(GatewayFloodIT.class);
    private static final int CONNECTIONS = 64;
    private static final int REQUESTS = 10_000;
    private static final long LENGTH = 1 << 20;

    /** A service in which all objects exist. */
    private static final class ScriptedService implements TorrentService {
        private static ObjectVersion version(S3Location object) {
            return new ObjectVersion(object, LENGTH, "\"etag\"", Optional.empty());
        }

        @Override
        public List<String> trackers() {
            return List.of();
        }

        @Override
        public ObservedObject look(S3Location object, RequestTerms terms) {
            return new ObservedObject(version(object), false);
        }

        @Override
        public Seeded seed(S3Location object, HashingListener listener) {
            Info info = Info.ofFile(object.name(), new PieceLayout(LENGTH, 1 << 18), new byte[4 * Info.HASH_LENGTH]);
            return new Seeded(version(object), Metainfo.of(info, trackers(), SoftwareName.NAME));
        }
    }

    @Test
    void garbageCostsOnlyItselfAndNothingIsLeft() throws Exception {
        GatewayConfig config = GatewayConfig.builder(ANY).unauthenticated(true).build();
        List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
        ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
        try (Gateway gateway = new Gateway(
                        config, new ScriptedService(), "https://store", Optional::empty, Clock.systemUTC());
                HttpServer server = HttpServer.start("the gateway", ANY, HttpLimits.DEFAULT, gateway)) {
            assertIsServing(server); // a first request opens the files that a process opens only once
            long before = descriptors();
            List<CompletableFuture<Void>> all = IntStream.range(0, CONNECTIONS)
                    .mapToObj(Random::new)
                    .map(random -> CompletableFuture.runAsync(() -> flood(server.address(), random, nanos), clients))
                    .toList();
            all.forEach(CompletableFuture::join);

            await().atMost(10, TimeUnit.SECONDS).until(() -> server.connections() == 0);
            await().atMost(10, TimeUnit.SECONDS).until(() -> descriptors() <= before);
            assertIsServing(server);
        } finally {
            clients.shutdown();
        }
        assertThat(nanos).hasSizeGreaterThanOrEqualTo(REQUESTS / 2 - CONNECTIONS);
        nanos.sort(null);
        long p99 = TimeUnit.NANOSECONDS.toMillis(nanos.get(nanos.size() * 99 / 100));
        LOG.info("99 % of the valid requests were answered within {} ms", p99);
    }

    private static void assertIsServing(HttpServer server) throws IOException {
        assertThat(RawHttp.ask(server.address(), "GET /bucket/key?torrent HTTP/1.1\r\nHost: 127.0.0.1")
                        .status())
                .isEqualTo(200);
    }

    private static void flood(InetSocketAddress server, Random random, List<Long> nanos) {
        try {
            for (int done = 0; done < REQUESTS / CONNECTIONS; ) {
                try (RawHttp http = new RawHttp(server)) {
                    for (int i = 0; i < 20; i++, done++) { // garbage then ends this connection
                        long start = System.nanoTime();
                        http.send("GET /bucket/" + random.nextInt(50) + "?torrent HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
                        Answer answer = http.answer(false);
                        assertThat(answer.status()).isEqualTo(200);
                        nanos.add(System.nanoTime() - start);
                    }
                    http.send(garbage(random));
                }
                for (int i = 0; i < 20; i++, done++) {
                    try (RawHttp http = new RawHttp(server)) {
                        http.send(garbage(random)); // then it disconnects, or waits for an answer
                        if (random.nextBoolean()) {
                            http.send("\r\n\r\n");
                            assertThat(http.head().status()).isGreaterThanOrEqualTo(400);
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String garbage(Random random) {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "GET /" : "");
        int length = 1 + random.nextInt(3000);
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(256));
        }
        return text.toString();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
