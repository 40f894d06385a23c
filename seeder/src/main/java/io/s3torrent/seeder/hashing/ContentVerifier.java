package io.s3torrent.seeder.hashing;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.hashing.RangeVerifier.Expected;
import io.s3torrent.seeder.hashing.RangeVerifier.Verdict;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.Content.Extent;
import io.s3torrent.seeder.piece.OrderedDigest;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.Md5EtagBuckets;
import io.s3torrent.seeder.s3.ObjectChecksums;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectStore.DescribedObject;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.PartChecksums;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the bytes of a content with the store's checksums, in the same pass that hashes them. Otherwise a bit flip on the network would
 * become part of the torrent.
 *
 * <p>Bytes that differ are read again. If they then match, they replace the wrong ones; if they never match, no torrent is made. An ETag
 * that only looks like an MD5 proves nothing: bytes that arrive equally twice are accepted.
 */
public final class ContentVerifier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContentVerifier.class);

    /** Reading one range again may affect its neighbours, so the number of rounds is limited. */
    private static final int MAX_ROUNDS = 8;

    private final Md5EtagBuckets etags;
    private final List<RangeVerifier> checks;
    private List<RangeVerifier> open;
    private int rounds;

    private ContentVerifier(List<RangeVerifier> checks, Md5EtagBuckets etags) {
        this.checks = checks;
        this.open = checks;
        this.etags = etags;
    }

    /**
     * Makes the checks for a content whose strides are read in parallel.
     *
     * @param known the store's checksums of the objects
     * @param parts the SHA-1s of the parts, for objects that have them
     * @param stride bytes that are read at a time
     */
    static ContentVerifier of(
            Content content,
            Map<ObjectVersion, ObjectChecksums> known,
            Map<ObjectVersion, PartChecksums> parts,
            long stride,
            Md5EtagBuckets etags) {
        List<RangeVerifier> checks = new ArrayList<>();
        long start = 0;
        for (Extent extent : content.extents()) {
            if (extent.object().isPresent()) {
                ObjectVersion object = extent.object().get();
                ObjectChecksums checksums = known.getOrDefault(object, ObjectChecksums.NONE);
                Optional<PartChecksums> ofParts = Optional.ofNullable(parts.get(object));
                new Ranges(object, start, stride, checks).add(checksums, ofParts, etags);
            }
            start += extent.length();
        }
        return new ContentVerifier(checks, etags);
    }

    /**
     * Reads a whole short object, and reads it once more if the bytes do not match the store's checksums.
     *
     * @throws ObjectException.Corrupt when they still do not match
     */
    public static byte[] read(ObjectStore store, DescribedObject object) throws IOException {
        ObjectVersion version = object.version();
        ByteRange all = new ByteRange(0, version.length());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.toIntExact(version.length()));
        Map<ObjectVersion, ObjectChecksums> known = Map.of(version, object.checksums());
        try (ContentVerifier check = of(Content.of(version), known, Map.of(), version.length(), new Md5EtagBuckets())) {
            do {
                bytes.reset();
                try (InStride checked = check.stride(all)) {
                    store.read(version, all, (chunk, offset, length) -> {
                        bytes.write(chunk, offset, length);
                        checked.accept(chunk, offset, length);
                    });
                }
            } while (!check.again().isEmpty());
        }
        return bytes.toByteArray();
    }

    /** Makes the checks for the ranges of one object. */
    private record Ranges(ObjectVersion object, long start, long stride, List<RangeVerifier> checks) {
        void add(ObjectChecksums known, Optional<PartChecksums> parts, Md5EtagBuckets etags) {
            if (known.crc().isPresent()) {
                add(0, object.length(), Expected.of(known.crc().get()));
            } else if (known.sha1().isPresent()) {
                addHash(0, object.length(), "SHA-1", known.sha1().get(), Digests::sha1, true);
            } else if (parts.isPresent()) {
                addParts(parts.get());
            } else if (known.md5().isPresent()
                    && etags.mayHaveMd5s(object.location().bucket())) {
                addHash(0, object.length(), "MD5", known.md5().get(), Digests::md5, false);
            }
        }

        private void addParts(PartChecksums parts) {
            long at = 0;
            for (byte[] sha1 : parts.sha1()) {
                long end = Math.min(object.length(), at + parts.partLength());
                if (at < end) {
                    addHash(at, end, "SHA-1 of a part", sha1, Digests::sha1, true);
                }
                at = end;
            }
        }

        /** Adds a hash. A hash takes its bytes in order, so early bytes wait in memory; a hash over too long a range is left out. */
        private void addHash(
                long from, long end, String name, byte[] hash, Supplier<MessageDigest> newDigest, boolean sure) {
            boolean inOneStride = (start + from) / stride == (start + end - 1) / stride;
            if (inOneStride || end - from <= OrderedDigest.MAX_BYTES) {
                add(from, end, Expected.of(name, hash, newDigest, sure));
            }
        }

        private void add(long from, long end, Expected expected) {
            checks.add(new RangeVerifier(object, new ByteRange(start + from, start + end), expected, stride));
        }
    }

    /** Takes the bytes of one stride. Waits for memory when an ordered hash first needs bytes of other strides. */
    InStride stride(ByteRange range) throws InterruptedIOException {
        return new InStride(range, firstEndingBehind(range.start()));
    }

    private int firstEndingBehind(long position) {
        int low = 0;
        int high = checks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (checks.get(middle).range().end() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Returns the strides that must be read again. Call it after all requested strides were read.
     *
     * @return empty when all bytes are right
     * @throws ObjectException.Corrupt when bytes stay wrong
     */
    BitSet again() throws ObjectException {
        List<RangeVerifier> wrong = new ArrayList<>();
        List<RangeVerifier> doubtful = new ArrayList<>();
        for (RangeVerifier check : open) {
            Verdict verdict = check.verdict();
            if (verdict == Verdict.STAYS_WRONG || (verdict == Verdict.READ_AGAIN && rounds == MAX_ROUNDS)) {
                throw new ObjectException.Corrupt(
                        check
                                + ", not even after they were read again. Check the object, and the network"
                                + " on the way to the store",
                        null);
            }
            if (check.isBelieved()) {
                etags.hasNoMd5s(check.object().location().bucket());
            } else if (verdict == Verdict.READ_AGAIN) {
                (check.isSure() ? wrong : doubtful).add(check);
            }
        }
        doubtful.removeIf(check -> !etags.mayHaveMd5s(check.object().location().bucket()));
        wrong.addAll(rounds == 0 ? oneOfEachBucket(doubtful) : doubtful);
        rounds++;
        wrong.forEach(ContentVerifier::readAnew);
        BitSet strides = strides(wrong);
        Set<RangeVerifier> next = new LinkedHashSet<>(doubtful);
        checks.stream().filter(check -> check.isIn(strides)).forEach(next::add);
        open = List.copyOf(next);
        return strides;
    }

    /**
     * The first doubtful object of each bucket. It shows whether the bucket's ETags are MD5s, and the other objects need not be read again.
     */
    private static List<RangeVerifier> oneOfEachBucket(List<RangeVerifier> doubtful) {
        Map<String, RangeVerifier> first = new LinkedHashMap<>();
        doubtful.forEach(check -> first.putIfAbsent(check.object().location().bucket(), check));
        return List.copyOf(first.values());
    }

    private static void readAnew(RangeVerifier wrong) {
        if (wrong.isSure()) {
            LOG.warn("{}; they are read again", wrong);
        }
        wrong.readAnew();
    }

    private static BitSet strides(List<RangeVerifier> wrong) {
        BitSet strides = new BitSet();
        wrong.forEach(check -> strides.set(check.firstStride(), check.lastStride() + 1));
        return strides;
    }

    @Override
    public void close() {
        checks.forEach(RangeVerifier::close);
    }

    /** Passes the bytes of one stride to their checks. For use by one thread. */
    final class InStride implements ByteSink, AutoCloseable {
        private final ByteRange stride;
        private int check;
        private RangeVerifier.@Nullable Part part;
        private long position;

        private InStride(ByteRange stride, int first) throws InterruptedIOException {
            this.stride = stride;
            this.check = first;
            this.position = stride.start();
            if (first < checks.size() && checks.get(first).range().start() < position) {
                part = checks.get(first).part(stride);
            }
        }

        @Override
        public void accept(byte[] chunk, int offset, int length) {
            int at = offset;
            int end = offset + length;
            while (at < end && check < checks.size()) {
                int step = part == null ? skip(end - at) : part.update(chunk, at, end - at);
                at += step;
                position += step;
                if (part != null && part.isDone()) {
                    part = null;
                    check++;
                }
            }
        }

        /** Skips bytes without a known checksum, and begins the check that starts after them. */
        private int skip(int available) {
            long start = checks.get(check).range().start();
            if (start == position) {
                part = checks.get(check).beginning(stride);
            }
            return (int) Math.min(start - position, available);
        }

        @Override
        public void close() {
            if (part != null) {
                part.close();
            }
        }
    }
}
