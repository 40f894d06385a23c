package io.s3torrent.seeder.s3;

/** The fake follows the contract of the real store. */
final class MemoryStoreTest extends ObjectStoreContract {
    private final MemoryStore store = new MemoryStore(new byte[1]);

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected S3Location put(String key, byte[] bytes) {
        S3Location location = new S3Location("bucket", key);
        store.put(location, bytes);
        return location;
    }
}
