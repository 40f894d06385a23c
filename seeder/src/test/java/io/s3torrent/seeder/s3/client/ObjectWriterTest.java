package io.s3torrent.seeder.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.seeder.s3.ObjectWriter.MultipartUpload;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.ObjectWriter;
import io.s3torrent.seeder.s3.PartBody;
import io.s3torrent.seeder.s3.ObjectWriter.PutOptions;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.StoredObject;
import io.s3torrent.seeder.s3.StoredPart;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writing to a real S3 server that keeps no checksums. */
final class ObjectWriterTest {
    private static final byte[] BYTES = ObjectStoreContract.random(12 << 20);
    private static final int PART = 5 << 20;
    private static final S3Location LOCATION = new S3Location("bucket", "dir a/ü+%2F .bin");
    private static final PutOptions TAGGED =
            new PutOptions("a/b", Map.of("s3torrent-etag", "e"), false, Optional.empty());

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

    @Test
    void whatIsPutIsThereWithItsMetadata() throws Exception {
        ObjectVersion put = writer.put(LOCATION, BYTES, TAGGED);

        StoredObject stored = store.metadata(LOCATION).orElseThrow();
        assertThat(stored.version()).isEqualTo(put).isEqualTo(store.stat(LOCATION));
        assertThat(stored.metadata()).containsEntry("s3torrent-etag", "e");
        assertThat(read(put)).isEqualTo(BYTES);
        assertThat(ledger.snapshot().puts()).isEqualTo(1);
        assertThat(ledger.snapshot().bytesWritten()).isEqualTo(BYTES.length);
    }

    @Test
    void anObjectThatIsNotThereHasNoMetadata() throws Exception {
        assertThat(store.metadata(LOCATION)).isEmpty();
    }

    @Test
    void partsInAnyOrderBecomeOneObject() throws Exception {
        MultipartUpload upload = writer.start(LOCATION, TAGGED);
        StoredPart third = part(upload, 3);
        StoredPart first = part(upload, 1);
        StoredPart second = part(upload, 2);
        assertThat(writer.unfinished(LOCATION)).extracting(MultipartUpload::id).containsExactly(upload.id());
        assertThat(writer.parts(upload)).extracting(StoredPart::number).containsExactly(1, 2, 3);
        assertThat(writer.parts(upload))
                .extracting(StoredPart::length)
                .containsExactly((long) PART, (long) PART, 2L << 20);

        ObjectVersion whole = writer.complete(upload, List.of(first, second, third));

        StoredObject stored = store.metadata(LOCATION).orElseThrow();
        assertThat(stored.version()).isEqualTo(whole);
        assertThat(stored.metadata()).containsEntry("s3torrent-etag", "e");
        assertThat(read(whole)).isEqualTo(BYTES);
        assertThat(writer.unfinished(LOCATION)).isEmpty();
    }

    @Test
    void anAbortedUploadLeavesNothing() throws Exception {
        MultipartUpload upload = writer.start(LOCATION, TAGGED);
        part(upload, 1);

        writer.abort(upload);
        writer.abort(upload);

        assertThat(writer.unfinished(LOCATION)).isEmpty();
        assertThat(store.metadata(LOCATION)).isEmpty();
    }

    @Test
    void theUploadsOfOtherKeysAreNotOnes() throws Exception {
        writer.start(new S3Location("bucket", LOCATION.key() + "x"), TAGGED);

        assertThat(writer.unfinished(LOCATION)).isEmpty();
    }

    @Test
    void aBucketThatIsNotThereIsToldOf() {
        S3Location nowhere = new S3Location("nowhere", "k");

        assertThatThrownBy(() -> writer.put(nowhere, new byte[3], TAGGED))
                .isInstanceOf(ObjectException.NotFound.class)
                .hasMessageContaining("PutObject s3://nowhere/k: there is no such bucket");
        assertThatThrownBy(() -> writer.start(nowhere, TAGGED)).isInstanceOf(ObjectException.NotFound.class);
    }

    private StoredPart part(MultipartUpload upload, int number) throws Exception {
        byte[] bytes = Arrays.copyOfRange(BYTES, (number - 1) * PART, Math.min(number * PART, BYTES.length));
        return writer.uploadPart(upload, number, PartBody.of(bytes));
    }

    private byte[] read(ObjectVersion version) throws ObjectException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.read(version, new ByteRange(0, version.length()), bytes::write);
        return bytes.toByteArray();
    }
}
