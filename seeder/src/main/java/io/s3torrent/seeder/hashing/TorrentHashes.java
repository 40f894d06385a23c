package io.s3torrent.seeder.hashing;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.FileTree;
import io.s3torrent.seeder.metainfo.FileTree.Leaf;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.InfoWriter;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.PieceRoots;
import io.s3torrent.seeder.metainfo.Sha1Pieces;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.piece.PieceDigest;
import io.s3torrent.seeder.piece.PieceHasher;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.piece.merkle.MerkleTree;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Collects the hashes of a new torrent, from runs of its bytes in any order, and makes its {@link Info}.
 *
 * <p>Several threads may hash at the same time, each with its own run.
 */
public final class TorrentHashes {
    /** Allowance in bytes for the torrent file beyond its hashes and files. */
    private static final int MARGIN = 1 << 16;

    /** The most bytes that a file takes in the list and in the tree, beyond its name. */
    private static final int ENTRY = 128;

    private final InfoOptions spec;
    private final List<FileEntry> files;
    private final PieceLayout layout;
    private final PieceLayout layoutV2;
    private final byte[] sha1;
    private final byte[] roots;

    /**
     * Starts without hashes.
     *
     * @param files from {@link TorrentFiles}; in a v2 torrent of several files, each is followed by a pad
     * @throws MetainfoException when there are no bytes, there are too many pieces, or a name cannot be written safely
     */
    public TorrentHashes(InfoOptions spec, List<FileEntry> files) throws MetainfoException {
        this.spec = spec;
        this.files = List.copyOf(files);
        checkFiles();
        long length = TorrentFiles.length(files);
        checkSize(spec, files);
        TorrentFormat format = spec.format();
        layout = new PieceLayout(length, spec.pieceLength());
        layoutV2 = format.hasV2() ? TorrentFiles.layoutV2(files, spec.pieceLength()) : layout;
        sha1 = new byte[format.hasV1() ? layout.pieceCount() * Sha1Pieces.HASH_LENGTH : 0];
        roots = new byte[format.hasV2() ? layout.pieceCount() * MerkleTree.HASH_LENGTH : 0];
    }

    private TorrentHashes(TorrentHashes longer, List<FileEntry> files) throws MetainfoException {
        this(longer.spec, files);
        System.arraycopy(longer.sha1, 0, sha1, 0, sha1.length);
        System.arraycopy(longer.roots, 0, roots, 0, roots.length);
    }

    /**
     * The same hashes for a single file that turned out to be shorter.
     *
     * <p>The pieces before its last one keep their hashes; the last one is to be hashed by the result.
     */
    public TorrentHashes shortened(long length) throws MetainfoException {
        return new TorrentHashes(this, TorrentFiles.single(spec, length));
    }

    private void checkFiles() throws MetainfoException {
        checkNames();
        for (FileEntry file : files) {
            if (spec.format().hasV2() && file.path().size() > FileTree.MAX_DEPTH) {
                throw new MetainfoException("\"" + String.join("/", file.path()) + "\": "
                        + file.path().size() + " nested folders (expected in a v2 torrent: <= "
                        + FileTree.MAX_DEPTH + ")");
            }
        }
        if (TorrentFiles.length(files) == 0) {
            throw new MetainfoException("\"" + spec.name() + "\" is empty: a torrent needs at least one byte");
        }
    }

    private void checkNames() throws MetainfoException {
        try {
            PathRules.check(spec.name(), files);
        } catch (MetainfoException e) {
            boolean single = TorrentFiles.isSingle(spec.name(), files);
            throw new MetainfoException(
                    e.getMessage() + (single ? "; choose another name with --name" : "; use --name or --exclude"), e);
        }
    }

    /**
     * Checks that the torrent of these files is short enough for other programs to read.
     *
     * @throws MetainfoException when there are too many pieces or files
     */
    public static void checkSize(InfoOptions spec, List<FileEntry> files) throws MetainfoException {
        long pieces = (TorrentFiles.length(files) - 1) / spec.pieceLength() + 1;
        long names = files.stream()
                .mapToLong(file -> ENTRY + 2L * String.join("/", file.path()).getBytes(StandardCharsets.UTF_8).length)
                .sum();
        int times = spec.format() == TorrentFormat.HYBRID ? 2 : 1;
        if (MARGIN + pieces * spec.format().hashBytes() + names * times > MetainfoCodec.MAX_WRITTEN) {
            throw new MetainfoException("\"" + spec.name() + "\": " + pieces + " pieces of " + spec.pieceLength()
                    + " bytes and " + files.size() + " files make a torrent of more than " + MetainfoCodec.MAX_WRITTEN
                    + " bytes; choose a larger piece length");
        }
    }

    /** How the bytes, pads included, are cut into pieces. */
    public PieceLayout layout() {
        return layout;
    }

    /** Hashes the bytes from {@code firstPiece} on in one pass. v1 pieces include the pads, v2 pieces do not. */
    public ByteSink from(int firstPiece) {
        return switch (spec.format()) {
            case V1 -> v1(firstPiece);
            case V2 -> v2(firstPiece);
            case HYBRID -> both(v1(firstPiece), v2(firstPiece));
        };
    }

    /**
     * Reads all bytes and hashes them, in parallel strides. Blocks.
     *
     * @return false when bytes are missing
     */
    public boolean readAll(PieceBytes bytes, ExecutorService threads, HashingListener listener) throws IOException {
        StridePass pass = new StridePass(layout);
        AtomicBoolean complete = new AtomicBoolean(true);
        AtomicLong done = new AtomicLong();
        StridePass.Step step = (first, end) -> {
            ByteRange range = layout.range(first, end);
            if (complete.get() && !bytes.read(range, from(first))) {
                complete.set(false);
            }
            listener.hashed(done.addAndGet(range.length()), layout.objectLength());
        };
        pass.run(pass.all(), step, threads, "local files", () -> false);
        return complete.get();
    }

    private ByteSink v1(int firstPiece) {
        return new PieceHasher(layout, PieceDigest.sha1(), firstPiece, (piece, hash) -> keep(sha1, piece, hash));
    }

    private ByteSink v2(int firstPiece) {
        return new PieceHasher(layoutV2, PieceDigest.merkle(), firstPiece, (piece, root) -> keep(roots, piece, root));
    }

    private static ByteSink both(ByteSink first, ByteSink second) {
        return (chunk, offset, length) -> {
            first.accept(chunk, offset, length);
            second.accept(chunk, offset, length);
        };
    }

    private static void keep(byte[] hashes, int piece, byte[] hash) {
        System.arraycopy(hash, 0, hashes, piece * hash.length, hash.length);
    }

    /** The SHA-1 of a hashed piece; empty in a v2-only torrent. */
    public Optional<byte[]> sha1(int piece) {
        return sha1(piece, piece + 1);
    }

    /** The SHA-1s of some pieces, concatenated. */
    Optional<byte[]> sha1(int first, int end) {
        return spec.format().hasV1()
                ? Optional.of(Arrays.copyOfRange(sha1, first * Sha1Pieces.HASH_LENGTH, end * Sha1Pieces.HASH_LENGTH))
                : Optional.empty();
    }

    /** Makes the info dictionary, after every piece was hashed. */
    public Info info() throws MetainfoException {
        InfoWriter writer = new InfoWriter(spec, files);
        if (!spec.format().hasV2()) {
            return Info.parse(writer.v1(sha1));
        }
        TreeBuilder made = TreeBuilder.of(files, spec.pieceLength(), roots);
        return Info.parse(writer.v2(made.tree(), sha1), made.layers());
    }

    /**
     * The file tree and the piece layers that follow from the pieces of new files (BEP 52).
     *
     * @param layers the piece nodes of each file longer than a piece, by the file's root
     */
    private record TreeBuilder(FileTree tree, BDict layers) {
        private static final int HASH = MerkleTree.HASH_LENGTH;

        /**
         * Computes the tree and the layers from the pieces.
         *
         * @param files each starts at a piece boundary
         * @param roots for each piece, the root of the smallest tree that holds it, concatenated
         */
        static TreeBuilder of(List<FileEntry> files, int pieceLength, byte[] roots) {
            List<Leaf> leaves = new ArrayList<>();
            Map<String, Bencode> layers = new TreeMap<>();
            long start = 0;
            for (FileEntry file : files) {
                if (!file.pad()) {
                    byte[] nodes = nodes(file.length(), (int) (start / pieceLength), pieceLength, roots);
                    Optional<BString> root = root(nodes, pieceLength);
                    leaves.add(new Leaf(file, root));
                    if (root.isPresent() && nodes.length > HASH) {
                        layers.put(PieceRoots.key(root.get()), new BString(nodes));
                    }
                }
                start += file.length();
            }
            return new TreeBuilder(new FileTree(leaves), new BDict(layers));
        }

        private static byte[] nodes(long length, int first, int pieceLength, byte[] roots) {
            int count = (int) ((length + pieceLength - 1) / pieceLength);
            byte[] nodes = Arrays.copyOfRange(roots, first * HASH, (first + count) * HASH);
            int rest = (int) (length % pieceLength);
            if (count > 1 && rest > 0) {
                byte[] last = Arrays.copyOfRange(nodes, nodes.length - HASH, nodes.length);
                System.arraycopy(PieceRoots.raised(last, rest, pieceLength), 0, nodes, nodes.length - HASH, HASH);
            }
            return nodes;
        }

        private static Optional<BString> root(byte[] nodes, int pieceLength) {
            return nodes.length == 0
                    ? Optional.empty()
                    : Optional.of(new BString(nodes.length == HASH ? nodes : PieceRoots.root(nodes, pieceLength)));
        }
    }
}
