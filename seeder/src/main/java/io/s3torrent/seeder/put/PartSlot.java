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
 * A buffer for one part on its way from the file to the store. The small number of slots limits the memory of an upload.
 *
 * <p>One thread at a time holds a slot: the thread that fills it passes it to the one that sends it. A part that is too long for memory
 * passes through the slot in steps, and is read again to be sent. This happens for files over 640 GB, since there may be only 10,000 parts,
 * and for very long pieces.
 */
final class PartSlot {
    private static final long MEMORY = 96 << 20;
    private static final int MAX_BUFFER = 64 << 20;
    private static final int MAX_SLOTS = 8;
    /** The channel copies through its own memory, as much as a single read requests. */
    private static final int STEP = 256 << 10;

    private final byte[] buffer;
    private final Optional<SourceFile> file;
    private final MessageDigest sha1 = Digests.sha1();
    private final MessageDigest md5 = Digests.md5();
    private ByteRange range = new ByteRange(0, 1);
    /** The hashes of a part that is not in memory, computed while it was read. */
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

    /** The number of slots for parts of this length. */
    static int count(long partLength) {
        return (int) Math.max(2, Math.min(MAX_SLOTS, MEMORY / partLength));
    }

    /** Reads a part, and passes its bytes to {@code hasher}. */
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

    /** The bytes of the part, from the start. */
    private InputStream open() {
        return isWhole()
                ? new ByteArrayInputStream(buffer, 0, (int) range.length())
                : file.orElseThrow().stream(range.start(), range.end());
    }

    /** The part as a request body. */
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
