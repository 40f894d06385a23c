package io.s3torrent.seeder.piece.cache;

import io.netty.buffer.ByteBuf;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.piece.disk.DiskTier.DiskWrite;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects the units that one hashing pass puts into the cache.
 *
 * <p>The units are not served until the torrent that was made of exactly these bytes is known. Otherwise, units of a pass that fails or
 * reads some bytes twice could be served for a torrent with other hashes. Its monitor guards the set of units, and is never held while the
 * cache is called.
 */
public final class HashedContent implements AutoCloseable {
    private final PieceCache cache;
    private final UnitLayout units;
    private final BitSet inMemory = new BitSet();
    private boolean closed;

    /** Starts a collection for a pass over {@code content}. */
    public HashedContent(PieceCache cache, PieceLayout layout, Content content) {
        this.cache = cache;
        this.units = cache.layout(content, layout);
    }

    /**
     * Takes the bytes from {@code start} on, and replaces those that were taken before.
     *
     * @param start offset of a unit's first byte
     */
    public HashedUnits from(long start) {
        return new HashedUnits(start);
    }

    private FetchUnit.Key key(int unit) {
        return new FetchUnit.Key(this, unit);
    }

    private void put(int unit, FetchUnit bytes) {
        cache.put(key(unit), bytes);
        boolean late;
        synchronized (this) {
            inMemory.set(unit, !closed);
            late = closed;
        }
        if (late) { // the pass has failed, and this reader was not stopped yet
            cache.rename(key(unit), Optional.empty());
        }
    }

    private void forget(int unit) {
        boolean known;
        synchronized (this) {
            known = inMemory.get(unit);
            inMemory.clear(unit);
        }
        if (known) {
            cache.rename(key(unit), Optional.empty());
        }
    }

    /** Assigns the units to the torrent that the pass has made, so that its peers can get them. */
    public void assignTo(InfoHash torrent) {
        taken().stream().forEach(unit -> cache.rename(key(unit), Optional.of(units.key(torrent, unit))));
    }

    /** Discards the units that were not assigned to a torrent. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        taken().stream().forEach(unit -> cache.rename(key(unit), Optional.empty()));
    }

    private synchronized BitSet taken() {
        BitSet all = (BitSet) inMemory.clone();
        inMemory.clear();
        return all;
    }

    /**
     * Puts bytes that are being hashed into the tiers of the cache, as far as there is room. So the first peers of a torrent cost no second
     * read.
     *
     * <p>The bytes are right by definition, because the hashes are made of them. They evict nothing from memory, and nothing of the same
     * object from the disk. The hashing thread waits for the disk, because a dropped unit would have to be read from the store again.
     */
    public final class HashedUnits implements ByteSink, AutoCloseable {
        private long position;
        private @Nullable ByteBuf buffer;
        private @Nullable DiskWrite write;

        private HashedUnits(long start) {
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
            forget(unit);
            buffer = cache.spareBuffer((int) units.range(unit).length()).orElse(null);
            write = cache.disk()
                    .flatMap(disk -> disk.write(units.diskKey(unit), true))
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
                put(unit, FetchUnit.inMemory(buffer, new BitSet()));
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

        /** Discards a unit that is not complete. */
        @Override
        public void close() {
            if (buffer != null) {
                buffer.release();
                buffer = null;
            }
            endWrite();
        }
    }
}
