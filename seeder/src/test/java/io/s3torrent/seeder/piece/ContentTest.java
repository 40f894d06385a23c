package io.s3torrent.seeder.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.piece.Content.Extent;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.MemoryStore;
import io.s3torrent.seeder.s3.ObjectException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContentTest {
    private final MemoryStore store = new MemoryStore("0123456789".getBytes(StandardCharsets.US_ASCII));
    private final Content content = Content.of(
            List.of(Extent.of(store.version()), Extent.zeros(70_000), Extent.of(store.version()), Extent.zeros(3)));

    private byte[] read(long start, long end) throws ObjectException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content.read(store, new ByteRange(start, end), bytes::write);
        return bytes.toByteArray();
    }

    @Test
    void everyRangeHasTheBytesOfItsExtents() throws ObjectException {
        byte[] all = read(0, content.length());
        assertThat(all).hasSize(70_023).startsWith("0123456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(all).endsWith("0123456789\0\0\0".getBytes(StandardCharsets.US_ASCII));
        for (long start : new long[] {0, 9, 10, 40_000, 70_009, 70_010, 70_020}) {
            for (long end : new long[] {start + 1, start + 2, 70_022, 70_023}) {
                assertThat(read(start, end)).isEqualTo(Arrays.copyOfRange(all, (int) start, (int) end));
            }
        }
    }

    @Test
    void onlyTheBytesOfObjectsAreAskedFor() throws ObjectException {
        read(5, 70_012);
        assertThat(store.requestedRanges()).containsExactly(new ByteRange(5, 10), new ByteRange(0, 2));
        read(10, 70_010);
        assertThat(store.requestedRanges()).hasSize(2);
    }

    @Test
    void theSameExtentsAreTheSameContent() {
        Content same = Content.of(
                List.of(Extent.of(store.version()), Extent.zeros(70_000), Extent.of(store.version()), Extent.zeros(3)));
        assertThat(same).isEqualTo(content).hasSameHashCodeAs(content);
        assertThat(Content.of(store.version())).isNotEqualTo(content);
    }

    @Test
    void lengthsThatAddUpToMoreThanALongAreRefused() {
        assertThatThrownBy(() -> Content.of(List.of(Extent.zeros(Long.MAX_VALUE), Extent.zeros(1))))
                .isInstanceOf(ArithmeticException.class);
    }
}
