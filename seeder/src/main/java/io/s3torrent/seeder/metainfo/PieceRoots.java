package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.seeder.metainfo.FileTree.Leaf;
import io.s3torrent.seeder.piece.merkle.MerkleTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * By what a v2 torrent names each piece (BEP 52): a node of its file's tree, from the {@code piece layers}; for a file that is not
 * longer than a piece, the root. Immutable; nothing is in it that does not lead to the root that the info dictionary gives.
 */
public final class PieceRoots {
    /** As many pieces as libtorrent takes: no number that a stranger writes makes a larger bitfield. */
    static final int MAX_PIECES = 1 << 21;

    private static final int HASH = MerkleTree.HASH_LENGTH;

    private final int pieceLength;
    private final List<Nodes> files = new ArrayList<>();
    private final Map<BString, byte[]> layers = new HashMap<>();

    /** The pieces of one file: from {@code firstPiece} on, one node after the other. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Nodes(int firstPiece, long length, byte[] nodes) {}

    /** Checks {@code layers}, a dictionary of node runs by their root. */
    PieceRoots(FileTree tree, int pieceLength, BDict layers) throws MetainfoException {
        this.pieceLength = pieceLength;
        long piece = 0;
        for (Leaf leaf : tree.leaves()) {
            if (leaf.root().isPresent()) {
                long length = leaf.file().length();
                files.add(new Nodes((int) piece, length, nodes(leaf.root().get(), length, layers)));
                piece += (length - 1) / pieceLength + 1;
            }
            if (piece > MAX_PIECES) {
                throw new MetainfoException("info: more than " + MAX_PIECES + " pieces");
            }
        }
    }

    private byte[] nodes(BString root, long length, BDict given) throws MetainfoException {
        if (length <= pieceLength) {
            return root.bytes();
        }
        long expected = ((length - 1) / pieceLength + 1) * HASH;
        // Files of the same bytes share their root and its layer, which is hashed once.
        byte[] nodes = layers.get(root);
        if (nodes == null) {
            nodes = given.string(key(root)).map(BString::bytes).orElse(new byte[0]);
            if (nodes.length == expected && !Arrays.equals(root(nodes, pieceLength), root.bytes())) {
                throw new MetainfoException("piece layers: a layer does not lead to its pieces root");
            }
            layers.put(root, nodes);
        }
        if (nodes.length != expected) {
            throw new MetainfoException("piece layers: " + nodes.length + " bytes for a file of " + length
                    + " (expected: " + expected + ")");
        }
        return nodes;
    }

    /** What the nodes of a file's pieces lead to. */
    public static byte[] root(byte[] nodes, int pieceLength) {
        MerkleTree tree = new MerkleTree();
        for (int at = 0; at < nodes.length; at += HASH) {
            tree.add(nodes, at, MerkleTree.level(pieceLength));
        }
        return tree.root(0);
    }

    /**
     * True when {@code root} is that of a piece.
     *
     * @param root of the smallest tree that holds the piece's bytes
     */
    boolean matches(int piece, byte[] root) {
        Nodes file = fileOf(piece);
        int index = piece - file.firstPiece();
        long rest = file.length() - (long) index * pieceLength;
        byte[] node = file.length() <= pieceLength ? root : raised(root, Math.min(rest, pieceLength), pieceLength);
        return Arrays.equals(file.nodes(), index * HASH, (index + 1) * HASH, node, 0, HASH);
    }

    /** What the root of {@code length} bytes is in a tree that has room for {@code full}. */
    public static byte[] raised(byte[] root, long length, int full) {
        MerkleTree tree = new MerkleTree();
        tree.add(root, 0, MerkleTree.level(length));
        return tree.root(MerkleTree.level(full));
    }

    /** A copy of the layer that leads to this root, if it is that of a file longer than a piece. */
    Optional<byte[]> layer(byte[] root) {
        return Optional.ofNullable(layers.get(new BString(root))).map(byte[]::clone);
    }

    /** By bisection: there may be a hundred thousand files. */
    private Nodes fileOf(int piece) {
        int low = 0;
        int high = files.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (files.get(middle).firstPiece() <= piece) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return files.get(low);
    }

    /** A root as the key of its layer: keys have one char for each byte. */
    public static String key(BString root) {
        return new String(root.bytes(), StandardCharsets.ISO_8859_1);
    }

    /** The {@code piece layers} as they stand in a torrent file. */
    BDict layers() {
        Map<String, Bencode> dict = new TreeMap<>();
        layers.forEach((root, nodes) -> dict.put(key(root), new BString(nodes)));
        return new BDict(dict);
    }
}
