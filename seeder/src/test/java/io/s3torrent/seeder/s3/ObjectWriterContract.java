package io.s3torrent.seeder.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.s3.ObjectWriter.MultipartUpload;
import io.s3torrent.seeder.s3.ObjectWriter.PutOptions;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The behaviour of every {@link ObjectWriter}, fakes included. */
public abstract class ObjectWriterContract {
    protected static final byte[] BYTES = ObjectStoreContract.random(12 << 20);
    protected static final S3Location LOCATION = new S3Location("bucket", "dir a/ü+%2F .bin");
    protected static final PutOptions TAGGED =
            new PutOptions("a/b", Map.of("s3torrent-etag", "e"), false, Optional.empty());

    private static final int PART = 5 << 20;
    private static final PutOptions IF_NONE = new PutOptions("a/b", Map.of(), true, Optional.empty());

    /** The writer under test, with an empty bucket {@code bucket}. */
    protected abstract ObjectWriter writer();

    /** Reads from the store of {@link #writer}. */
    protected abstract ObjectStore store();

    @Test
    void whatIsPutIsThereWithItsMetadata() throws Exception {
        ObjectVersion put = writer().put(LOCATION, BYTES, TAGGED);

        StoredObject stored = store().metadata(LOCATION).orElseThrow();
        assertThat(stored.version()).isEqualTo(put).isEqualTo(store().stat(LOCATION));
        assertThat(stored.metadata()).containsEntry("s3torrent-etag", "e");
        assertThat(read(put)).isEqualTo(BYTES);
    }

    @Test
    void anObjectThatIsNotThereHasNoMetadata() throws Exception {
        assertThat(store().metadata(LOCATION)).isEmpty();
    }

    @Test
    void partsInAnyOrderBecomeOneObject() throws Exception {
        MultipartUpload upload = writer().start(LOCATION, TAGGED);
        StoredPart third = part(upload, 3);
        StoredPart first = part(upload, 1);
        StoredPart second = part(upload, 2);
        assertThat(writer().unfinished(LOCATION))
                .extracting(MultipartUpload::id)
                .containsExactly(upload.id());
        assertThat(writer().parts(upload)).extracting(StoredPart::number).containsExactly(1, 2, 3);
        assertThat(writer().parts(upload))
                .extracting(StoredPart::length)
                .containsExactly((long) PART, (long) PART, 2L << 20);

        ObjectVersion whole = writer().complete(upload, List.of(first, second, third));

        StoredObject stored = store().metadata(LOCATION).orElseThrow();
        assertThat(stored.version()).isEqualTo(whole);
        assertThat(stored.metadata()).containsEntry("s3torrent-etag", "e");
        assertThat(read(whole)).isEqualTo(BYTES);
        assertThat(writer().unfinished(LOCATION)).isEmpty();
    }

    @Test
    void anAbortedUploadLeavesNothing() throws Exception {
        MultipartUpload upload = writer().start(LOCATION, TAGGED);
        part(upload, 1);

        writer().abort(upload);
        writer().abort(upload);

        assertThat(writer().unfinished(LOCATION)).isEmpty();
        assertThat(store().metadata(LOCATION)).isEmpty();
    }

    @Test
    void theUploadsOfOtherKeysAreNotOnes() throws Exception {
        writer().start(new S3Location("bucket", LOCATION.key() + "x"), TAGGED);

        assertThat(writer().unfinished(LOCATION)).isEmpty();
    }

    @Test
    void aPutReplacesWhatIsThere() throws Exception {
        ObjectVersion first = writer().put(LOCATION, new byte[] {1}, TAGGED);
        ObjectVersion second = writer().put(LOCATION, new byte[] {2}, TAGGED);

        assertThat(second).isNotEqualTo(first).isEqualTo(store().stat(LOCATION));
        assertThat(read(second)).containsExactly(2);
    }

    @Test
    void aPutThatMustNotReplaceAnythingDoesNot() throws Exception {
        ObjectVersion first = writer().put(LOCATION, new byte[] {1}, IF_NONE);

        assertThatThrownBy(() -> writer().put(LOCATION, new byte[] {2, 3}, IF_NONE))
                .isInstanceOf(ObjectException.Changed.class);
        assertThat(store().stat(LOCATION)).isEqualTo(first);
    }

    @Test
    void aPutReplacesOnlyTheVersionItNames() throws Exception {
        ObjectVersion first = writer().put(LOCATION, new byte[] {1}, TAGGED);
        PutOptions ifFirst = new PutOptions("a/b", Map.of(), false, Optional.of(first.etag()));

        ObjectVersion second = writer().put(LOCATION, new byte[] {2, 3}, ifFirst);

        assertThatThrownBy(() -> writer().put(LOCATION, new byte[] {4, 5, 6}, ifFirst))
                .isInstanceOf(ObjectException.Changed.class);
        assertThat(store().stat(LOCATION)).isEqualTo(second);
    }

    private StoredPart part(MultipartUpload upload, int number) throws Exception {
        byte[] bytes = Arrays.copyOfRange(BYTES, (number - 1) * PART, Math.min(number * PART, BYTES.length));
        return writer().uploadPart(upload, number, PartBody.of(bytes));
    }

    private byte[] read(ObjectVersion version) throws ObjectException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store().read(version, new ByteRange(0, version.length()), bytes::write);
        return bytes.toByteArray();
    }
}
