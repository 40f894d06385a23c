package bt.torrent.data;

import bt.net.Peer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.NullMarked;

/**
 * Opens the factories of {@link BlockRead} to our {@link DataWorker}. The library keeps them package-private, so this class has to live in
 * the library's package.
 */
@NullMarked
public final class BlockReads {
    private BlockReads() {}

    /**
     * Makes a block that can be sent.
     *
     * @param onSend runs when the library takes the bytes
     */
    public static BlockRead ready(Peer peer, int piece, int offset, byte[] block, Runnable onSend) {
        return BlockRead.ready(peer, piece, offset, block.length, buffer -> put(buffer, block, onSend));
    }

    /** Makes a block that is not sent. */
    public static BlockRead rejected(Peer peer, int piece, int offset, int length) {
        return BlockRead.rejected(peer, piece, offset, length);
    }

    private static boolean put(ByteBuffer buffer, byte[] block, Runnable onSend) {
        if (buffer.remaining() < block.length) {
            return false;
        }
        buffer.put(block);
        onSend.run();
        return true;
    }
}
