package io.s3torrent.seeder.bt;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.bt.TargetFiles.Span;
import io.s3torrent.seeder.bt.TargetFiles.TargetFile;
import io.s3torrent.seeder.metainfo.Info;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Finds out which pieces of a torrent are on the disk already. Stops early, with what it has, when told so. */
final class PieceCheck {
    private static final int STEP = 1 << 20;

    private final Info info;
    private final TargetFiles target;
    private final BooleanSupplier stopped;

    PieceCheck(Info info, TargetFiles target, BooleanSupplier stopped) {
        this.info = info;
        this.target = target;
        this.stopped = stopped;
    }

    /**
     * Hashes every piece of which all bytes are there.
     *
     * @param where in which path each file is to be looked for
     */
    BitSet goodPieces(Function<TargetFile, Path> where) throws IOException {
        BitSet good = new BitSet();
        Set<TargetFile> present = present(where);
        if (present.isEmpty()) {
            return good;
        }
        try (OpenFiles files = OpenFiles.forReading()) {
            for (int piece = 0; piece < info.layout().pieceCount() && !stopped.getAsBoolean(); piece++) {
                good.set(piece, isGood(piece, present, where, files));
            }
        }
        return good;
    }

    private Set<TargetFile> present(Function<TargetFile, Path> where) {
        Set<TargetFile> present = new HashSet<>();
        for (TargetFile file : target.files()) {
            if (!file.pad() && file.length() > 0 && Files.isRegularFile(where.apply(file))) {
                present.add(file);
            }
        }
        return present;
    }

    private boolean isGood(int piece, Set<TargetFile> present, Function<TargetFile, Path> where, OpenFiles files)
            throws IOException {
        var spans =
                target.spans(info.layout().range(piece).start(), info.layout().length(piece));
        if (!spans.stream().allMatch(span -> span.file().pad() || present.contains(span.file()))) {
            return false;
        }
        MessageDigest sha1 = Digests.sha1();
        for (Span span : spans) {
            if (span.file().pad()) {
                sha1.update(new byte[span.length()]);
            } else if (!hash(span, files.get(where.apply(span.file())), sha1)) {
                return false;
            }
        }
        return info.matches(piece, sha1.digest());
    }

    /** False when the file is too short. */
    private static boolean hash(Span span, FileChannel channel, MessageDigest sha1) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.min(STEP, span.length()));
        int done = 0;
        while (done < span.length()) {
            buffer.clear().limit(Math.min(buffer.capacity(), span.length() - done));
            int count = channel.read(buffer, span.offset() + done);
            if (count < 0) {
                return false;
            }
            sha1.update(buffer.flip());
            done += count;
        }
        return true;
    }
}
