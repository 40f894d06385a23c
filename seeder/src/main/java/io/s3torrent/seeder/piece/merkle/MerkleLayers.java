package io.s3torrent.seeder.piece.merkle;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The upper part of a v2 file's Merkle tree (BEP 52), from the piece layer to the root. Immutable.
 *
 * <p>Layers are numbered from the blocks, as in {@link MerkleTree}. Nodes above no data are not stored.
 */
public final class MerkleLayers {
    /** Length of a node in bytes. */
    public static final int HASH_LENGTH = MerkleTree.HASH_LENGTH;

    /** The most hashes of one answer, as in libtorrent. */
    private static final int MOST = 8192;

    private final int base;
    private final List<byte[]> layers;

    private MerkleLayers(int base, List<byte[]> layers) {
        this.base = base;
        this.layers = layers;
    }

    /** Builds the tree over the piece nodes of a file that has at least two pieces. */
    public static MerkleLayers of(byte[] nodes, int pieceLength) {
        int base = MerkleTree.level(pieceLength);
        List<byte[]> layers = new ArrayList<>(List.of(nodes));
        for (int level = base; last(layers).length > HASH_LENGTH; level++) {
            layers.add(parents(last(layers), level));
        }
        return new MerkleLayers(base, List.copyOf(layers));
    }

    private static byte[] last(List<byte[]> layers) {
        return layers.get(layers.size() - 1);
    }

    private static byte[] parents(byte[] nodes, int level) {
        MerkleTree tree = new MerkleTree();
        ByteArrayOutputStream parents = new ByteArrayOutputStream(nodes.length / 2 + HASH_LENGTH);
        for (int at = 0; at < nodes.length; at += 2 * HASH_LENGTH) {
            tree.add(nodes, at, level);
            if (at + HASH_LENGTH < nodes.length) {
                tree.add(nodes, at + HASH_LENGTH, level);
            }
            parents.writeBytes(tree.root(level + 1));
        }
        return parents.toByteArray();
    }

    /** The root of the file. */
    public byte[] root() {
        return last(layers).clone();
    }

    /**
     * Returns adjacent nodes with the proof that they belong to the tree.
     *
     * @param layer of the nodes
     * @param index of the first node, a multiple of {@code count}
     * @param count a power of two, 2 to 8192
     * @param proofLayers how many layers above {@code layer} the proof reaches. For each layer that does not follow from the nodes
     *     themselves, the proof has the sibling of their ancestor
     * @return empty when the tree has no such nodes
     */
    public Optional<byte[]> hashes(int layer, int index, int count, int proofLayers) {
        int top = base + layers.size() - 1;
        boolean right = layer >= base
                && layer < top
                && count >= 2
                && count <= MOST
                && Integer.bitCount(count) == 1
                && index >= 0
                && index % count == 0
                && (long) index + count <= 1L << (top - layer)
                && proofLayers >= 0
                && proofLayers < top - layer;
        return right ? Optional.of(found(layer, index, count, proofLayers)) : Optional.empty();
    }

    private byte[] found(int layer, int index, int count, int proofLayers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = index; i < index + count; i++) {
            write(layer, i, out);
        }
        // The nodes themselves give their common ancestor, so the first proof is the ancestor's sibling.
        int own = Integer.numberOfTrailingZeros(count);
        for (int up = own; up <= proofLayers; up++) {
            write(layer + up, (index >> up) ^ 1, out);
        }
        return out.toByteArray();
    }

    private void write(int layer, int index, ByteArrayOutputStream out) {
        byte[] nodes = layers.get(layer - base);
        long at = (long) index * HASH_LENGTH;
        out.writeBytes(
                at < nodes.length
                        ? Arrays.copyOfRange(nodes, (int) at, (int) at + HASH_LENGTH)
                        : MerkleTree.absent(layer));
    }
}
