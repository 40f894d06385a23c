package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.piece.disk.DiskCacheConfig;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.wire.PeerConfig;
import io.s3torrent.tracker.TrackerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts how often the store is read for a swarm, and for another one after a restart. */
class RestartIT {
    private static final int SIZE = (48 << 20) + 1;
    private static final int LEECHERS = 8;

    /** A sixth of the object: most of what the swarm gets comes from the disk. */
    private static final int MEMORY = 8 << 20;

    @TempDir
    private Path folder;

    private Seeder start(EmbeddedS3 store) throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return Seeder.start(SeederConfig.builder(store.options(), anyPort)
                .tracker(TrackerConfig.on(anyPort))
                .cacheMemory(MEMORY)
                .cacheDisk(new DiskCacheConfig(folder.resolve("cache"), SIZE))
                .peers(PeerConfig.builder().copies(CopyPolicy.UNLIMITED).build())
                .build());
    }

    @Test
    void aSwarmCostsOneReadOfTheObjectAndNoneAfterARestart() throws Exception {
        try (EmbeddedS3 store = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")))) {
            byte[] bytes = new byte[SIZE];
            new Random(8).nextBytes(bytes);
            store.createBucket("data");
            store.put("data", "object.bin", bytes);
            Metainfo torrent;
            try (Seeder seeder = start(store)) {
                torrent = seed(seeder, Optional.empty());
                download(torrent, bytes, LEECHERS);
                assertThat(seeder.snapshot().s3Bytes()).isBetween((long) SIZE, SIZE + SIZE / 50L);
            }
            try (Seeder seeder = start(store)) {
                download(seed(seeder, Optional.of(torrent)), bytes, 2);
                assertThat(seeder.snapshot().s3Bytes()).isZero();
            }
        }
    }

    private static Metainfo seed(Seeder seeder, Optional<Metainfo> torrent) throws IOException {
        return seeder.seed(
                        TorrentRequest.of(new S3Location("data", "object.bin")).withTorrent(torrent))
                .metainfo();
    }

    private void download(Metainfo torrent, byte[] bytes, int leechers) throws Exception {
        Path run = Files.createTempDirectory(folder, "run");
        Path file = Files.write(run.resolve("object.torrent"), MetainfoCodec.encode(torrent));
        ExecutorService threads = Executors.newFixedThreadPool(leechers);
        try {
            List<Future<Path>> copies = new ArrayList<>();
            for (int i = 0; i < leechers; i++) {
                Path own = Files.createDirectory(run.resolve("leecher" + i));
                copies.add(threads.submit(() -> Client.LIBTORRENT.download(file, own, "object.bin")));
            }
            for (Future<Path> copy : copies) {
                assertThat(copy.get()).hasBinaryContent(bytes);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
