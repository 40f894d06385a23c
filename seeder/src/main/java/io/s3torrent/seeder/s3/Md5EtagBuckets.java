package io.s3torrent.seeder.s3;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the buckets whose ETags look like MD5s and are none, as buckets with SSE-KMS have: there, ETags are not compared with the
 * bytes of objects. Guarded by its monitor.
 */
public final class Md5EtagBuckets {
    private static final Logger LOG = LoggerFactory.getLogger(Md5EtagBuckets.class);
    private static final int MAX_BUCKETS = 1000;

    private final long memory;
    private final LongSupplier nanoClock;
    private final Map<String, Long> foundOut = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_BUCKETS;
        }
    };

    /** Remembers buckets as long as the process runs. */
    public Md5EtagBuckets() {
        this(Duration.ofNanos(Long.MAX_VALUE), System::nanoTime);
    }

    /** Remembers a bucket for {@code memory}; then its ETags are compared again. */
    public Md5EtagBuckets(Duration memory) {
        this(memory, System::nanoTime);
    }

    Md5EtagBuckets(Duration memory, LongSupplier nanoClock) {
        this.memory = memory.toNanos();
        this.nanoClock = nanoClock;
    }

    /** True as long as nothing to the contrary is known. */
    public synchronized boolean mayHaveMd5s(String bucket) {
        Long at = foundOut.get(bucket);
        return at == null || nanoClock.getAsLong() - at >= memory;
    }

    /** The bytes of an object in this bucket are right, and its ETag is not their MD5. */
    public synchronized void hasNoMd5s(String bucket) {
        if (foundOut.put(bucket, nanoClock.getAsLong()) == null) {
            LOG.atInfo()
                    .addKeyValue("bucket", bucket)
                    .log("ETags are not the MD5s of objects here; they are not compared any more");
        }
    }
}
