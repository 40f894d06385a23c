package io.s3torrent.seeder.bt;

import bt.data.ChunkDescriptor;
import bt.data.ChunkVerifier;
import bt.data.DefaultChunkVerifier;
import bt.data.LocalBitfield;
import bt.data.digest.SHA1Digester;
import io.s3torrent.seeder.metainfo.Info;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells the library which pieces are there, which we have found out ourselves, lets it verify those that arrive, and counts. Safe for
 * use by many threads.
 */
final class ResumedPieces implements ChunkVerifier {
    private static final int STEP = 1 << 20;

    private final long total;
    private final BitSet good;
    private final AtomicLong verified;
    private final CompletableFuture<Void> complete = new CompletableFuture<>();
    private final ChunkVerifier arrived = new DefaultChunkVerifier(SHA1Digester.newDigester(STEP), 1);

    /** A torrent of which some pieces are there. */
    ResumedPieces(Info info, BitSet good) {
        this.total = info.layout().objectLength();
        this.good = (BitSet) good.clone();
        this.verified =
                new AtomicLong(good.stream().mapToLong(info.layout()::length).sum());
    }

    /** Bytes whose hash is right. */
    long verified() {
        return verified.get();
    }

    /** Completes with the last piece. */
    CompletableFuture<Void> complete() {
        return complete;
    }

    /** The library fetches no more; when pieces are missing, that is an error. */
    void giveUp(@Nullable Throwable cause) {
        complete.completeExceptionally(new IOException("the bt library gave up, see its log", cause));
    }

    @Override
    public boolean verify(List<ChunkDescriptor> chunks, LocalBitfield bitfield) {
        good.stream().forEach(bitfield::markLocalPieceVerified);
        return good.cardinality() == chunks.size();
    }

    @Override
    public boolean verify(ChunkDescriptor chunk) {
        boolean right = arrived.verify(chunk);
        if (right && verified.addAndGet(chunk.getData().length()) == total) {
            complete.complete(null);
        }
        return right;
    }

    @Override
    public boolean verifyIfPresent(ChunkDescriptor chunk) {
        return arrived.verifyIfPresent(chunk);
    }
}
