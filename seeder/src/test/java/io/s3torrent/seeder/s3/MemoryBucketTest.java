package io.s3torrent.seeder.s3;

import org.junit.jupiter.api.Nested;

/** The fake follows the contracts of the real store. */
final class MemoryBucketTest {
    private final MemoryBucket bucket = new MemoryBucket();

    @Nested
    final class Reads extends ObjectStoreContract {
        @Override
        protected ObjectStore store() {
            return bucket;
        }

        @Override
        protected S3Location put(String key, byte[] bytes) {
            return bucket.put(key, bytes).location();
        }
    }

    @Nested
    final class Writes extends ObjectWriterContract {
        @Override
        protected ObjectWriter writer() {
            return bucket;
        }

        @Override
        protected ObjectStore store() {
            return bucket;
        }
    }
}
