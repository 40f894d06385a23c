package io.s3torrent.seeder.wire.upload;

import java.util.concurrent.atomic.LongAdder;

/** Payload bytes sent of one torrent, which count for all of its port as well. Safe for use by all event loops. */
public final class UploadCount {
    private final LongAdder all;
    private final LongAdder own = new LongAdder();

    /** Nothing yet; {@code all} outlives it. */
    public UploadCount(LongAdder all) {
        this.all = all;
    }

    public void add(long bytes) {
        own.add(bytes);
        all.add(bytes);
    }

    /** Those of this torrent. */
    public long sum() {
        return own.sum();
    }
}
