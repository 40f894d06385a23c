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
 * Where the bytes of a torrent lie: objects and runs of zeros, one after the other.
 *
 * <p>Zeros are what pad files hold (BEP 47): nobody stores them, and they cost no request. Immutable.
 */
public final class Content {
    private static final byte[] ZEROS = new byte[64 << 10];

    /**
     * A part of a torrent's bytes.
     *
     * @param length bytes, at least 1
     * @param object the version that holds them, whole; empty for zeros
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
    /** Offset of each extent's first byte, and behind the last one the length of it all. */
    private final long[] starts;

    private final int hash;

    /** Made when it is first asked for; made twice, it is the same. */
    private volatile @Nullable UUID id;

    private Content(List<Extent> extents) {
        this.extents = List.copyOf(extents);
        this.starts = new long[extents.size() + 1];
        for (int i = 0; i < extents.size(); i++) {
            starts[i + 1] = Math.addExact(starts[i], extents.get(i).length());
        }
        this.hash = this.extents.hashCode();
    }

    /** The bytes of {@code extents} in their order. */
    public static Content of(List<Extent> extents) {
        return new Content(extents);
    }

    /** The bytes of one object. */
    public static Content of(ObjectVersion version) {
        return new Content(version.length() == 0 ? List.of() : List.of(Extent.of(version)));
    }

    /** Bytes in all. */
    public long length() {
        return starts[extents.size()];
    }

    /** Its parts, in order. */
    public List<Extent> extents() {
        return extents;
    }

    /** The versions it reads from, in order; a version can be there more than once. */
    public List<ObjectVersion> objects() {
        return extents.stream().flatMap(extent -> extent.object().stream()).toList();
    }

    /**
     * Reads a range that may span several extents, one after the other, as {@link ObjectReader#read} does.
     *
     * @throws ObjectException when the store fails; what the sink got so far must be forgotten
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

    /** Names these bytes in every run of the program: a hash of which versions they are, and where. */
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

    /** The first half of a SHA-256 over all that tells one content from another. */
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

        /** With its length in front, so that no two lists of texts are the same bytes. */
        private void add(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
        }
    }
}
