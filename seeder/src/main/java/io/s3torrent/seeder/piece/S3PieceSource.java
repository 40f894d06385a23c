package io.s3torrent.seeder.piece;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.s3.ObjectStore;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The pieces of one content, each a slice of a unit: from memory, else from the disk, else from the store.
 *
 * <p>A piece whose bytes are wrong in the store is remembered, and never asked for again.
 */
public final class S3PieceSource implements PieceSource {
    private final PieceCache cache;
    private final TorrentUnits units;
    private final UnitSource source;
    /** One for all torrents until there is something in it. Replaced in the monitor. */
    private volatile Set<Integer> bad = Set.of();

    /**
     * The pieces that {@code hashes} names, read from {@code content}.
     *
     * @param storeThreads runs the blocking reads
     */
    public S3PieceSource(
            ObjectStore store, Executor storeThreads, PieceCache cache, Content content, PieceHashes hashes) {
        this.cache = cache;
        this.units = new TorrentUnits(content, hashes, cache.layout(hashes.layout()));
        UnitSource fromStore = new StoreUnits(store, storeThreads, cache.memory(), units);
        this.source = cache.disk()
                .<UnitSource>map(disk -> new DiskUnits(disk, units, fromStore))
                .orElse(fromStore);
    }

    @Override
    public CompletableFuture<ByteBuf> read(int piece) {
        if (bad.contains(piece)) {
            return CompletableFuture.failedFuture(badPiece(piece));
        }
        PieceCache.Key unit = units.key(units.layout().unitOf(piece));
        CompletableFuture<ByteBuf> asker = new CompletableFuture<>();
        CompletableFuture<Unit> unused = load(unit).whenComplete((loaded, error) -> {
            if (error != null) {
                asker.completeExceptionally(unwrapped(error));
            } else {
                give(loaded, piece, asker);
            }
        });
        cache.ahead().letGo(unit);
        return asker;
    }

    private CompletableFuture<Unit> load(PieceCache.Key unit) {
        return cache.get(unit, key -> source.load(key.index()));
    }

    @Override
    public boolean readAhead(int piece) {
        int index = units.layout().unitOf(piece);
        PieceCache.Key unit = units.key(index);
        boolean atHand = bad.contains(piece) || cache.contains(unit) || isOnDisk(index);
        int length = (int) units.range(index).length();
        return !atHand && cache.ahead().hold(unit, length, () -> load(unit));
    }

    private boolean isOnDisk(int unit) {
        return cache.disk().filter(disk -> disk.contains(units.diskKey(unit))).isPresent();
    }

    @Override
    public boolean isCached(int piece) {
        return cache.contains(units.key(units.layout().unitOf(piece)));
    }

    /** What made a stage fail, without the wrapping of those that hang on it. */
    private static Throwable unwrapped(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    private void give(Unit loaded, int piece, CompletableFuture<ByteBuf> asker) {
        PieceLayout layout = units.hashes().layout();
        int inUnit = piece - units.layout().firstPiece(units.layout().unitOf(piece));
        boolean taken = false;
        if (loaded.bad().get(inUnit)) {
            remember(piece);
            asker.completeExceptionally(badPiece(piece));
        } else {
            taken = asker.complete(loaded.buffer().slice(inUnit * layout.pieceLength(), layout.length(piece)));
        }
        if (!taken) { // nobody is there to release it
            loaded.buffer().release();
        }
    }

    private synchronized void remember(int badPiece) {
        if (bad.isEmpty()) {
            bad = ConcurrentHashMap.newKeySet();
        }
        bad.add(badPiece);
    }

    private BadPieceException badPiece(int piece) {
        return new BadPieceException(units.content() + ": piece " + piece
                + " does not have the hash that the torrent gives; it is not served");
    }
}
