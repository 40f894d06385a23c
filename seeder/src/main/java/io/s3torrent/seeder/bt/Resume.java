package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.bt.DownloadException.Occupied;
import io.s3torrent.seeder.bt.TargetFiles.Span;
import io.s3torrent.seeder.bt.TargetFiles.TargetFile;
import io.s3torrent.seeder.metainfo.Info;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Finds what is there of a torrent before its download goes on: unfinished files of an earlier run, and files of its names.
 *
 * <p>A file of the right name is taken for an earlier state of the torrent's when it holds at least one of its pieces, or nothing at
 * all. Its good pieces are copied; the file itself stays until the finished one replaces it. Any other file is somebody else's.
 */
final class Resume {
    private final Info info;
    private final TargetFiles target;
    private final boolean force;
    private final BooleanSupplier stopped;
    private final Set<TargetFile> replaceable = new HashSet<>();

    Resume(Info info, TargetFiles target, boolean force, BooleanSupplier stopped) {
        this.info = info;
        this.target = target;
        this.force = force;
        this.stopped = stopped;
    }

    /**
     * Gives the pieces that are there; unless they are all, each of them is now in the unfinished files.
     *
     * @throws Occupied when another file is in the way
     */
    BitSet goodPieces() throws IOException {
        Set<TargetFile> unfinished = existing(TargetFile::unfinished);
        Set<TargetFile> finished = existing(TargetFile::path);
        PieceCheck check = new PieceCheck(info, target, stopped);
        Function<TargetFile, Path> newest = file -> unfinished.contains(file) ? file.unfinished() : file.path();
        Function<TargetFile, Path> oldest = file -> finished.contains(file) ? file.path() : file.unfinished();
        BitSet good = check.goodPieces(newest);
        // Both views are the same unless there are files of both kinds.
        BitSet kept = unfinished.isEmpty() || finished.isEmpty() ? good : check.goodPieces(oldest);
        if (stopped.getAsBoolean()) {
            return good;
        }
        judge(finished, kept);
        if (good.cardinality() < info.layout().pieceCount()) {
            copy(good, newest);
            BitSet missed = (BitSet) kept.clone();
            missed.andNot(good);
            copy(missed, oldest);
            good.or(kept);
        }
        return good;
    }

    /** True when the finished file may take the place of what is there. */
    boolean mayReplace(TargetFile file) {
        return force || replaceable.contains(file) || !Files.exists(file.path(), LinkOption.NOFOLLOW_LINKS);
    }

    private Set<TargetFile> existing(Function<TargetFile, Path> where) {
        Set<TargetFile> existing = new HashSet<>();
        for (TargetFile file : target.files()) {
            if (!file.pad() && Files.exists(where.apply(file), LinkOption.NOFOLLOW_LINKS)) {
                existing.add(file);
            }
        }
        return existing;
    }

    private void judge(Set<TargetFile> finished, BitSet kept) throws IOException {
        for (TargetFile file : finished) {
            boolean regular = Files.isRegularFile(file.path(), LinkOption.NOFOLLOW_LINKS);
            if (!regular || !(force || isOurs(file, kept))) {
                throw new Occupied(
                        "another file is in the way: " + file.path() + (regular ? " (--force overwrites it)" : ""));
            }
            replaceable.add(file);
        }
    }

    private boolean isOurs(TargetFile file, BitSet kept) throws IOException {
        if (Files.size(file.path()) == 0) {
            return true;
        }
        int pieceLength = info.layout().pieceLength();
        int next = kept.nextSetBit((int) (file.start() / pieceLength));
        return file.length() > 0 && next >= 0 && (long) next * pieceLength < file.end();
    }

    private void copy(BitSet pieces, Function<TargetFile, Path> from) throws IOException {
        try (OpenFiles sources = OpenFiles.forReading();
                OpenFiles copies = OpenFiles.forWriting()) {
            for (int piece = pieces.nextSetBit(0); piece >= 0; piece = pieces.nextSetBit(piece + 1)) {
                for (Span span : target.spans(
                        info.layout().range(piece).start(), info.layout().length(piece))) {
                    Path source = from.apply(span.file());
                    if (!span.file().pad() && !source.equals(span.file().unfinished())) {
                        copy(span, sources.get(source), copies.get(span.file().unfinished()));
                    }
                }
            }
        }
    }

    private static void copy(Span span, FileChannel source, FileChannel copy) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(span.length());
        while (buffer.hasRemaining() && source.read(buffer, span.offset() + buffer.position()) >= 0) {
            // Goes on until the span is read; a file that has shrunk meanwhile fails its hash later.
        }
        buffer.flip();
        for (long at = span.offset(); buffer.hasRemaining(); ) {
            at += copy.write(buffer, at);
        }
    }
}
