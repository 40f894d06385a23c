package io.s3torrent.seeder.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

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

    @Test
    void whoAsksForMoreThanIsLeftWaitsInLine() {
        ByteBuf first = memory.reserve(80).join();
        CompletableFuture<ByteBuf> large = memory.reserve(50);
        CompletableFuture<ByteBuf> small = memory.reserve(10);
        assertThat(large).isNotDone();
        assertThat(small).as("nobody overtakes").isNotDone();
        assertThat(memory.tryReserve(10)).as("nobody overtakes").isEmpty();
        first.release();
        assertThat(large.join().release()).isTrue();
        assertThat(small.join().release()).isTrue();
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
}
