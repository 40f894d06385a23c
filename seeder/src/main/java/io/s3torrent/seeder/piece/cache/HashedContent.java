package io.s3torrent.seeder.piece.cache;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceLayout;
import java.util.BitSet;
import java.util.Optional;

/**
 * What one hashing pass puts into the memory of the cache: units that are given to nobody before the torrent that was made of these very
 * bytes is known. Units of a pass that fails, or reads some bytes twice, would otherwise be served for a torrent with other hashes.
 * Its monitor guards their numbers, and is never held while the cache is called.
 */
public final class HashedContent implements AutoCloseable {
    private final PieceCache cache;
    private final UnitLayout units;
    private final Content content;
    private final BitSet inMemory = new BitSet();
    private boolean closed;

    /** For a pass over {@code content}. */
    public HashedContent(PieceCache cache, PieceLayout layout, Content content) {
        this.cache = cache;
        this.units = cache.layout(layout);
        this.content = content;
    }

    /**
     * Takes the bytes from {@code start} on, in the place of those that were taken before.
     *
     * @param start offset of a unit's first byte
     */
    public HashedUnits from(long start) {
        return new HashedUnits(cache, units, content, this, start);
    }

    PieceCache.Key key(int unit) {
        return new PieceCache.Key(this, unit);
    }

    void put(int unit, FetchUnit bytes) {
        cache.put(key(unit), bytes);
        boolean late;
        synchronized (this) {
            inMemory.set(unit, !closed);
            late = closed;
        }
        if (late) { // the pass has failed, and this reader did not know it yet
            cache.rename(key(unit), Optional.empty());
        }
    }

    void forget(int unit) {
        boolean known;
        synchronized (this) {
            known = inMemory.get(unit);
            inMemory.clear(unit);
        }
        if (known) {
            cache.rename(key(unit), Optional.empty());
        }
    }

    /** The pass has made this torrent, whose peers get the units from now on. */
    public void isOf(InfoHash torrent) {
        taken().stream().forEach(unit -> cache.rename(key(unit), Optional.of(units.key(content, torrent, unit))));
    }

    /** Forgets what no torrent was made of. */
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
}
