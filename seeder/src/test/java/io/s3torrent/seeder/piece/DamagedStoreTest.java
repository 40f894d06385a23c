package io.s3torrent.seeder.piece;

import io.s3torrent.seeder.s3.MemoryStore;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectStoreContract;
import io.s3torrent.seeder.s3.S3Location;

/** Before its accident, the fake follows the contract of the real store. */
final class DamagedStoreTest extends ObjectStoreContract {
    private final MemoryStore memory = new MemoryStore(new byte[1]);
    private final DamagedStore store = new DamagedStore(memory, Long.MAX_VALUE, right -> right);

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected S3Location put(String key, byte[] bytes) {
        S3Location location = new S3Location("bucket", key);
        memory.put(location, bytes);
        return location;
    }
}
