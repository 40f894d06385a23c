package io.s3torrent.seeder.piece.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.s3torrent.seeder.piece.PieceLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PieceMemoryTest {
    private final PieceMemory memory = new PieceMemory(100);

    @Test
    void countsABufferUntilItsLastSliceIsGone() {
        ByteBuf buffer = memory.reserve(60).join();
        buffer.writeZero(60);
        ByteBuf slice = buffer.retainedSlice(10, 20);
        buffer.release();
        assertThat(memory.used()).isEqualTo(60);
        slice.release();
        assertThat(memory.used()).isZero();
    }

    @Test
    void givesABufferThatIsEmptyAndExactlyAsLargeAsAsked() {
        ByteBuf first = memory.reserve(50).join();
        first.writeZero(50).release();
        ByteBuf second = memory.reserve(50).join();
        assertThat(second.readableBytes()).isZero();
        assertThat(second.capacity()).isEqualTo(50);
        assertThat(second.isDirect()).isTrue();
        second.release();
    }

    /** The JVM of the tests has 512 MiB of direct memory. */
    @Test
    void aPieceOf256MebibytesIsHeldAndOneThatLeavesNothingForSocketsIsNot() {
        assertThat(PieceCache.canHold(new PieceLayout(1L << 40, 256 << 20))).isTrue();
        assertThat(PieceCache.canHold(new PieceLayout(1L << 40, 512 << 20))).isFalse();
        assertThat(PieceCache.canHold(new PieceLayout(100, 512 << 20))).isTrue();
    }

    @Test
    void aRequestForMoreThanIsLeftWaitsInLine() {
        ByteBuf first = memory.reserve(80).join();
        CompletableFuture<ByteBuf> large = memory.reserve(100);
        CompletableFuture<ByteBuf> small = memory.reserve(20);
        assertThat(small).as("the first cannot use this memory").isCompleted();
        CompletableFuture<ByteBuf> next = memory.reserve(10);
        first.release();
        assertThat(large).isNotDone();
        assertThat(next).as("no caller overtakes").isNotDone();
        assertThat(memory.tryReserve(10)).as("no caller overtakes").isEmpty();
        small.join().release();
        assertThat(large.join().release()).isTrue();
        assertThat(next.join().release()).isTrue();
        assertThat(memory.used()).isZero();
    }

    @Test
    void aBufferThatIsNeverReleasedHoldsUpNoShorterRequests() {
        ByteBuf hanging = memory.reserve(10).join();
        CompletableFuture<ByteBuf> large = memory.reserve(95);
        for (int i = 0; i < 10; i++) {
            CompletableFuture<ByteBuf> first = memory.reserve(50);
            CompletableFuture<ByteBuf> second = memory.reserve(50);
            assertThat(first).isCompleted();
            assertThat(second).isNotDone();
            first.join().release();
            assertThat(second).isCompleted();
            second.join().release();
        }
        assertThat(large).isNotDone();
        hanging.release();
        assertThat(large.join().release()).isTrue();
        assertThat(memory.used()).isZero();
    }

    @Test
    void aBufferLargerThanTheBoundIsGivenWhenNothingElseIsOut() {
        ByteBuf first = memory.reserve(1).join();
        CompletableFuture<ByteBuf> huge = memory.reserve(1000);
        assertThat(huge).isNotDone();
        first.release();
        assertThat(huge.join().capacity()).isEqualTo(1000);
        huge.join().release();
    }

    @Test
    void asksTheCacheForWhatIsMissing() {
        ByteBuf cached = memory.reserve(80).join();
        memory.onShortage(bytes -> {
            assertThat(bytes).isEqualTo(30);
            cached.release();
        });
        memory.reserve(50).join().release();
    }

    @Test
    void closeRefusesThoseWhoWait() {
        ByteBuf out = memory.reserve(100).join();
        CompletableFuture<ByteBuf> waiting = memory.reserve(1);
        memory.close();
        assertThatThrownBy(waiting::join).isInstanceOf(CompletionException.class);
        assertThatThrownBy(memory.reserve(1)::join).isInstanceOf(CompletionException.class);
        out.release();
        assertThat(memory.used()).isZero();
    }

    /** Direct memory that can run out, as when other code in the process uses it. */
    private static final class Shortage extends AbstractByteBufAllocator {
        private int refusals;

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            if (refusals > 0) {
                refusals--;
                throw new OutOfMemoryError("as scripted");
            }
            return new UnpooledDirectByteBuf(this, initialCapacity, maxCapacity);
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }

    private final Shortage shortage = new Shortage();
    private final PieceMemory scarce = new PieceMemory(100, shortage);

    @Test
    void whatCouldNotBeGivenDoesNotCount() {
        shortage.refusals = 2;
        assertThatThrownBy(() -> scarce.reserve(60)).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> scarce.tryReserve(60)).isInstanceOf(OutOfMemoryError.class);
        assertThat(scarce.used()).isZero();

        scarce.reserve(100).join().release();
    }

    @Test
    void aWaiterWhoseMemoryIsMissingFailsAndTheLineGoesOn() {
        ByteBuf first = scarce.reserve(80).join();
        CompletableFuture<ByteBuf> second = scarce.reserve(50);
        CompletableFuture<ByteBuf> third = scarce.reserve(50);
        shortage.refusals = 1;
        assertThatCode(first::release).doesNotThrowAnyException(); // an error here would end JUnit

        assertThatThrownBy(second::join).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(third.join().release()).isTrue();
        assertThat(scarce.used()).isZero();
    }

    @Test
    void theCacheIsToldWhatAllWaitersTogetherLack() {
        List<Long> shortages = new ArrayList<>();
        memory.onShortage(shortages::add);
        ByteBuf all = memory.reserve(100).join();
        CompletableFuture<ByteBuf> first = memory.reserve(30);
        CompletableFuture<ByteBuf> second = memory.reserve(40);
        assertThat(shortages).containsExactly(30L, 70L);

        all.release();
        CompletableFuture<ByteBuf> third = memory.reserve(50);
        assertThat(shortages).as("70 bytes are used, and 50 are requested").containsExactly(30L, 70L, 20L);

        first.join().release();
        second.join().release();
        third.join().release();
        assertThat(memory.used()).isZero();
    }

    /** If each waiter took a sum over all waiters, this test would take a minute. */
    @Test
    @Timeout(20)
    void aWaiterCostsTheSameHoweverManyWait() {
        ByteBuf all = memory.reserve(100).join();
        List<CompletableFuture<ByteBuf>> waiters =
                IntStream.range(0, 100_000).mapToObj(i -> memory.reserve(1)).toList();
        all.release();

        waiters.forEach(waiter -> waiter.join().release());
        assertThat(memory.used()).isZero();
    }
}
