package io.s3torrent.seeder.piece.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.seeder.piece.BadPieceException;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.seeder.piece.PieceSourceContract;
import io.s3torrent.seeder.s3.MemoryStore;
import io.s3torrent.seeder.s3.MemoryStore.Fault;
import io.s3torrent.seeder.s3.ObjectException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Runs the contract of {@link PieceSource} for each path of a piece, and for the fake of other tests. */
final class PieceSourcesTest {

    /** Reads from the store, with less memory than the torrent has. */
    abstract static class InMemory extends PieceSourceContract {
        private final PieceMemory memory = new PieceMemory(TORRENT.content().length / 2);
        private final PieceCache cache = new PieceCache(memory);
        private final BadPieceRetries retries = new BadPieceRetries(Clock.systemUTC());
        private final WorkerPool threads = new WorkerPool("test", 4);

        @AfterEach
        void everyByteOfMemoryIsGivenBack() {
            threads.close();
            retries.close();
            cache.close();
            assertThat(memory.used()).isZero();
        }

        S3PieceSource from(MemoryStore store) {
            return new S3PieceSource(
                    store,
                    threads,
                    cache,
                    Content.of(store.version()),
                    TORRENT.metainfo().info(),
                    retries);
        }

        MemoryStore store() {
            return new MemoryStore(TORRENT.content());
        }
    }

    @Nested
    final class FromStore extends InMemory {
        @Override
        protected PieceSource source() {
            return from(store());
        }

        @Override
        protected Optional<PieceSource> failing() {
            MemoryStore store = store();
            store.failNext(Fault.UNAVAILABLE);
            return Optional.of(from(store));
        }
    }

    @Nested
    final class WrongInStore extends InMemory {
        @Override
        protected PieceSource source() {
            MemoryStore store = store();
            store.failNext(Fault.WRONG_BYTES); // once: the second fetch is right
            return from(store);
        }

        @Override
        protected Optional<PieceSource> failing() {
            MemoryStore store = store();
            store.failNext(Fault.WRONG_BYTES, Fault.WRONG_BYTES);
            return Optional.of(from(store));
        }
    }

    @Nested
    final class Watched extends InMemory {
        private final WatchedPieceSource.Watcher watcher = new WatchedPieceSource.Watcher() {
            @Override
            public void used() {}

            @Override
            public void gone(PieceSource source, ObjectException reason) {}

            @Override
            public void denied(ObjectException reason) {}

            @Override
            public void bad(BadPieceException reason) {}
        };

        @Override
        protected PieceSource source() {
            return new WatchedPieceSource(from(store()), watcher);
        }

        @Override
        protected Optional<PieceSource> failing() {
            MemoryStore store = store();
            store.failNext(Fault.UNAVAILABLE);
            return Optional.of(new WatchedPieceSource(from(store), watcher));
        }
    }

    @Nested
    final class FromDisk extends PieceSourceContract {
        @TempDir
        private Path folder;

        private TieredCache tiers;
        private MemoryStore store;

        @BeforeEach
        void fillTheDisk() throws IOException {
            store = new MemoryStore(TORRENT.content());
            try (TieredCache earlier = open()) {
                earlier.hash(TORRENT, store);
            }
            tiers = open();
        }

        private TieredCache open() throws IOException {
            return TieredCache.open(folder, 4 << 20, Clock.systemUTC());
        }

        @AfterEach
        void nothingCameFromTheStoreASecondTime() {
            tiers.close();
            assertThat(store.requestedRanges()).as("the hashing pass").hasSize(1);
        }

        @Override
        protected PieceSource source() {
            return tiers.source(TORRENT, store);
        }
    }

    @Nested
    final class Fake extends PieceSourceContract {
        @Override
        protected PieceSource source() {
            return TORRENT.seed().pieces();
        }
    }
}
