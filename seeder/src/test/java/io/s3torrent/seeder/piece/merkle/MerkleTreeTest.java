package io.s3torrent.seeder.piece.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.piece.PieceDigest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MerkleTreeTest {
    private static final int BLOCK = MerkleTree.BLOCK;

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Arrays.stream(parts).forEach(digest::update);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** BEP 52 literally: all leaves, then zero hashes up to a power of two, then one level after the other. */
    private static byte[] plainRoot(byte[] bytes, int leastLevel) {
        List<byte[]> nodes = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += BLOCK) {
            nodes.add(sha256(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + BLOCK))));
        }
        while (Integer.bitCount(nodes.size()) != 1 || nodes.size() < 1 << leastLevel) {
            nodes.add(new byte[32]);
        }
        while (nodes.size() > 1) {
            List<byte[]> above = new ArrayList<>();
            for (int i = 0; i < nodes.size(); i += 2) {
                above.add(sha256(nodes.get(i), nodes.get(i + 1)));
            }
            nodes = above;
        }
        return nodes.get(0);
    }

    private static byte[] digest(PieceDigest digest, byte[] bytes, int step) {
        for (int at = 0; at < bytes.length; at += step) {
            digest.update(bytes, at, Math.min(step, bytes.length - at));
        }
        return digest.finish();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK, 5 * BLOCK + 7, 64 * BLOCK, 77 * BLOCK - 1})
    void theRootOfAPieceIsThatOfItsSmallestTree(int length) {
        PieceDigest digest = PieceDigest.merkle();
        byte[] bytes = bytes(length);
        assertThat(digest(digest, bytes, length)).isEqualTo(plainRoot(bytes, 0));
        assertThat(digest(digest, bytes, 9973)).as("again, in odd steps").isEqualTo(plainRoot(bytes, 0));
    }

    @Test
    void nodesOfAnyLevelGrowTheSameTreeAsTheirLeaves() {
        byte[] bytes = bytes(13 * 4 * BLOCK + 5);
        MerkleTree tree = new MerkleTree();
        for (int at = 0; at < bytes.length; at += 4 * BLOCK) {
            byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 4 * BLOCK));
            tree.add(plainRoot(piece, 2), 0, 2);
        }
        assertThat(tree.root(0)).isEqualTo(plainRoot(bytes, 0));
    }

    @Test
    void aRootIsRaisedByWhatIsAbsentOnItsRight() {
        byte[] bytes = bytes(3 * BLOCK);
        MerkleTree tree = new MerkleTree();
        tree.add(plainRoot(bytes, 0), 0, 2);
        assertThat(tree.root(7)).isEqualTo(plainRoot(bytes, 7));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0",
        "16384, 0",
        "16385, 1",
        "32768, 1",
        "32769, 2",
        "65536, 2",
        "67108864, 12",
        "9223372036854775807, 49"
    })
    void theLevelIsThatOfTheSmallestTree(long length, int level) {
        assertThat(MerkleTree.level(length)).isEqualTo(level);
    }
}
