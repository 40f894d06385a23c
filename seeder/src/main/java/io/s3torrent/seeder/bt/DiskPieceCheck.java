package io.s3torrent.seeder.bt;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.bt.TargetFiles.Place;
import io.s3torrent.seeder.bt.TargetFiles.Span;
import io.s3torrent.seeder.bt.TargetFiles.TargetFile;
import io.s3torrent.seeder.metainfo.Info;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Finds the pieces of a torrent that are already on the disk. When told to stop, returns what it has found so far. */
final class DiskPieceCheck {
    private static final int STEP = 1 << 20;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(STEP).asReadOnlyBuffer();

    private final Info info;
    private final TargetFiles target;
    private final BooleanSupplier stopped;

    DiskPieceCheck(Info info, TargetFiles target, BooleanSupplier stopped) {
        this.info = info;
        this.target = target;
        this.stopped = stopped;
    }

    /**
     * The pieces on the disk.
     *
     * @param good pieces with the right hash
     * @param wrong complete pieces with another hash
     * @param blank good and wrong pieces that consist of zeros
     */
    record Found(BitSet good, BitSet wrong, BitSet blank) {}

    /**
     * Hashes every piece whose bytes are all on the disk.
     *
     * @param place returns the path at which to look for a file
     */
    Found pieces(Place place) throws IOException {
        Found found = new Found(new BitSet(), new BitSet(), new BitSet());
        BitSet present = present(place);
        if (present.isEmpty()) {
            return found;
        }
        try (OpenFiles files = OpenFiles.forReading()) {
            for (int piece = 0; piece < info.layout().pieceCount() && !stopped.getAsBoolean(); piece++) {
                check(piece, present, place, files, found);
            }
        }
        return found;
    }

    private BitSet present(Place place) {
        BitSet present = new BitSet();
        boolean any = false;
        for (TargetFile file : target.files()) {
            boolean there = file.isStored()
                    && file.length() > 0
                    && Files.isRegularFile(place.of(file), LinkOption.NOFOLLOW_LINKS);
            any |= there;
            present.set(file.index(), there || !file.isStored());
        }
        return any ? present : new BitSet();
    }

    private void check(int piece, BitSet present, Place place, OpenFiles files, Found found) throws IOException {
        List<Span> spans =
                target.spans(info.layout().range(piece).start(), info.layout().length(piece));
        if (!spans.stream().allMatch(span -> present.get(span.file().index()))) {
            return;
        }
        MessageDigest sha1 = Digests.sha1();
        boolean blank = true;
        for (Span span : spans) {
            if (!span.file().isStored()) {
                hashZeros(span.length(), sha1);
                continue;
            }
            Read read = hash(span, files.get(place.of(span.file())), sha1);
            if (read == Read.TOO_SHORT) {
                return;
            }
            blank &= read == Read.ZEROS;
        }
        (info.matches(piece, sha1.digest()) ? found.good() : found.wrong()).set(piece);
        found.blank().set(piece, blank);
    }

    private static void hashZeros(int length, MessageDigest sha1) {
        for (int rest = length; rest > 0; rest -= STEP) {
            sha1.update(ZEROS.slice(0, Math.min(STEP, rest)));
        }
    }

    private enum Read {
        TOO_SHORT,
        ZEROS,
        DATA
    }

    private static Read hash(Span span, FileChannel channel, MessageDigest sha1) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.min(STEP, span.length()));
        boolean zeros = true;
        int done = 0;
        while (done < span.length()) {
            buffer.clear().limit(Math.min(buffer.capacity(), span.length() - done));
            int count = channel.read(buffer, span.offset() + done);
            if (count < 0) {
                return Read.TOO_SHORT;
            }
            buffer.flip();
            zeros = zeros && buffer.mismatch(ZEROS.slice(0, count)) < 0;
            sha1.update(buffer);
            done += count;
        }
        return zeros ? Read.ZEROS : Read.DATA;
    }
}
