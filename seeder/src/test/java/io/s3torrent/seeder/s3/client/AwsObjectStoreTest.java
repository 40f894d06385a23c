package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectStoreContract;
import io.s3torrent.seeder.s3.S3Location;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract against a real S3 server. */
final class AwsObjectStoreTest extends ObjectStoreContract {
    @TempDir
    Path folder;

    private EmbeddedS3 s3;
    private AwsObjectStore store;

    @BeforeEach
    void open() throws Exception {
        s3 = EmbeddedS3.start(folder);
        s3.createBucket("bucket");
        store = AwsObjectStore.open(s3.options(), new Ledger());
    }

    @AfterEach
    void close() {
        store.close();
        s3.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected S3Location put(String key, byte[] bytes) {
        s3.put("bucket", key, bytes);
        return new S3Location("bucket", key);
    }
}
