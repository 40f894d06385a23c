package io.s3torrent.seeder.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectWriter;
import io.s3torrent.seeder.s3.ObjectWriterContract;
import io.s3torrent.seeder.s3.S3Location;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writing to a real S3 server that keeps no checksums. */
final class AwsObjectWriterTest extends ObjectWriterContract {
    @TempDir
    Path folder;

    private final Ledger ledger = new Ledger();
    private EmbeddedS3 s3;
    private AwsObjectStore store;
    private ObjectWriter writer;

    @BeforeEach
    void open() throws Exception {
        s3 = EmbeddedS3.startSigned(folder, "access", "secret");
        s3.createBucket("bucket");
        System.setProperty("aws.accessKeyId", "access");
        System.setProperty("aws.secretAccessKey", "secret");
        store = AwsObjectStore.open(s3.options().toBuilder().signRequest(true).build(), ledger);
        writer = store.writer();
    }

    @AfterEach
    void close() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        store.close();
        s3.close();
    }

    @Override
    protected ObjectWriter writer() {
        return writer;
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void aPutIsCounted() throws Exception {
        writer.put(LOCATION, BYTES, TAGGED);

        assertThat(ledger.snapshot().puts()).isEqualTo(1);
        assertThat(ledger.snapshot().bytesWritten()).isEqualTo(BYTES.length);
    }

    @Test
    void aBucketThatIsNotThereIsToldOf() {
        S3Location nowhere = new S3Location("nowhere", "k");

        assertThatThrownBy(() -> writer.put(nowhere, new byte[3], TAGGED))
                .isInstanceOf(ObjectException.NotFound.class)
                .hasMessageContaining("PutObject s3://nowhere/k: there is no such bucket");
        assertThatThrownBy(() -> writer.start(nowhere, TAGGED)).isInstanceOf(ObjectException.NotFound.class);
    }
}
