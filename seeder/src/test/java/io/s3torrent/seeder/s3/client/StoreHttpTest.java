package io.s3torrent.seeder.s3.client;

import static io.s3torrent.seeder.s3.ScriptedS3.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.ScriptedS3;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses with headers that the SDK cannot parse. */
final class StoreHttpTest {
    private static final S3Location LOCATION = new S3Location("bucket", "key");

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
    @ValueSource(strings = {"yesterday", "2026-11-28T10:00:00Z", "1795862400", "Sat, 99 Nov 2026 10:00:00 GMT"})
    void aLastModifiedThatIsNoHttpDateIsIgnored(String date) throws Exception {
        s3.script(head(200, Map.of("Last-Modified", date)));

        assertThat(store.stat(LOCATION).length()).isEqualTo(100);
    }

    @Test
    void aLastModifiedThatIsNoHttpDateIsIgnoredInAnswersToGets() throws Exception {
        ObjectVersion version = new ObjectVersion(LOCATION, 100, ScriptedS3.ETAG, Optional.empty());
        s3.script(head(206, Map.of("Last-Modified", "yesterday")));
        ByteArrayOutputStream received = new ByteArrayOutputStream();

        store.read(version, new ByteRange(0, 100), received::write);

        assertThat(received.size()).isEqualTo(100);
    }

    @Test
    void aLastModifiedThatIsAnHttpDateIsAccepted() throws Exception {
        s3.script(head(200, Map.of("Last-Modified", "Sat, 28 Nov 2026 10:00:00 GMT")));

        assertThat(store.stat(LOCATION).length()).isEqualTo(100);
    }
}
