package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.bt.DiskPieceCheck.Found;
import io.s3torrent.seeder.bt.DownloadException.Occupied;
import io.s3torrent.seeder.bt.TargetFiles.Place;
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
import java.util.function.BooleanSupplier;

/**
 * Finds the parts of a torrent that are on the disk before its download continues: unfinished files of an earlier run, and files with its
 * names.
 *
 * <p>A file with the right name counts as an earlier version if it is empty, or if it is not too long and has at least as many right pieces
 * as wrong ones. Its good pieces are copied, and the file stays until the finished one is complete. A file with the right length but no
 * complete piece of its own is compared at the end. All other files belong to the user.
 */
final class ResumeState {
    private static final int STEP = 1 << 20;

    private final Info info;
    private final TargetFiles target;
    private final boolean force;
    private final BooleanSupplier stopped;
    private final BitSet earlier = new BitSet();

    ResumeState(Info info, TargetFiles target, boolean force, BooleanSupplier stopped) {
        this.info = info;
        this.target = target;
        this.force = force;
        this.stopped = stopped;
    }

    /** True if every file is in its place with exactly its bytes. Only reads. */
    boolean isFinished() throws IOException {
        for (TargetFile file : target.files()) {
            if (file.isStored() && !isWhole(file)) {
                return false;
            }
        }
        BitSet good = new DiskPieceCheck(info, target, stopped)
                .pieces(TargetFile::path)
                .good();
        return good.cardinality() == info.layout().pieceCount();
    }

    /** True if the file is in its place and has the right length. */
    static boolean isWhole(TargetFile file) throws IOException {
        Path path = file.path();
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.size(path) == file.length();
    }

    /**
     * Returns the good pieces on the disk. Unless the torrent is complete, copies all of them into the unfinished files.
     *
     * @throws Occupied if another file is in the way
     */
    BitSet goodPieces() throws IOException {
        BitSet unfinished = existing(target.unfinished(), TargetFile::unfinished);
        BitSet finished = existing(target.root(), TargetFile::path);
        if (unfinished.isEmpty() && finished.isEmpty()) {
            return new BitSet();
        }
        dropSecondNames(unfinished, finished);
        DiskPieceCheck check = new DiskPieceCheck(info, target, stopped);
        Place newest = file -> unfinished.get(file.index()) ? file.unfinished() : file.path();
        Place oldest = file -> finished.get(file.index()) ? file.path() : file.unfinished();
        Found found = check.pieces(newest);
        // The two views differ only if there are files of both kinds.
        Found kept = unfinished.isEmpty() || finished.isEmpty() ? found : check.pieces(oldest);
        BitSet good = found.good();
        if (stopped.getAsBoolean()) {
            return good;
        }
        judge(finished, kept);
        if (good.cardinality() < info.layout().pieceCount()) {
            copy(good, newest);
            BitSet missed = (BitSet) kept.good().clone();
            missed.andNot(good);
            copy(missed, oldest);
            good.or(missed);
        } else {
            finished.andNot(unfinished);
            copyLonger(finished);
        }
        return good;
    }

    /** True if the file at this path is an earlier version. */
    boolean isEarlier(TargetFile file) {
        return earlier.get(file.index());
    }

    private BitSet existing(Path top, Place place) {
        BitSet existing = new BitSet();
        if (!Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
            return existing;
        }
        for (TargetFile file : target.files()) {
            if (file.isStored() && Files.exists(place.of(file), LinkOption.NOFOLLOW_LINKS)) {
                existing.set(file.index());
            }
        }
        return existing;
    }

    /**
     * Deletes temporary names of files that have both names, after a run was killed while it renamed. Writing to them would change both.
     */
    private void dropSecondNames(BitSet unfinished, BitSet finished) throws IOException {
        for (int i = unfinished.nextSetBit(0); i >= 0; i = unfinished.nextSetBit(i + 1)) {
            TargetFile file = target.files().get(i);
            if (finished.get(i) && Files.isSameFile(file.unfinished(), file.path())) {
                Files.delete(file.unfinished());
                unfinished.clear(i);
            }
        }
    }

    private void judge(BitSet finished, Found kept) throws IOException {
        for (int i = finished.nextSetBit(0); i >= 0; i = finished.nextSetBit(i + 1)) {
            TargetFile file = target.files().get(i);
            Path path = file.path();
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new Occupied("another file is in the way: " + path);
            }
            if (!force) {
                judge(file, Files.size(path), kept);
            }
        }
    }

    private void judge(TargetFile file, long size, Found kept) throws Occupied {
        if (size > file.length()) {
            throw inTheWay(file, "it has " + size + " bytes, but the torrent's file has " + file.length());
        }
        if (size == 0) {
            earlier.set(file.index());
            return;
        }
        int pieceLength = info.layout().pieceLength();
        int first = (int) (file.start() / pieceLength);
        int end = (int) ((file.end() - 1) / pieceLength) + 1;
        int right = 0;
        int wrong = 0;
        for (int piece = first; piece < end; piece++) {
            boolean own = (long) piece * pieceLength >= file.start()
                    && info.layout().range(piece).end() <= file.end();
            if (kept.good().get(piece)) {
                right += kept.blank().get(piece) ? 0 : 1;
            } else if (own && kept.wrong().get(piece) && !kept.blank().get(piece)) {
                wrong++;
            }
        }
        boolean whole = size == file.length();
        if (right > 0 && right >= wrong) {
            earlier.set(file.index());
        } else if (!whole || wrong > 0 || hasOwnPiece(file)) {
            if (!whole || kept.good().nextClearBit(first) < end) {
                throw inTheWay(file, "its content is not the torrent's");
            }
        }
    }

    private boolean hasOwnPiece(TargetFile file) {
        int pieceLength = info.layout().pieceLength();
        long next = Math.floorDiv(file.start() + pieceLength - 1, (long) pieceLength) * pieceLength;
        return next < file.end() && Math.min(next + pieceLength, info.layout().objectLength()) <= file.end();
    }

    private static Occupied inTheWay(TargetFile file, String why) {
        return new Occupied("another file is in the way: " + file.path() + "; " + why
                + " (move it, choose another folder with -d, or overwrite it with --force)");
    }

    private void copy(BitSet pieces, Place from) throws IOException {
        try (OpenFiles sources = OpenFiles.forReading();
                OpenFiles copies = OpenFiles.forWriting()) {
            for (int piece = pieces.nextSetBit(0); piece >= 0; piece = pieces.nextSetBit(piece + 1)) {
                for (Span span : target.spans(
                        info.layout().range(piece).start(), info.layout().length(piece))) {
                    if (span.file().isStored()) {
                        Path source = from.of(span.file());
                        Path copy = span.file().unfinished();
                        if (!source.equals(copy)) {
                            copy(span.offset(), span.length(), sources.get(source), copies.get(copy));
                        }
                    }
                }
            }
        }
    }

    /** Copies the right bytes of files that are too long. All pieces are good, but these files are not finished. */
    private void copyLonger(BitSet finished) throws IOException {
        try (OpenFiles sources = OpenFiles.forReading();
                OpenFiles copies = OpenFiles.forWriting()) {
            for (int i = finished.nextSetBit(0); i >= 0; i = finished.nextSetBit(i + 1)) {
                TargetFile file = target.files().get(i);
                if (file.length() > 0 && !isWhole(file)) {
                    copy(0, file.length(), sources.get(file.path()), copies.get(file.unfinished()));
                }
            }
        }
    }

    /** Copies bytes. If a file has shrunk meanwhile, its piece fails the hash check later. */
    private static void copy(long offset, long length, FileChannel source, FileChannel copy) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(length, STEP));
        for (long at = offset; at < offset + length; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), offset + length - at));
            if (source.read(buffer, at) < 0) {
                return;
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                at += copy.write(buffer, at);
            }
        }
    }
}
