package io.s3torrent.seeder.piece.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufUtil;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.DamagedStore;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.MemoryStore;
import io.s3torrent.seeder.s3.MemoryStore.Fault;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which GETs are sent for units that have to wait. Each unit is 256 KiB, and the test decides when a store thread becomes free. */
class StoreUnitsTest {
    private static final int UNIT = 256 << 10;
    private static final TestTorrent TORRENT = TestTorrent.of("object.bin", 40 * UNIT + 5, UNIT);

    private final MemoryStore store = new MemoryStore(TORRENT.content());
    private final PieceMemory memory = new PieceMemory(64 * UNIT);
    private final Queue<Runnable> waitingForThreads = new ArrayDeque<>();

    private StoreUnits units(ObjectStore from) {
        return new StoreUnits(
                from,
                waitingForThreads::add,
                memory,
                oneByOne(),
                TORRENT.metainfo().info());
    }

    private UnitLayout oneByOne() {
        return new UnitLayout(Content.of(store.version()), TORRENT.layout(), UNIT);
    }

    private static List<CompletableFuture<FetchUnit>> load(StoreUnits units, int... wanted) {
        return IntStream.of(wanted).mapToObj(units::load).toList();
    }

    private void threadsComeFree() {
        for (Runnable task = waitingForThreads.poll(); task != null; task = waitingForThreads.poll()) {
            task.run();
        }
    }

    private static ByteRange units(int first, int end) {
        return TORRENT.layout().range(first, end);
    }

    private static void assertRight(CompletableFuture<FetchUnit> loading, int unit) {
        assertThat(loading).isCompleted();
        FetchUnit loaded = loading.join();
        assertThat(loaded.bad().isEmpty()).isTrue();
        assertThat(ByteBufUtil.getBytes(loaded.buffer())).isEqualTo(TORRENT.piece(unit));
        loaded.buffer().release();
    }

    @AfterEach
    void everyByteOfMemoryIsGivenBack() {
        assertThat(memory.used()).isZero();
    }

    @Test
    void neighboursThatWaitAreOneGetAndNothingElseIsRead() {
        int[] wanted = {3, 9, 1, 2, 40, 7, 0, 5};
        List<CompletableFuture<FetchUnit>> loading = load(units(store), wanted);
        threadsComeFree();
        for (int i = 0; i < wanted.length; i++) {
            assertRight(loading.get(i), wanted[i]);
        }
        assertThat(store.requestedRanges())
                .as("in the order in which the first of each came")
                .containsExactly(units(0, 4), units(9, 10), units(40, 41), units(7, 8), units(5, 6));
    }

    @Test
    void aSeederWithThreadsToSpareSendsAGetForEachAtOnce() {
        StoreUnits units = units(store);
        for (int unit = 0; unit < 4; unit++) {
            List<CompletableFuture<FetchUnit>> loading = load(units, unit);
            threadsComeFree();
            assertRight(loading.get(0), unit);
        }
        assertThat(store.requestedRanges()).hasSize(4);
    }

    @Test
    void aJoinedGetBringsEightMebibytesAtMost() {
        List<CompletableFuture<FetchUnit>> loading =
                load(units(store), IntStream.range(0, 40).toArray());
        threadsComeFree();
        for (int unit = 0; unit < 40; unit++) {
            assertRight(loading.get(unit), unit);
        }
        assertThat(store.requestedRanges()).containsExactly(units(0, 32), units(32, 40));
    }

    @Test
    void aUnitIsGivenBeforeTheRestOfItsGetIsThere() {
        List<CompletableFuture<FetchUnit>> loading = new ArrayList<>();
        List<Boolean> given = new ArrayList<>();
        ObjectStore watched = new DamagedStore(store, UNIT + 1, right -> {
            loading.forEach(unit -> given.add(unit.isDone()));
            return right;
        });
        loading.addAll(load(units(watched), 0, 1, 2));
        threadsComeFree();
        assertThat(given).containsExactly(true, false, false);
        for (int unit = 0; unit < 3; unit++) {
            assertRight(loading.get(unit), unit);
        }
    }

    @Test
    void wrongBytesHaveOnlyTheirOwnUnitFetchedAgain() {
        ObjectStore damaged = new DamagedStore(store, UNIT + 1, right -> (byte) ~right);
        List<CompletableFuture<FetchUnit>> loading = load(units(damaged), 0, 1, 2);
        threadsComeFree();
        for (int unit = 0; unit < 3; unit++) {
            assertRight(loading.get(unit), unit);
        }
        assertThat(store.requestedRanges()).containsExactly(units(0, 3), units(1, 2));
    }

    @Test
    void aReadThatBreaksFailsThoseWhoseBytesWereStillToCome() {
        ObjectStore broken = new DamagedStore(store, UNIT + 1, right -> {
            throw new ObjectException.Unavailable("down", null);
        });
        List<CompletableFuture<FetchUnit>> loading = load(units(broken), 0, 1, 2);
        threadsComeFree();
        assertRight(loading.get(0), 0);
        for (CompletableFuture<FetchUnit> failed : loading.subList(1, 3)) {
            assertThatThrownBy(failed::join).hasCauseInstanceOf(ObjectException.Unavailable.class);
        }
    }

    @Test
    void aSecondReadThatFailsFailsItsUnit() {
        store.failNext(Fault.WRONG_BYTES, Fault.UNAVAILABLE);
        List<CompletableFuture<FetchUnit>> loading = load(units(store), 0, 1);
        threadsComeFree();
        assertThatThrownBy(loading.get(0)::join).hasCauseInstanceOf(ObjectException.Unavailable.class);
        assertRight(loading.get(1), 1);
    }

    @Test
    void threadsThatAreGoneAreAFailure() {
        StoreUnits units = new StoreUnits(
                store,
                task -> {
                    throw new RejectedExecutionException("closed");
                },
                memory,
                oneByOne(),
                TORRENT.metainfo().info());
        assertThatThrownBy(units.load(0)::join).hasCauseInstanceOf(RejectedExecutionException.class);
    }
}
