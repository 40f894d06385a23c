package io.s3torrent.seeder.s3.client;

import static io.s3torrent.seeder.s3.ScriptedS3.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.ScriptedS3;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archived objects as HEAD reports them. */
final class ArchivedObjectTest {
    private static final S3Location LOCATION = new S3Location("bucket", "it's a key");
    private static final String RESTORE =
            "; to restore it: aws s3api restore-object --bucket bucket --key 'it'\\''s a key' --restore-request ";

    private ScriptedS3 s3;
    private AwsObjectStore store;

    @BeforeEach
    void open() throws Exception {
        s3 = ScriptedS3.start(new byte[100]);
        store = AwsObjectStore.open(s3.options(), new Ledger());
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        s3.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GLACIER", "DEEP_ARCHIVE"})
    void isRefusedWithTheCommandThatRestoresIt(String storageClass) {
        s3.script(head(200, Map.of("x-amz-storage-class", storageClass)));

        assertThatThrownBy(() -> store.stat(LOCATION))
                .isInstanceOf(ObjectException.Refused.class)
                .hasMessage("HeadObject s3://bucket/it's a key: the object is archived (" + storageClass + ")" + RESTORE
                        + "Days=7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ARCHIVE_ACCESS", "DEEP_ARCHIVE_ACCESS"})
    void intelligentTieringRestoresForGood(String status) {
        s3.script(head(200, Map.of("x-amz-storage-class", "INTELLIGENT_TIERING", "x-amz-archive-status", status)));

        assertThatThrownBy(() -> store.stat(LOCATION))
                .isInstanceOf(ObjectException.Refused.class)
                .hasMessageContaining("(" + status + ")")
                .hasMessageEndingWith(RESTORE + "'{}'");
    }

    @Test
    void whatIsBeingRestoredNeedsPatienceAndNoCommand() {
        s3.script(head(200, Map.of("x-amz-storage-class", "GLACIER", "x-amz-restore", "ongoing-request=\"true\"")));

        assertThatThrownBy(() -> store.stat(LOCATION))
                .isInstanceOf(ObjectException.Refused.class)
                .hasMessageEndingWith("the object is archived (GLACIER) and being restored; try again later");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GLACIER             | ongoing-request="false", expiry-date="Fri, 21 Dec 2012 00:00:00 GMT"
            GLACIER_IR          | ``
            STANDARD_IA         | ``
            INTELLIGENT_TIERING | ``
            OF_ANOTHER_STORE    | ``
            """)
    void whatCanBeReadIs(String storageClass, String restore) throws Exception {
        s3.script(head(200, Map.of("x-amz-storage-class", storageClass, "x-amz-restore", restore)));

        assertThat(store.stat(LOCATION).length()).isEqualTo(100);
    }
}
