package io.s3torrent.seeder.put;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import io.s3torrent.seeder.s3.PartBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Room for one part on its way from the file to the store. There are few of them, and that bounds the upload's memory.
 *
 * <p>Held by one thread at a time: the thread that fills it hands it to the one that sends it. Parts that are too long for memory (of files
 * beyond 640 GB, as there may be only 10,000 of them, or of longer pieces) go through it step by step, and are read again to be sent.
 */
final class PartSlot {
    private static final long MEMORY = 96 << 20;
    private static final int MAX_BUFFER = 64 << 20;
    private static final int MAX_SLOTS = 8;
    /** The channel copies through memory of its own, as much as it is asked for in one go. */
    private static final int STEP = 256 << 10;

    private final byte[] buffer;
    private final Optional<SourceFile> file;
    private final MessageDigest sha1 = Digests.sha1();
    private final MessageDigest md5 = Digests.md5();
    private ByteRange range = new ByteRange(0, 1);
    /** Of a part that is not in memory: its hashes, taken while it went by. */
    private Optional<Hashes> hashes = Optional.empty();

    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    private record Hashes(byte[] sha1, byte[] md5) {}

    PartSlot(SourceFile file, long partLength) {
        this(Optional.of(file), partLength);
    }

    /**
     * Room for parts of so many bytes.
     *
     * @param file empty for those of a stream, which must fit into memory
     */
    PartSlot(Optional<SourceFile> file, long partLength) {
        this.file = file;
        this.buffer = new byte[partLength > MAX_BUFFER ? STEP : (int) partLength];
    }

    /** How many there may be for parts of this length. */
    static int count(long partLength) {
        return (int) Math.max(2, Math.min(MAX_SLOTS, MEMORY / partLength));
    }

    /** Reads a part, and shows its bytes to {@code hasher}. */
    void fill(ByteRange part, ByteSink hasher) throws IOException {
        range = part;
        for (long at = part.start(); at < part.end(); at += STEP) {
            int step = (int) Math.min(STEP, part.end() - at);
            int offset = isWhole() ? (int) (at - part.start()) : 0;
            file.orElseThrow().read(at, buffer, offset, step);
            hasher.accept(buffer, offset, step);
            if (!isWhole()) {
                sha1.update(buffer, offset, step);
                md5.update(buffer, offset, step);
            }
        }
        hashes = isWhole() ? Optional.empty() : Optional.of(new Hashes(sha1.digest(), md5.digest()));
    }

    /**
     * Fills the slot from a stream, as far as the stream goes.
     *
     * @param position of the first byte
     * @param first byte, which was read before
     * @return how many bytes there are
     */
    int fill(long position, int first, InputStream in) throws IOException {
        buffer[0] = (byte) first;
        int length = 1 + in.readNBytes(buffer, 1, buffer.length - 1);
        range = new ByteRange(position, position + length);
        hashes = Optional.empty();
        return length;
    }

    /** Shows the bytes in memory to {@code sink}. */
    void show(ByteSink sink) {
        sink.accept(buffer, 0, (int) range.length());
    }

    /** Which bytes of the object these are. */
    ByteRange range() {
        return range;
    }

    long length() {
        return range.length();
    }

    /** The bytes of the part, from their start. */
    private InputStream open() {
        return isWhole()
                ? new ByteArrayInputStream(buffer, 0, (int) range.length())
                : file.orElseThrow().stream(range.start(), range.end());
    }

    /** The part as it is sent. */
    PartBody body(byte[] knownSha1) {
        return new PartBody(length(), knownSha1, this::open, this::md5);
    }

    byte[] sha1() {
        return hashes.isPresent() ? hashes.get().sha1 : digest(sha1);
    }

    byte[] md5() {
        return hashes.isPresent() ? hashes.get().md5 : digest(md5);
    }

    private byte[] digest(MessageDigest digest) {
        digest.update(buffer, 0, (int) range.length());
        return digest.digest();
    }

    private boolean isWhole() {
        return range.length() <= buffer.length;
    }
}
