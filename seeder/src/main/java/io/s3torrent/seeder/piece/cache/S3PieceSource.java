package io.s3torrent.seeder.piece.cache;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.piece.BadPieceException;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceHashes;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.seeder.s3.ObjectReader;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Provides the pieces of one content, each as a slice of a unit: from memory, or else from the disk, or else from the store.
 *
 * <p>A piece whose bytes are wrong in the store is remembered, and is not served until a retry finds the right bytes.
 */
public final class S3PieceSource implements PieceSource {
    private static final Logger LOG = LoggerFactory.getLogger(S3PieceSource.class);

    private final PieceCache cache;
    private final UnitLayout units;
    private final PieceHashes hashes;
    private final UnitSource source;
    private final BadPieces bad;
    private final BadPieceRetries retries;
    private volatile IntConsumer restored = piece -> {};

    /**
     * Provides the pieces of {@code hashes} from {@code content}.
     *
     * @param storeThreads runs the blocking reads
     * @param retries schedules retries of bad pieces
     */
    public S3PieceSource(
            ObjectReader store,
            Executor storeThreads,
            PieceCache cache,
            Content content,
            PieceHashes hashes,
            BadPieceRetries retries) {
        this.cache = cache;
        this.retries = retries;
        this.bad = new BadPieces(retries.clock(), this::readAnew);
        this.hashes = hashes;
        this.units = cache.layout(content, hashes.layout());
        UnitSource fromStore = new StoreUnits(store, storeThreads, cache.memory(), units, hashes);
        this.source = cache.disk()
                .<UnitSource>map(disk -> new DiskUnits(disk, units, hashes, fromStore))
                .orElse(fromStore);
    }

    @Override
    public CompletableFuture<ByteBuf> read(int piece) {
        if (bad.contains(piece)) {
            return CompletableFuture.failedFuture(badPiece(piece));
        }
        FetchUnit.Key unit = key(units.unitOf(piece));
        CompletableFuture<ByteBuf> asker = new CompletableFuture<>();
        CompletableFuture<FetchUnit> unused = load(unit).whenComplete((loaded, error) -> {
            if (error != null) {
                asker.completeExceptionally(unwrapped(error));
            } else {
                give(loaded, piece, asker);
            }
        });
        cache.ahead().letGo(unit);
        return asker;
    }

    private FetchUnit.Key key(int unit) {
        return units.key(hashes.infoHash(), unit);
    }

    private CompletableFuture<FetchUnit> load(FetchUnit.Key unit) {
        return cache.get(unit, key -> source.load(key.index()));
    }

    @Override
    public boolean readAhead(int piece) {
        int index = units.unitOf(piece);
        FetchUnit.Key unit = key(index);
        boolean atHand = bad.contains(piece) || cache.contains(unit) || isOnDisk(index);
        int length = (int) units.range(index).length();
        return !atHand && cache.ahead().hold(unit, length, () -> load(unit));
    }

    private boolean isOnDisk(int unit) {
        return cache.disk().filter(disk -> disk.contains(units.diskKey(unit))).isPresent();
    }

    @Override
    public boolean isCached(int piece) {
        return cache.contains(key(units.unitOf(piece)));
    }

    /** The failure of a stage, without the wrapper that dependent stages add. */
    private static Throwable unwrapped(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    private void give(FetchUnit loaded, int piece, CompletableFuture<ByteBuf> asker) {
        PieceLayout layout = hashes.layout();
        int inUnit = inUnit(piece);
        boolean taken = false;
        if (loaded.bad().get(inUnit)) {
            remember(piece);
            asker.completeExceptionally(badPiece(piece));
        } else {
            taken = asker.complete(loaded.buffer().slice(inUnit * layout.pieceLength(), layout.length(piece)));
        }
        if (!taken) { // the caller has cancelled, so this method releases the unit
            loaded.buffer().release();
        }
    }

    private void remember(int piece) {
        bad.add(piece);
        retries.add(bad);
    }

    @Override
    public void onRestored(IntConsumer listener) {
        restored = listener;
    }

    /** Reads a piece from the store again, even if it is in memory; completes with true when it is right. Never fails. */
    private CompletableFuture<Boolean> readAnew(int piece) {
        FetchUnit.Key unit = key(units.unitOf(piece));
        cache.rename(unit, Optional.empty());
        return load(unit).handle((loaded, error) -> {
            if (loaded == null) {
                return false;
            }
            boolean right = !loaded.bad().get(inUnit(piece));
            loaded.buffer().release();
            if (right) {
                restore(piece);
            }
            return right;
        });
    }

    private void restore(int piece) {
        bad.remove(piece);
        LOG.atInfo()
                .addKeyValue("infoHash", hashes.infoHash())
                .addKeyValue("piece", piece)
                .log("the store has the right bytes again; the piece is served from now on");
        restored.accept(piece);
    }

    private int inUnit(int piece) {
        return piece - units.firstPiece(units.unitOf(piece));
    }

    private BadPieceException badPiece(int piece) {
        return new BadPieceException(
                units.content() + ": piece " + piece
                        + " does not match the torrent's hash; it is not served until the store has the right bytes");
    }
}
