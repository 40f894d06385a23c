package io.s3torrent.seeder.hashing;

import io.s3torrent.seeder.piece.OrderedDigest;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.CrcAlgorithm;
import io.s3torrent.seeder.s3.ObjectChecksums.Crc;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a range of a content for which the store has a checksum.
 *
 * <p>The range is read in strides, in parallel. Each stride records the CRC of its bytes here. The CRC of the whole range follows from
 * these CRCs, and they show whether a stride that is read again has the same bytes.
 *
 * <p>A worker writes only the slots of its own strides. All other state belongs to the thread that waits for the workers.
 */
final class RangeVerifier implements AutoCloseable {

    /** The result of a reading. */
    enum Verdict {
        RIGHT,
        /** The bytes may have been corrupted on the network. */
        READ_AGAIN,
        /** The same wrong bytes arrive each time. */
        STAYS_WRONG
    }

    /** More readings of the same bytes would not help. */
    private static final int MAX_READINGS = 3;

    private final ObjectVersion object;
    private final ByteRange range;
    private final Expected expected;
    private final long stride;
    private final long[] crcs;
    private long @Nullable [] right;
    /** Created with the first byte and dropped with the last, because a torrent may have a hundred thousand objects. */
    private @Nullable OrderedDigest digest;

    private String hash = "";
    private Set<String> wrong = Set.of();
    /** True while the whole range is being read; false while only strides that it shares with a neighbour are read again. */
    private boolean fresh;

    private boolean believed;

    /**
     * The expected checksum of the bytes.
     *
     * @param name for the user
     * @param value in hexadecimal digits
     * @param crc the algorithm; empty for a hash
     * @param newDigest of the hash; empty for a CRC
     * @param sure false for an ETag, which is not the MD5 everywhere: bytes that arrive equally twice are then accepted
     */
    record Expected(
            String name,
            String value,
            Optional<CrcAlgorithm> crc,
            Optional<Supplier<MessageDigest>> newDigest,
            boolean sure) {

        static Expected of(Crc crc) {
            CrcAlgorithm algorithm = crc.algorithm();
            return new Expected(
                    algorithm.name(), hex(algorithm, crc.value()), Optional.of(algorithm), Optional.empty(), true);
        }

        static Expected of(String name, byte[] hash, Supplier<MessageDigest> newDigest, boolean sure) {
            return new Expected(name, HexFormat.of().formatHex(hash), Optional.empty(), Optional.of(newDigest), sure);
        }
    }

    /**
     * Makes a check that has seen no bytes yet.
     *
     * @param range of the content
     * @param stride bytes that are read at a time, from the start of the content on
     */
    RangeVerifier(ObjectVersion object, ByteRange range, Expected expected, long stride) {
        this.object = object;
        this.range = range;
        this.expected = expected;
        this.stride = stride;
        this.crcs = new long[lastStride() - firstStride() + 1];
        readAnew();
    }

    private static String hex(CrcAlgorithm algorithm, long value) {
        return HexFormat.of().toHexDigits(value, 2 * algorithm.length());
    }

    ByteRange range() {
        return range;
    }

    ObjectVersion object() {
        return object;
    }

    boolean isSure() {
        return expected.sure();
    }

    int firstStride() {
        return (int) (range.start() / stride);
    }

    int lastStride() {
        return (int) ((range.end() - 1) / stride);
    }

    /** Prepares for reading the whole range, for the first time or again. */
    void readAnew() {
        close();
        fresh = true;
    }

    /** The hash of the current reading; null for a CRC, and when only a part of the range is read again. */
    private synchronized @Nullable OrderedDigest digest() {
        if (digest == null && fresh && expected.newDigest().isPresent()) {
            digest = new OrderedDigest(expected.newDigest().get().get(), range.length());
        }
        return digest;
    }

    private synchronized void settle() {
        if (digest != null) {
            digest.value().map(HexFormat.of()::formatHex).ifPresent(value -> {
                hash = value;
                digest = null;
            });
        }
    }

    /** True when one of these strides contains bytes of the range. */
    boolean isIn(BitSet strides) {
        int next = strides.nextSetBit(firstStride());
        return next >= 0 && next <= lastStride();
    }

    /** Takes the bytes of the range that lie in a stride. Waits for memory when the hash first needs earlier bytes. */
    Part part(ByteRange inStride) throws InterruptedIOException {
        if (inStride.start() <= range.start()) {
            return beginning(inStride);
        }
        ByteRange bytes = new ByteRange(inStride.start(), Math.min(range.end(), inStride.end()));
        OrderedDigest all = digest();
        return new Part(bytes, all == null ? null : all.run(bytes.start() - range.start(), (int) bytes.length()));
    }

    /** Takes the first bytes of the range, which lie in this stride. */
    Part beginning(ByteRange inStride) {
        ByteRange bytes = new ByteRange(range.start(), Math.min(range.end(), inStride.end()));
        OrderedDigest all = digest();
        return new Part(bytes, all == null ? null : all.first((int) bytes.length()));
    }

    /** Judges the bytes of the last reading. */
    Verdict verdict() {
        if (right != null && Arrays.equals(right, crcs)) {
            return Verdict.RIGHT;
        }
        if (!fresh && expected.newDigest().isPresent()) { // a neighbour was read again, and some of these bytes with it
            return Verdict.READ_AGAIN;
        }
        fresh = false;
        String value = expected.crc()
                .map(algorithm -> hex(algorithm, joined(algorithm)))
                .orElse(hash);
        if (!value.equals(expected.value())) {
            wrong = wrong.isEmpty() ? new HashSet<>() : wrong;
            boolean known = !wrong.add(value);
            if (!known || expected.sure()) {
                return known || wrong.size() >= MAX_READINGS ? Verdict.STAYS_WRONG : Verdict.READ_AGAIN;
            }
            believed = true;
        }
        right = crcs.clone();
        return Verdict.RIGHT;
    }

    /** True when the bytes were accepted because they arrived equally twice, although they do not match the ETag. */
    boolean isBelieved() {
        return believed;
    }

    private long joined(CrcAlgorithm algorithm) {
        long shift = algorithm.shift(stride);
        long all = crcs[0];
        for (int i = 1; i < crcs.length; i++) {
            boolean whole = (firstStride() + i + 1L) * stride <= range.end();
            all = algorithm.joined(all, crcs[i], whole ? shift : algorithm.shift(range.end() % stride));
        }
        return all;
    }

    @Override
    public synchronized void close() {
        if (digest != null) {
            digest.close();
            digest = null;
        }
    }

    /** Describes the object and the checksum that its bytes do not match. */
    @Override
    public String toString() {
        return object.location() + ": the bytes from the store do not match their " + expected.name() + " " + expected.value();
    }

    /** The bytes of the range in one stride. For use by one thread. */
    final class Part implements AutoCloseable {
        private final Checksum crc = expected.crc().orElse(CrcAlgorithm.CRC32C).newChecksum();
        private final int slot;
        private final OrderedDigest.@Nullable Run run;
        private long missing;

        private Part(ByteRange bytes, OrderedDigest.@Nullable Run run) {
            this.slot = (int) (bytes.start() / stride) - firstStride();
            this.missing = bytes.length();
            this.run = run;
        }

        /** Takes the next bytes that belong to the range; returns how many. */
        int update(byte[] chunk, int offset, int available) {
            int count = (int) Math.min(missing, available);
            crc.update(chunk, offset, count);
            if (run != null) {
                run.update(chunk, offset, count);
            }
            missing -= count;
            if (missing == 0) {
                crcs[slot] = crc.getValue();
                if (run != null) {
                    run.end();
                    settle();
                }
            }
            return count;
        }

        boolean isDone() {
            return missing == 0;
        }

        @Override
        public void close() {
            if (run != null) {
                run.close();
            }
        }
    }
}
