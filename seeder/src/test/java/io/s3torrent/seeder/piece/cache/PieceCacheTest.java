package io.s3torrent.seeder.piece.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which units stay and which are evicted. Each unit has one byte. */
class PieceCacheTest {
    private static final int ROOM = 8;

    private final PieceMemory memory = new PieceMemory(ROOM);
    private final PieceCache cache = new PieceCache(memory);
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private int loads;

    @AfterEach
    void everyByteOfMemoryIsGivenBack() {
        cache.close();
        assertThat(memory.used()).isZero();
    }

    private CompletableFuture<FetchUnit> get(int unit) {
        return cache.get(
                new FetchUnit.Key("content", unit),
                key -> memory.reserve(1).thenCompose(buffer -> {
                    CompletableFuture<FetchUnit> loading = new CompletableFuture<>();
                    threads.add(() -> {
                        loads++;
                        loading.complete(FetchUnit.inMemory(buffer.writeByte(key.index()), new BitSet()));
                    });
                    return loading;
                }));
    }

    private void runThreads() {
        for (Runnable task = threads.poll(); task != null; task = threads.poll()) {
            task.run();
        }
    }

    private void hash(int units) {
        for (int unit = 0; unit < units; unit++) {
            ByteBuf buffer = cache.spareBuffer(1).orElseThrow();
            cache.put(new FetchUnit.Key("content", unit), FetchUnit.inMemory(buffer.writeByte(unit), new BitSet()));
        }
    }

    private void sendAtOnce(int unit) {
        CompletableFuture<FetchUnit> loading = get(unit);
        runThreads();
        assertThat(loading.join().buffer().getByte(0)).isEqualTo((byte) unit);
        loading.join().buffer().release();
    }

    @Test
    void aUnitSomebodyWaitsForIsServedToAllOfThemBeforeItGoes() {
        int units = 5 * ROOM;
        int peers = 20;
        List<List<CompletableFuture<FetchUnit>>> asked = new ArrayList<>();
        for (int unit = 0; unit < units; unit++) {
            int wanted = unit;
            asked.add(IntStream.range(0, peers).mapToObj(peer -> get(wanted)).toList());
        }
        runThreads();
        for (List<CompletableFuture<FetchUnit>> askers : asked) {
            for (CompletableFuture<FetchUnit> asker : askers) {
                assertThat(asker).isCompleted();
                assertThat(memory.used()).isLessThanOrEqualTo(ROOM);
                asker.join().buffer().release();
                runThreads();
            }
        }
        assertThat(loads).isEqualTo(units);
    }

    @Test
    void aLoadThatCannotEvenStartIsAnsweredAndTheNextAskerStartsAnother() {
        FetchUnit.Key key = new FetchUnit.Key("content", 0);
        Error none = new Error("as scripted");
        CompletableFuture<FetchUnit> asked = cache.get(key, unit -> {
            throw none;
        });

        assertThat(asked).isCompletedExceptionally();
        assertThatThrownBy(asked::join).hasCause(none);
        sendAtOnce(0);
    }

    @Test
    void aUnitThatWasHashedAndNeverAskedForOutlivesThoseThatWereGivenAway() {
        hash(ROOM);
        for (int unit = ROOM; unit < 3 * ROOM; unit++) {
            sendAtOnce(unit);
        }
        loads = 0;
        for (int unit = ROOM / 2; unit < ROOM; unit++) {
            sendAtOnce(unit);
        }
        assertThat(loads).isZero();
    }

    @Test
    void aWaiterGetsMemoryWhenHashingHasEnded() {
        List<ByteBuf> hashing = IntStream.range(0, ROOM)
                .mapToObj(unit -> cache.spareBuffer(1).orElseThrow())
                .toList();
        CompletableFuture<FetchUnit> asked = get(100);
        for (int unit = 0; unit < ROOM; unit++) {
            cache.put(new FetchUnit.Key("content", unit), FetchUnit.inMemory(hashing.get(unit), new BitSet()));
        }
        runThreads();
        assertThat(asked).isCompleted();
        asked.join().buffer().release();
    }

    @Test
    void hashedUnitsOfATorrentWithoutPeersLeaveHalfOfTheMemoryToTheOthers() {
        hash(ROOM);
        for (int round = 0; round < 10; round++) {
            for (int unit = 100; unit < 100 + ROOM / 2; unit++) {
                sendAtOnce(unit);
            }
        }
        assertThat(loads).isEqualTo(ROOM / 2);
    }

    @Test
    void aPeerInRandomOrderGetsMostOfWhatWasHashedWithoutASecondRead() {
        hash(ROOM);
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, 2 * ROOM).boxed().toList());
        Collections.shuffle(order, new Random(5));
        order.forEach(this::sendAtOnce);
        assertThat(loads).as("seed 5").isLessThanOrEqualTo(2 * ROOM - ROOM / 2);
    }

    /** If an evicted unit could not be found while it is sent, a new request would load it a second time. */
    @Test
    void aUnitThatIsEvictedWhileItIsSentIsFoundUntilItsLastSliceIsGone() {
        CompletableFuture<FetchUnit> sending = get(0);
        runThreads();
        CompletableFuture<ByteBuf> all = memory.reserve(ROOM);
        assertThat(all).as("waits for the unit that is sent").isNotDone();

        CompletableFuture<FetchUnit> again = get(0);
        assertThat(again.join().buffer()).isSameAs(sending.join().buffer());
        sending.join().buffer().release();
        assertThat(all).isNotDone();
        again.join().buffer().release();

        assertThat(cache.contains(new FetchUnit.Key("content", 0))).isFalse();
        all.join().release();
        sendAtOnce(0);
        assertThat(loads).isEqualTo(2);
    }
}
