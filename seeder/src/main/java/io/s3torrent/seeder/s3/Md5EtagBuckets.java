package io.s3torrent.seeder.s3;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the buckets whose ETags look like MD5s but are not, such as buckets with SSE-KMS. The ETags of these buckets are not compared
 * with the bytes of objects. Guarded by its monitor.
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

    /** Remembers buckets until the process ends. */
    public Md5EtagBuckets() {
        this(Duration.ofNanos(Long.MAX_VALUE), System::nanoTime);
    }

    /** Remembers a bucket for {@code memory}; after that its ETags are compared again. */
    public Md5EtagBuckets(Duration memory) {
        this(memory, System::nanoTime);
    }

    Md5EtagBuckets(Duration memory, LongSupplier nanoClock) {
        this.memory = memory.toNanos();
        this.nanoClock = nanoClock;
    }

    /** True unless an object of this bucket recently had an ETag that is not its MD5. */
    public synchronized boolean mayHaveMd5s(String bucket) {
        Long at = foundOut.get(bucket);
        return at == null || nanoClock.getAsLong() - at >= memory;
    }

    /** Records that the ETag of an intact object in this bucket is not its MD5. */
    public synchronized void hasNoMd5s(String bucket) {
        if (foundOut.put(bucket, nanoClock.getAsLong()) == null) {
            LOG.atInfo()
                    .addKeyValue("bucket", bucket)
                    .log("The ETags of this bucket are not the MD5s of its objects; they are no longer compared");
        }
    }
}
