package io.s3torrent.seeder.hashing;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buckets in which an ETag that looks like an MD5 is none, as far as this process has found out: there, ETags are not compared any
 * more. Guarded by its monitor.
 */
public final class Md5EtagBuckets {
    private static final Logger LOG = LoggerFactory.getLogger(Md5EtagBuckets.class);
    private static final int MAX_BUCKETS = 1000;

    private final Map<String, Boolean> others = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_BUCKETS;
        }
    };

    /** True as long as nothing is known to the contrary. */
    synchronized boolean mayBe(String bucket) {
        return !others.containsKey(bucket);
    }

    /** Bytes of an object of this bucket came twice, and its ETag is not their MD5. */
    synchronized void areNone(String bucket) {
        if (others.put(bucket, true) == null) {
            LOG.atInfo()
                    .addKeyValue("bucket", bucket)
                    .log("ETags are not the MD5s of objects here; they are not compared any more");
        }
    }
}
