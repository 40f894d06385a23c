package io.s3torrent.seeder.put;

import io.s3torrent.seeder.s3.ByteRange;
import java.io.IOException;

/** Gives the parts of an upload in their order: of a file, or of a stream whose end is not known. For one thread. */
interface PartSource {
    /** Room for one part. */
    PartSlot newSlot();

    /** How many slots are of use at a time. */
    int slots();

    /** Bytes of all parts, or {@link PutRequest#UNKNOWN_LENGTH}. */
    long length();

    /** True when there is another part. */
    boolean hasNext();

    /** Reads the next part, and shows its bytes to {@code torrent}. */
    ByteRange next(PartSlot slot, FileTorrent torrent) throws IOException;

    /** Fails when the source is no longer what was read. */
    void checkUnchanged() throws IOException;

    /** The parts of a file. */
    static PartSource of(SourceFile file, PartLayout layout) {
        return new PartSource() {
            private int next;

            @Override
            public PartSlot newSlot() {
                return new PartSlot(file, layout.partLength());
            }

            @Override
            public int slots() {
                return Math.min(layout.count(), PartSlot.count(layout.partLength()));
            }

            @Override
            public long length() {
                return layout.length();
            }

            @Override
            public boolean hasNext() {
                return next < layout.count();
            }

            @Override
            public ByteRange next(PartSlot slot, FileTorrent torrent) throws IOException {
                ByteRange range = layout.range(next++);
                slot.fill(range, torrent);
                return range;
            }

            @Override
            public void checkUnchanged() throws IOException {
                file.checkUnchanged();
            }
        };
    }
}
