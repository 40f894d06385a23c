package io.s3torrent.seeder.piece.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class MemoryShareTest {
    private final PieceMemory memory = new PieceMemory(100);
    private final MemoryShare share = new MemoryShare(memory);

    @Test
    void aQuarterStaysFreeWhateverATorrentReads() {
        assertThat(share.reserve(50)).isCompleted();
        CompletableFuture<ByteBuf> second = share.reserve(25);
        CompletableFuture<ByteBuf> third = share.reserve(1);
        assertThat(second).isCompleted();
        assertThat(third).isNotDone();
        assertThat(new MemoryShare(memory).reserve(25)).as("of another torrent").isCompleted();

        second.join().release();
        assertThat(third).as("the read has not ended").isNotDone();
        share.ended(25);
        assertThat(third).isCompleted();
    }

    @Test
    void bytesThatWereReadDoNotCount() {
        for (int i = 0; i < 4; i++) {
            assertThat(share.reserve(25)).isCompleted();
            share.ended(25);
        }
        assertThat(memory.used()).isEqualTo(100);
    }

    @Test
    void unitsWaitInOrder() {
        CompletableFuture<ByteBuf> first = share.reserve(60);
        CompletableFuture<ByteBuf> second = share.reserve(70);
        CompletableFuture<ByteBuf> third = share.reserve(5);
        assertThat(third).isNotDone();

        first.join().release();
        share.ended(60);

        assertThat(second).isCompleted();
        assertThat(third).isCompleted();
    }

    @Test
    void aUnitLongerThanTheShareIsReadAlone() {
        CompletableFuture<ByteBuf> first = share.reserve(90);
        CompletableFuture<ByteBuf> second = share.reserve(1000);
        assertThat(first).isCompleted();
        first.join().release();
        share.ended(90);
        assertThat(second).isCompleted();
    }

    @Test
    void manyWaitersThatFailAreNoDeepRecursion() {
        List<CompletableFuture<ByteBuf>> failed = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            failed.add(share.reserve(60).whenComplete((buffer, error) -> {
                if (error != null) {
                    share.ended(60);
                }
            }));
        }
        memory.close();
        share.ended(60);

        assertThat(failed.get(0)).isCompleted();
        assertThat(failed.subList(1, failed.size())).allMatch(CompletableFuture::isCompletedExceptionally);
    }

    @Test
    void theQueueIsBounded() {
        for (int i = 0; i <= 100_000; i++) {
            assertThat(share.reserve(75)).isNotNull();
        }
        assertThatThrownBy(share.reserve(75)::join).hasCauseInstanceOf(RejectedExecutionException.class);
    }
}
