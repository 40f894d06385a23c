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
    private final Set<Integer> bad = ConcurrentHashMap.newKeySet();

    /**
     * The pieces that {@code hashes} names, read from {@code content}.
     *
     * @param storeThreads runs the blocking reads
     * @param made true when {@code hashes} were made of {@code content} here, which left bytes in {@code cache}
     */
    public S3PieceSource(
            ObjectStore store,
            Executor storeThreads,
            PieceCache cache,
            Content content,
            PieceHashes hashes,
            boolean made) {
        this.cache = cache;
        this.units = new TorrentUnits(content, hashes, cache.layout(hashes.layout()), made);
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
        int unit = units.layout().unitOf(piece);
        CompletableFuture<ByteBuf> asker = new CompletableFuture<>();
        CompletableFuture<Unit> unused = cache.get(units.key(unit), key -> source.load(key.index()))
                .whenComplete((loaded, error) -> {
                    if (error != null) {
                        asker.completeExceptionally(unwrapped(error));
                    } else {
                        give(loaded, piece, asker);
                    }
                });
        return asker;
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
            bad.add(piece);
            asker.completeExceptionally(badPiece(piece));
        } else {
            taken = asker.complete(loaded.buffer().slice(inUnit * layout.pieceLength(), layout.length(piece)));
        }
        if (!taken) { // nobody is there to release it
            loaded.buffer().release();
        }
    }

    private BadPieceException badPiece(int piece) {
        return new BadPieceException(units.content() + ": piece " + piece
                + " does not have the hash that the torrent gives; it is not served");
    }
}
