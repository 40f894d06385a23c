package io.s3torrent.seeder.piece;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectStore.ByteSink;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the bytes that go by while an object is hashed into the cache, as far as there is room, so that its first peers cost no
 * second read.
 *
 * <p>The bytes are verified by their nature: the hashes are made of them. Nothing is pushed out for them.
 */
public final class HashedUnits implements ByteSink, AutoCloseable {
    private final PieceCache cache;
    private final UnitLayout units;
    private final Content content;
    private long position;
    private @Nullable ByteBuf buffer;

    /**
     * Takes the bytes of {@code content} from {@code start} on.
     *
     * @param start offset of a unit's first byte
     */
    public HashedUnits(PieceCache cache, PieceLayout layout, Content content, long start) {
        this.cache = cache;
        this.units = UnitLayout.of(layout, cache.memory().bound());
        this.content = content;
        this.position = start;
    }

    @Override
    public void accept(byte[] chunk, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int unit = units.unitOf((int) (position / units.pieces().pieceLength()));
            ByteRange range = units.range(unit);
            if (position == range.start()) {
                buffer = reserve(range).orElse(null);
            }
            int step = (int) Math.min(range.end() - position, end - at);
            if (buffer != null) {
                buffer.writeBytes(chunk, at, step);
            }
            at += step;
            position += step;
            if (position == range.end() && buffer != null) {
                cache.put(units.key(content, unit), new PieceCache.Unit(buffer, new BitSet()));
                buffer = null;
            }
        }
    }

    private Optional<ByteBuf> reserve(ByteRange range) {
        return cache.spareBuffer((int) range.length());
    }

    /** Forgets a unit that did not become whole. */
    @Override
    public void close() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
