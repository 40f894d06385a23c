package io.s3torrent.seeder.piece.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class MerkleLayersTest {
    private static final int HASH = MerkleLayers.HASH_LENGTH;
    private static final int PIECE = 64 << 10;
    private static final int BASE = 2;

    private static byte[] nodes(int pieces) {
        byte[] nodes = new byte[pieces * HASH];
        new Random(pieces).nextBytes(nodes);
        return nodes;
    }

    /** Verifies nodes as a client does: hashes them up to their ancestor, and combines that with each proof up to the root. */
    private static byte[] proven(byte[] hashes, int layer, int index, int count) {
        MerkleTree tree = new MerkleTree();
        for (int i = 0; i < count; i++) {
            tree.add(hashes, i * HASH, layer);
        }
        int height = Integer.numberOfTrailingZeros(count);
        byte[] node = tree.root(layer + height);
        for (int at = count * HASH; at < hashes.length; at += HASH, height++) {
            byte[] sibling = Arrays.copyOfRange(hashes, at, at + HASH);
            boolean left = (index >> height) % 2 == 0;
            tree.add(left ? node : sibling, 0, layer + height);
            tree.add(left ? sibling : node, 0, layer + height);
            node = tree.root(layer + height + 1);
        }
        return node;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 511, 512, 513, 1500, 5000})
    void everyRunOfNodesLeadsToTheRoot(int pieces) {
        MerkleLayers layers = MerkleLayers.of(nodes(pieces), PIECE);
        MerkleTree tree = new MerkleTree();
        for (int i = 0; i < pieces; i++) {
            tree.add(nodes(pieces), i * HASH, BASE);
        }
        byte[] root = tree.root(0);
        assertThat(layers.root()).isEqualTo(root);
        int height = Integer.SIZE - Integer.numberOfLeadingZeros(pieces - 1);
        for (int up = 0; up < height; up++) {
            int width = 1 << (height - up);
            int count = Math.min(512, width);
            for (int index = 0; index < width; index += count) {
                Optional<byte[]> hashes = layers.hashes(BASE + up, index, count, height - up - 1);
                assertThat(proven(hashes.orElseThrow(), BASE + up, index, count))
                        .isEqualTo(root);
            }
        }
    }

    @Test
    void withoutProofThereAreTheNodesAlone() {
        byte[] nodes = nodes(5);
        MerkleLayers layers = MerkleLayers.of(nodes, PIECE);
        assertThat(layers.hashes(BASE, 2, 2, 0)).hasValue(Arrays.copyOfRange(nodes, 2 * HASH, 4 * HASH));
        assertThat(layers.hashes(BASE, 4, 4, 0).orElseThrow())
                .as("the nodes after the end are absent nodes")
                .startsWith(Arrays.copyOfRange(nodes, 4 * HASH, 5 * HASH))
                .endsWith(MerkleTree.absent(BASE));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 2, 0", // blocks
        "-1, 0, 2, 0",
        "5, 0, 2, 0", // the root's own layer
        "2147483647, 0, 2, 0",
        "2, -2, 2, 0",
        "2, 1, 2, 0",
        "2, 8, 2, 0",
        "2, 2147483646, 2, 0",
        "2, 0, 0, 0",
        "2, 0, 1, 0",
        "2, 0, 3, 0",
        "2, 0, -2147483648, 0",
        "2, 0, 16, 0",
        "2, 0, 16384, 0",
        "2, 0, 2, -1",
        "2, 0, 2, 3",
        "2, 0, 2, 2147483647"
    })
    void whatIsNotInTheTreeIsNotFound(int layer, int index, int count, int proofLayers) {
        assertThat(MerkleLayers.of(nodes(5), PIECE).hashes(layer, index, count, proofLayers))
                .isEmpty();
    }
}
