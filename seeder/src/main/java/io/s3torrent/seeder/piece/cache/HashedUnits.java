package io.s3torrent.seeder.piece.cache;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.disk.DiskWrite;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Puts the bytes that go by while an object is hashed into the tiers of the cache, as far as there is room, so that its first peers
 * cost no second read.
 *
 * <p>The bytes are verified by their nature: the hashes are made of them, and {@link HashedContent} keeps them from all others. Nothing is pushed out of memory for them, and nothing of
 * the same object off the disk. Whoever hashes waits for the disk: to drop what it can't keep up with would be to read it again.
 */
public final class HashedUnits implements ByteSink, AutoCloseable {
    private final PieceCache cache;
    private final UnitLayout units;
    private final Content content;
    private final HashedContent pass;
    private long position;
    private @Nullable ByteBuf buffer;
    private @Nullable DiskWrite write;

    HashedUnits(PieceCache cache, UnitLayout units, Content content, HashedContent pass, long start) {
        this.cache = cache;
        this.units = units;
        this.content = content;
        this.pass = pass;
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
                begin(unit);
            }
            int step = (int) Math.min(range.end() - position, end - at);
            take(chunk, at, step);
            at += step;
            position += step;
            if (position == range.end()) {
                finish(unit);
            }
        }
    }

    private void begin(int unit) {
        pass.forget(unit);
        buffer = cache.spareBuffer((int) units.range(unit).length()).orElse(null);
        write = cache.disk()
                .flatMap(disk -> disk.write(units.diskKey(content, unit), true))
                .orElse(null);
    }

    private void take(byte[] chunk, int offset, int length) {
        if (buffer != null) {
            buffer.writeBytes(chunk, offset, length);
        }
        if (write != null) {
            write.accept(chunk, offset, length);
        }
    }

    private void finish(int unit) {
        if (buffer != null) {
            pass.put(unit, FetchUnit.inMemory(buffer, new BitSet()));
            buffer = null;
        }
        endWrite();
    }

    private void endWrite() {
        if (write != null) {
            write.close();
            write = null;
        }
    }

    /** Forgets a unit that did not become whole. */
    @Override
    public void close() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
        endWrite();
    }
}
