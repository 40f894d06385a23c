package io.s3torrent.seeder.resolve;

import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.seeder.hashing.TorrentMaker;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.piece.cache.PieceCache;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Runs the contract of {@link TorrentOrigin} for each origin. */
final class TorrentOriginKindsTest {

    @Nested
    final class Kept extends TorrentOriginContract {
        @TempDir
        private Path folder;

        @Override
        TorrentOrigin knowing() {
            TorrentCache cache = new TorrentCache(new StateDir(folder), "store");
            cache.keep(plan, TORRENT.metainfo().info());
            return cache;
        }

        @Override
        Optional<TorrentOrigin> ignorant() {
            return Optional.of(new TorrentCache(new StateDir(folder), "store"));
        }

        @Override
        OriginKind kind() {
            return OriginKind.KEPT;
        }
    }

    @Nested
    final class BesideTheObject extends TorrentOriginContract {
        @Override
        TorrentOrigin knowing() {
            SidecarOrigin origin = new SidecarOrigin(bucket);
            origin.put(bucket, plan, TORRENT.metainfo().info());
            return origin;
        }

        @Override
        Optional<TorrentOrigin> ignorant() {
            return Optional.of(new SidecarOrigin(bucket));
        }

        @Override
        OriginKind kind() {
            return OriginKind.SIDECAR;
        }
    }

    @Nested
    final class FromPartChecksums extends TorrentOriginContract {
        @Override
        TorrentOrigin knowing() {
            bucket.knowParts(
                    KEY,
                    PIECE,
                    IntStream.range(0, TORRENT.layout().pieceCount())
                            .mapToObj(piece -> TORRENT.metainfo().info().pieceHash(piece))
                            .toList());
            return new PartChecksumOrigin(bucket);
        }

        @Override
        Optional<TorrentOrigin> ignorant() {
            return Optional.of(new PartChecksumOrigin(bucket));
        }

        @Override
        OriginKind kind() {
            return OriginKind.PART_CHECKSUMS;
        }
    }

    @Nested
    final class FromTheStore extends TorrentOriginContract {
        @Override
        TorrentOrigin knowing() {
            bucket.knowTorrent(KEY, MetainfoCodec.encode(TORRENT.metainfo()));
            return new StoreTorrentOrigin(bucket);
        }

        @Override
        Optional<TorrentOrigin> ignorant() {
            return Optional.of(new StoreTorrentOrigin(bucket));
        }

        @Override
        OriginKind kind() {
            return OriginKind.STORE;
        }
    }

    @Nested
    final class Hashed extends TorrentOriginContract {
        private final WorkerPool threads = new WorkerPool("test", 4);

        @AfterEach
        void close() {
            threads.close();
        }

        @Override
        TorrentOrigin knowing() {
            return new TorrentOrigins.HashingOrigin(new TorrentMaker(bucket, threads, PieceCache.none()));
        }

        @Override
        Optional<TorrentOrigin> ignorant() {
            return Optional.empty();
        }

        @Override
        OriginKind kind() {
            return OriginKind.HASHING;
        }
    }
}
