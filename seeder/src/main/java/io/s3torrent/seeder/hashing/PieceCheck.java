package io.s3torrent.seeder.hashing;

import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.piece.PieceHasher;
import io.s3torrent.seeder.piece.PieceHashes;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/** Compares all bytes of a torrent with its hashes; of a hybrid with those of both formats, in one read. */
public final class PieceCheck {
    private final Info info;
    private final PieceBytes bytes;
    private final HashingListener listener;
    private final List<PieceHashes> hashes;
    private final PieceLayout layout;
    private final BitSet bad = new BitSet();
    private final AtomicLong done = new AtomicLong();

    private PieceCheck(Info info, PieceBytes bytes, HashingListener listener) {
        this.info = info;
        this.bytes = bytes;
        this.listener = listener;
        this.hashes = info.hashesOfAllFormats();
        this.layout = info.layout();
    }

    /**
     * Finds the pieces whose bytes are missing or have another hash. Blocks until all bytes are read.
     *
     * @param threads read and hash
     * @return a bit for each such piece
     */
    public static BitSet badPieces(Info info, PieceBytes bytes, ExecutorService threads, HashingListener listener)
            throws IOException {
        return new PieceCheck(info, bytes, listener).run(threads);
    }

    private BitSet run(ExecutorService threads) throws IOException {
        StridePass pass = new StridePass(layout);
        pass.run(pass.all(), this::check, threads, info.name(), () -> false);
        synchronized (bad) {
            return (BitSet) bad.clone();
        }
    }

    private void check(int first, int end) throws IOException {
        if (!isRead(first, end)) {
            for (int piece = first; piece < end; piece++) { // to tell those that are there from those that are not
                if (end - first == 1 || !isRead(piece, piece + 1)) {
                    addBad(piece, oneBit());
                }
            }
        }
        ByteRange range = layout.range(first, end);
        listener.hashed(done.addAndGet(range.length()), layout.objectLength());
    }

    private static BitSet oneBit() {
        BitSet bit = new BitSet();
        bit.set(0);
        return bit;
    }

    /** Reads and checks some pieces; false when bytes are missing, and then nothing is known of any of them. */
    private boolean isRead(int first, int end) throws IOException {
        List<BitSet> wrong = hashes.stream().map(any -> new BitSet()).toList();
        List<PieceHasher> hashers = new ArrayList<>();
        for (int i = 0; i < hashes.size(); i++) {
            hashers.add(PieceHasher.verifier(hashes.get(i), first, end - first, wrong.get(i)));
        }
        ByteSink sink = (chunk, offset, length) -> hashers.forEach(hasher -> hasher.accept(chunk, offset, length));
        boolean read = bytes.read(layout.range(first, end), sink);
        if (read) {
            wrong.forEach(bits -> addBad(first, bits));
        }
        return read;
    }

    private void addBad(int first, BitSet bits) {
        synchronized (bad) {
            bits.stream().forEach(bit -> bad.set(first + bit));
        }
    }
}
