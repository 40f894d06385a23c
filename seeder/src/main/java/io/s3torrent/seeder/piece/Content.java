package io.s3torrent.seeder.piece;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectReader;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a torrent: a sequence of objects and runs of zeros.
 *
 * <p>Zeros stand for pad files (BEP 47), which are stored nowhere and cost no request. Immutable.
 */
public final class Content {
    private static final byte[] ZEROS = new byte[64 << 10];

    /**
     * One object, or one run of zeros.
     *
     * @param length bytes, at least 1
     * @param object the whole object that has these bytes; empty for zeros
     */
    public record Extent(long length, Optional<ObjectVersion> object) {
        public Extent {
            if (length < 1) {
                throw new IllegalArgumentException("extent: " + length + " bytes (expected: >= 1)");
            }
        }

        /** All bytes of one version. */
        public static Extent of(ObjectVersion version) {
            return new Extent(version.length(), Optional.of(version));
        }

        /** This many zeros. */
        public static Extent zeros(long length) {
            return new Extent(length, Optional.empty());
        }
    }

    private final List<Extent> extents;
    /** The offset of each extent's first byte, and at the end the total length. */
    private final long[] starts;

    private final int hash;

    /** Computed on first use; a second thread may compute the same value again. */
    private volatile @Nullable UUID id;

    private Content(List<Extent> extents) {
        this.extents = List.copyOf(extents);
        this.starts = new long[extents.size() + 1];
        for (int i = 0; i < extents.size(); i++) {
            starts[i + 1] = Math.addExact(starts[i], extents.get(i).length());
        }
        this.hash = this.extents.hashCode();
    }

    /** Makes a content of {@code extents}, in their order. */
    public static Content of(List<Extent> extents) {
        return new Content(extents);
    }

    /** Makes a content of a single object. */
    public static Content of(ObjectVersion version) {
        return new Content(version.length() == 0 ? List.of() : List.of(Extent.of(version)));
    }

    /** The total length in bytes. */
    public long length() {
        return starts[extents.size()];
    }

    /** The extents, in order. */
    public List<Extent> extents() {
        return extents;
    }

    /** The versions that the content reads, in order; a version can occur more than once. */
    public List<ObjectVersion> objects() {
        return extents.stream().flatMap(extent -> extent.object().stream()).toList();
    }

    /**
     * Reads a range like {@link ObjectReader#read}. The range may span several extents, which are read one after the other.
     *
     * @throws ObjectException when the store fails; the caller must discard the bytes that the sink already got
     */
    public void read(ObjectReader store, ByteRange range, ByteSink sink) throws ObjectException {
        long position = range.start();
        for (int i = extentAt(position); position < range.end(); i++) {
            long end = Math.min(range.end(), starts[i + 1]);
            Optional<ObjectVersion> object = extents.get(i).object();
            if (object.isPresent()) {
                store.read(object.get(), new ByteRange(position - starts[i], end - starts[i]), sink);
            } else {
                zeros(end - position, sink);
            }
            position = end;
        }
    }

    private int extentAt(long position) {
        int found = Arrays.binarySearch(starts, position);
        return found >= 0 ? found : -found - 2;
    }

    private static void zeros(long count, ByteSink sink) {
        for (long rest = count; rest > 0; rest -= ZEROS.length) {
            sink.accept(ZEROS, 0, (int) Math.min(rest, ZEROS.length));
        }
    }

    /** An id that stays the same over restarts: a hash of the versions and their positions. */
    public UUID id() {
        UUID known = id;
        if (known == null) {
            known = ContentId.of(extents);
            id = known;
        }
        return known;
    }

    @Override
    public boolean equals(Object other) {
        return other == this || (other instanceof Content that && hash == that.hash && extents.equals(that.extents));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return extents.size() == 1 && extents.get(0).object().isPresent()
                ? extents.get(0).object().get().location().toString()
                : "content of " + extents.size() + " extents, " + length() + " bytes";
    }

    /** Computes an id: the first half of a SHA-256 over the versions and their positions. */
    private static final class ContentId {
        private final MessageDigest digest = Digests.sha256();

        private ContentId() {}

        static UUID of(List<Extent> extents) {
            ContentId id = new ContentId();
            extents.forEach(id::add);
            ByteBuffer hash = ByteBuffer.wrap(id.digest.digest());
            return new UUID(hash.getLong(), hash.getLong());
        }

        private void add(Extent extent) {
            digest.update(
                    ByteBuffer.allocate(Long.BYTES).putLong(extent.length()).flip());
            add(extent.object().map(version -> version.location().bucket()).orElse(""));
            add(extent.object().map(version -> version.location().key()).orElse(""));
            add(extent.object().map(ObjectVersion::canonicalEtag).orElse(""));
            add(extent.object().flatMap(ObjectVersion::versionId).orElse(""));
        }

        /** Adds a text with its length in front, so that different lists of texts give different bytes. */
        private void add(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
        }
    }
}
