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
 * The piece hashes of a v2 torrent (BEP 52). Each is a node of its file's tree from the {@code piece layers}, or the root for a file no
 * longer than a piece. Immutable; all nodes were checked against the roots in the info dictionary.
 */
public final class PieceRoots {
    /** The most pieces, as in libtorrent. It limits the size of bitfields whatever a torrent claims. */
    static final int MAX_PIECES = 1 << 21;

    private static final int HASH = MerkleTree.HASH_LENGTH;

    private final int pieceLength;
    private final List<Nodes> files = new ArrayList<>();
    private final Map<BString, byte[]> layers = new HashMap<>();

    /** The pieces of one file, starting at {@code firstPiece}, with their nodes concatenated. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Nodes(int firstPiece, long length, byte[] nodes) {}

    /** Checks {@code layers}, a dictionary of concatenated nodes by their root. */
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
        // Files with the same bytes share their root and its layer, which is hashed once.
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

    /** The root above the piece nodes of a file. */
    public static byte[] root(byte[] nodes, int pieceLength) {
        MerkleTree tree = new MerkleTree();
        for (int at = 0; at < nodes.length; at += HASH) {
            tree.add(nodes, at, MerkleTree.level(pieceLength));
        }
        return tree.root(0);
    }

    /**
     * True when {@code root} belongs to this piece.
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

    /** The root of {@code length} bytes in a tree with room for {@code full} bytes. */
    public static byte[] raised(byte[] root, long length, int full) {
        MerkleTree tree = new MerkleTree();
        tree.add(root, 0, MerkleTree.level(length));
        return tree.root(MerkleTree.level(full));
    }

    /** A copy of the piece layer of the file with this root; empty when no file longer than a piece has it. */
    Optional<byte[]> layer(byte[] root) {
        return Optional.ofNullable(layers.get(new BString(root))).map(byte[]::clone);
    }

    /** Finds the file of a piece by binary search, because a torrent may have a hundred thousand files. */
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

    /** A root as a dictionary key, with one char for each byte. */
    public static String key(BString root) {
        return new String(root.bytes(), StandardCharsets.ISO_8859_1);
    }

    /** The {@code piece layers} as a torrent file has them. */
    BDict layers() {
        Map<String, Bencode> dict = new TreeMap<>();
        layers.forEach((root, nodes) -> dict.put(key(root), new BString(nodes)));
        return new BDict(dict);
    }
}
