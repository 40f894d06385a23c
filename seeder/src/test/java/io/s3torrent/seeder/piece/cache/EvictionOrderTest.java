package io.s3torrent.seeder.piece.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each unit has one byte, and the memory has eight. */
class EvictionOrderTest {
    private final EvictionOrder order = new EvictionOrder(8);
    private final List<ByteBuf> buffers = new ArrayList<>();
    private int looks;

    @AfterEach
    void releaseBuffers() {
        buffers.stream().filter(buffer -> buffer.refCnt() > 0).forEach(buffer -> buffer.release(buffer.refCnt()));
    }

    private final class CountingBuffer extends UnpooledHeapByteBuf {
        CountingBuffer() {
            super(UnpooledByteBufAllocator.DEFAULT, 1, 1);
        }

        @Override
        public int refCnt() {
            looks++;
            return super.refCnt();
        }
    }

    private static FetchUnit.Key key(int unit) {
        return new FetchUnit.Key("content", unit);
    }

    private FetchUnit unit() {
        ByteBuf buffer = new CountingBuffer();
        buffers.add(buffer);
        return FetchUnit.inMemory(buffer, new BitSet());
    }

    private EvictionOrder.Slot used(int unit) {
        return order.addUsed(key(unit), unit());
    }

    private EvictionOrder.Slot fresh(int unit) {
        return order.addFresh(key(unit), unit());
    }

    private List<Integer> pick(int bytes) {
        return order.pick(bytes, key -> false).stream()
                .map(slot -> slot.key().index())
                .toList();
    }

    @Test
    void theLeastRecentlyUsedUnitGoesFirst() {
        EvictionOrder.Slot oldest = used(0);
        used(1);
        used(2);
        order.use(oldest);

        assertThat(pick(2)).containsExactly(1, 2);
    }

    @Test
    void aUnitThatIsBeingSentGoesAfterIdleOnes() {
        EvictionOrder.Slot sent = used(0);
        sent.unit().buffer().retain();
        EvictionOrder.Slot idle = used(1);

        assertThat(pick(1)).containsExactly(1);
        assertThat(idle.isLeaving()).isFalse();
        assertThat(pick(1)).containsExactly(0);
        assertThat(sent.isLeaving()).isTrue();
    }

    @Test
    void bytesThatAreLeavingCountAsPickedUntilTheyAreFreed() {
        EvictionOrder.Slot sent = used(0);
        sent.unit().buffer().retain();
        assertThat(pick(1)).containsExactly(0);
        used(1);
        used(2);

        assertThat(pick(1)).isEmpty();
        assertThat(pick(2)).containsExactly(1);
        order.freed(sent);
        assertThat(pick(1)).containsExactly(2);
    }

    @Test
    void freshUnitsAreSparedInHalfOfTheMemory() {
        for (int unit = 0; unit < 6; unit++) {
            fresh(unit);
        }
        used(6);
        used(7);

        assertThat(pick(3)).as("two too many, then a used one").containsExactly(0, 1, 6);
        assertThat(pick(2)).as("no other used one is left after 7").containsExactly(7, 2);
    }

    @Test
    void aFreshUnitThatIsAskedForIsAsOthers() {
        EvictionOrder.Slot asked = fresh(0);
        fresh(1);
        order.use(asked);

        assertThat(pick(1)).containsExactly(0);
    }

    @Test
    void unitsThatWereReadAheadGoLast() {
        used(0);
        EvictionOrder.Slot sent = used(1);
        sent.unit().buffer().retain();
        buffers.get(0).retain();

        assertThat(order.pick(1, key -> key.index() == 0)).containsExactly(sent);
    }

    @Test
    void onlyAUnitThatTheCacheHoldsIsTheCachesToRelease() {
        EvictionOrder.Slot held = used(0);
        EvictionOrder.Slot leaving = used(1);
        leaving.unit().buffer().retain();
        held.unit().buffer().retain();
        assertThat(pick(1)).containsExactly(0);

        assertThat(order.remove(held)).isFalse();
        assertThat(order.remove(leaving)).isTrue();
        assertThat(pick(2)).isEmpty();
    }

    @Test
    void aPickDoesNotLookAtAllUnits() {
        EvictionOrder large = new EvictionOrder(100_000);
        for (int unit = 0; unit < 50_000; unit++) {
            large.addFresh(key(unit), unit());
            large.addUsed(key(50_000 + unit), unit());
        }

        assertThat(large.pick(3, key -> false)).hasSize(3);
        assertThat(looks).isLessThan(20);
    }
}
