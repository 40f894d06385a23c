package io.s3torrent.seeder;

import static io.s3torrent.seeder.s3.ScriptedS3.error;
import static io.s3torrent.seeder.s3.ScriptedS3.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.seeder.wire.PeerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests an object that is rewritten with the same bytes while it is seeded. */
class ReplacedObjectTest {
    private final TestTorrent torrent = TestTorrent.of("object.bin", 1 << 20, 1 << 18);
    private final Queue<InfoHash> gone = new ConcurrentLinkedQueue<>();
    private ScriptedS3 s3;
    private Seeder seeder;

    @BeforeEach
    void start() throws IOException {
        s3 = ScriptedS3.start(torrent.content());
        seeder = Seeder.start(
                SeederConfig.builder(s3.options(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .cacheMemory(16 << 20)
                        .peers(PeerConfig.builder().copies(CopyPolicy.UNLIMITED).build())
                        .build());
        seeder.listen(new SeedListener() {
            @Override
            public void gone(InfoHash infoHash, ObjectException reason) {
                gone.add(infoHash);
            }

            @Override
            public void authError(InfoHash infoHash, ObjectException reason) {}
        });
    }

    @AfterEach
    void stop() throws IOException {
        seeder.close();
        s3.close();
    }

    private void seed() throws IOException {
        S3Location location = new S3Location("data", "object.bin");
        seeder.seed(TorrentRequest.of(location).withTorrent(Optional.of(torrent.metainfo())));
    }

    @Test
    void aReadOfTheFormerVersionThatFailsLateDoesNotEndTheTorrentOfTheNewOne() throws IOException {
        CompletableFuture<Void> replaced = new CompletableFuture<Void>().orTimeout(1, TimeUnit.MINUTES);
        s3.always(exchange -> {
            replaced.join();
            error(412, "PreconditionFailed", Map.of()).answer(exchange);
        });
        seed();
        try (RawPeer peer = RawPeer.connect(seeder.listenAddress())) {
            peer.handshake(torrent.infoHash());
            peer.unchoke();
            peer.request(0, 0, RawPeer.BLOCK);
            await().until(() -> !s3.ranges().isEmpty());
            s3.when(request -> request.method().equals("HEAD"), head(200, Map.of("ETag", "\"another\"")));
            seed();
            replaced.complete(null);
            await().until(ReplacedObjectTest::nobodyReads);
        }
        assertThat(gone).isEmpty();
        assertThat(seeder.snapshot().torrents()).isEqualTo(1);
        try (RawPeer peer = RawPeer.connect(seeder.listenAddress())) {
            assertThat(peer.handshake(torrent.infoHash()).infoHash()).isEqualTo(torrent.infoHash());
        }
    }

    /** The thread that reads a piece completes its waiters before it waits for its next task. */
    private static boolean nobodyReads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("s3torrent-read-"))
                .allMatch(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getMethodName().equals("getTask")));
    }
}
