package io.s3torrent.tracker.cluster;

import java.nio.ByteBuffer;

/** Messages as bytes: version and kind (1 byte each), node and number (8 each), then changes, or one more number (8). */
final class ClusterMessageCodec {
    /** Of the longest message. */
    static final int MAX_LENGTH = 1 << 21;

    private static final byte VERSION = 1;
    private static final byte CHANGES = 0;
    private static final byte WANTED = 1;
    private static final byte SHELVED = 2;
    private static final int HEADER = 2 + 2 * Long.BYTES;

    private ClusterMessageCodec() {}

    static byte[] changes(long node, long number, byte[] changes) {
        return message(CHANGES, node, number, changes);
    }

    static byte[] wanted(long node, long number, long of) {
        return message(WANTED, node, number, bytes(of));
    }

    static byte[] shelved(long node, long number, long since) {
        return message(SHELVED, node, number, bytes(since));
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] message(byte kind, long node, long number, byte[] body) {
        return ByteBuffer.allocate(HEADER + body.length)
                .put(VERSION)
                .put(kind)
                .putLong(node)
                .putLong(number)
                .put(body)
                .array();
    }

    /** True when a message, should it be one, says that it is this node's. */
    static boolean isOf(long node, byte[] message) {
        return message.length >= HEADER && ByteBuffer.wrap(message).getLong(2) == node;
    }

    /**
     * Reads a message, whole or not at all.
     *
     * @throws IllegalArgumentException when it is none
     */
    static ClusterMessage decode(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message);
        if (message.length < HEADER || message.length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "message: " + message.length + " bytes (expected: " + HEADER + " to " + MAX_LENGTH + ")");
        }
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("version: " + version + " (expected: " + VERSION + ")");
        }
        byte kind = in.get();
        long node = in.getLong();
        long number = in.getLong();
        if (number < 1) {
            throw new IllegalArgumentException("number: " + number + " (expected: >= 1)");
        }
        return switch (kind) {
            case CHANGES -> new ClusterMessage.Changes(node, number, PeerChangeCodec.readAll(in));
            case WANTED -> new ClusterMessage.Wanted(node, number, lastLong(in));
            case SHELVED -> new ClusterMessage.Shelved(node, number, lastLong(in));
            default -> throw new IllegalArgumentException("kind: " + kind + " (expected: 0 to 2)");
        };
    }

    private static long lastLong(ByteBuffer in) {
        if (in.remaining() != Long.BYTES) {
            throw new IllegalArgumentException(
                    "message: " + in.remaining() + " bytes after its head (expected: " + Long.BYTES + ")");
        }
        return in.getLong();
    }
}
