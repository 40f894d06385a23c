package io.s3torrent.seeder.put;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.put.TargetCheck.Comparison;
import io.s3torrent.seeder.s3.CrcAlgorithm;
import io.s3torrent.seeder.s3.ObjectChecksums;
import io.s3torrent.seeder.s3.ObjectChecksums.Crc;
import io.s3torrent.seeder.s3.ObjectStore.DescribedObject;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.PartBody;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.StoredPart;
import io.s3torrent.seeder.s3.client.AwsObjectStore;
import io.s3torrent.seeder.s3.client.ChecksumS3;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.Checksum;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
final class TargetCheckTest {
    private static final int MIB = 1 << 20;
    private static final S3Location TARGET = new S3Location("bucket", "key");
    private static final byte[] CONTENT = new byte[9 * MIB];

    static {
        new Random(7).nextBytes(CONTENT);
    }

    private ChecksumS3 s3;
    private AwsObjectStore store;
    private TargetCheck check;

    @BeforeEach
    void open() throws Exception {
        s3 = ChecksumS3.start();
        store = AwsObjectStore.open(s3.options(), new Ledger());
        check = new TargetCheck(store, PutRequest.of(Path.of("unused"), TARGET));
    }

    @AfterEach
    void close() {
        store.close();
        s3.close();
    }

    @Test
    void theCrcOfAllBytesTells() {
        for (CrcAlgorithm algorithm : CrcAlgorithm.values()) {
            Checksum crc = algorithm.newChecksum();
            crc.update(CONTENT, 0, CONTENT.length);
            ObjectChecksums known = new ObjectChecksums(
                    Optional.of(new Crc(algorithm, crc.getValue())), Optional.empty(), false, Optional.empty());

            assertTells(object("\"x\"", known), "the store's " + algorithm + " is not that of the file");
        }
    }

    @Test
    void theSha1OfAllBytesTells() throws Exception {
        byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(CONTENT);
        ObjectChecksums known = new ObjectChecksums(Optional.empty(), Optional.of(sha1), false, Optional.empty());

        assertTells(object("\"x\"", known), "the store's SHA-1 is not that of the file");
    }

    @Test
    void theSha1OfEachPartTellsForPartsOfAnyLength() throws IOException {
        var upload = store.writer()
                .start(TARGET, PutRequest.of(Path.of("unused"), TARGET).putOptions());
        StoredPart first = store.writer().uploadPart(upload, 1, PartBody.of(Arrays.copyOf(CONTENT, 6 * MIB)));
        StoredPart second =
                store.writer().uploadPart(upload, 2, PartBody.of(Arrays.copyOfRange(CONTENT, 6 * MIB, CONTENT.length)));
        ObjectVersion version = store.writer().complete(upload, List.of(first, second));
        ObjectChecksums known = new ObjectChecksums(Optional.empty(), Optional.empty(), true, Optional.empty());

        assertTells(
                new DescribedObject(version, known),
                "holds other bytes: the store's SHA-1 of each part is not that of");
    }

    @Test
    void theEtagOfPartsOfAFamiliarLengthTells() throws Exception {
        MessageDigest all = MessageDigest.getInstance("MD5");
        all.update(MessageDigest.getInstance("MD5").digest(Arrays.copyOf(CONTENT, 8 * MIB)));
        all.update(MessageDigest.getInstance("MD5").digest(Arrays.copyOfRange(CONTENT, 8 * MIB, CONTENT.length)));
        String etag = "\"" + HexFormat.of().formatHex(all.digest()) + "-2\"";

        assertTells(object(etag, ObjectChecksums.NONE), "its ETag is not that of the file in parts of 8388608 bytes");
    }

    @Test
    void theEtagOfAnotherNumberOfPartsTellsNothing() {
        Comparison comparison = check.comparison(object("\"" + "0".repeat(32) + "-7\"", ObjectChecksums.NONE), 8 * MIB);
        comparison.accept(CONTENT, 0, CONTENT.length);

        assertThat(comparison.isSame()).isFalse();
        assertThat(comparison.difference()).contains("does not tell without reading it");
    }

    private void assertTells(DescribedObject object, String difference) {
        Comparison same = check.comparison(object, 16L * MIB);
        same.accept(CONTENT, 0, 1);
        same.accept(CONTENT, 1, CONTENT.length - 1);
        assertThat(same.isSame()).isTrue();

        Comparison other = check.comparison(object, 16L * MIB);
        other.accept(CONTENT, 0, CONTENT.length - 1);
        other.accept(new byte[] {(byte) ~CONTENT[CONTENT.length - 1]}, 0, 1);
        assertThat(other.isSame()).isFalse();
        assertThat(other.difference()).contains(difference);
    }

    private static DescribedObject object(String etag, ObjectChecksums known) {
        return new DescribedObject(new ObjectVersion(TARGET, CONTENT.length, etag, Optional.empty()), known);
    }
}
