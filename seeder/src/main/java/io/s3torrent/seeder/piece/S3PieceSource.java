package io.s3torrent.seeder.piece;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.piece.PieceCache.Unit;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pieces of one content: from the cache, else by one pinned ranged GET per unit (and object), hashed in the pass that reads. */
public final class S3PieceSource implements PieceSource {
    private static final Logger LOG = LoggerFactory.getLogger(S3PieceSource.class);

    private final ObjectStore store;
    private final Executor storeThreads;
    private final PieceCache cache;
    private final Content content;
    private final PieceHashes hashes;
    private final UnitLayout units;

    /**
     * The pieces that {@code hashes} names, read from {@code content}.
     *
     * @param storeThreads runs the blocking reads
     */
    public S3PieceSource(
            ObjectStore store, Executor storeThreads, PieceCache cache, Content content, PieceHashes hashes) {
        if (content.length() != hashes.layout().objectLength()) {
            throw new IllegalArgumentException("content: " + content.length() + " bytes (expected: "
                    + hashes.layout().objectLength() + ")");
        }
        this.store = store;
        this.storeThreads = storeThreads;
        this.cache = cache;
        this.content = content;
        this.hashes = hashes;
        this.units = UnitLayout.of(hashes.layout(), cache.memory().bound());
    }

    @Override
    public CompletableFuture<ByteBuf> read(int piece) {
        int unit = units.unitOf(piece);
        CompletableFuture<ByteBuf> asker = new CompletableFuture<>();
        CompletableFuture<Unit> unused = cache.get(units.key(content, unit), this::fetch)
                .whenComplete((loaded, error) -> {
                    if (error != null) {
                        asker.completeExceptionally(unwrapped(error));
                    } else {
                        give(loaded, piece - units.firstPiece(unit), piece, asker);
                    }
                });
        return asker;
    }

    /** What made a stage fail, without the wrapping of those that hang on it. */
    private static Throwable unwrapped(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    private void give(Unit loaded, int indexInUnit, int piece, CompletableFuture<ByteBuf> asker) {
        ByteBuf bytes = loaded.buffer()
                .slice(
                        indexInUnit * hashes.layout().pieceLength(),
                        hashes.layout().length(piece));
        boolean bad = loaded.bad().get(indexInUnit);
        boolean taken = bad
                ? asker.completeExceptionally(new BadPieceException(content + ": piece " + piece
                        + " does not have the hash that the torrent gives; it is not served"))
                : asker.complete(bytes);
        if (bad || !taken) { // nobody is there to release it
            bytes.release();
        }
    }

    private CompletableFuture<Unit> fetch(PieceCache.Key key) {
        ByteRange range = units.range(key.index());
        return cache.memory()
                .reserve((int) range.length())
                .thenCompose(buffer -> fetchInto(buffer, key.index(), range));
    }

    private CompletableFuture<Unit> fetchInto(ByteBuf buffer, int unit, ByteRange range) {
        CompletableFuture<Unit> promise = new CompletableFuture<>();
        try {
            storeThreads.execute(() -> {
                try {
                    promise.complete(readVerified(buffer, unit, range));
                } catch (ObjectException | RuntimeException e) {
                    buffer.release();
                    promise.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            buffer.release();
            promise.completeExceptionally(e);
        }
        return promise;
    }

    /** Reads a unit; wrong bytes may be an accident of the way, so they are fetched once more before they count as bad. */
    private Unit readVerified(ByteBuf buffer, int unit, ByteRange range) throws ObjectException {
        BitSet bad = read(buffer, unit, range);
        if (!bad.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("infoHash", hashes.infoHash())
                    .addKeyValue("range", range)
                    .log("wrong bytes, fetched again");
            bad = read(buffer, unit, range);
        }
        if (!bad.isEmpty()) {
            LOG.atError()
                    .addKeyValue("infoHash", hashes.infoHash())
                    .addKeyValue("object", content)
                    .addKeyValue("range", range)
                    .log("the object does not have the bytes that the torrent names; these pieces are not served");
        }
        return new Unit(buffer, bad);
    }

    private BitSet read(ByteBuf buffer, int unit, ByteRange range) throws ObjectException {
        int first = units.firstPiece(unit);
        BitSet bad = new BitSet();
        PieceHasher hasher = new PieceHasher(
                hashes.layout(),
                hashes.newDigest(),
                first,
                (piece, hash) -> bad.set(piece - first, !hashes.matches(piece, hash)));
        buffer.clear();
        content.read(store, range, (chunk, offset, length) -> {
            buffer.writeBytes(chunk, offset, length);
            hasher.accept(chunk, offset, length);
        });
        return bad;
    }
}
