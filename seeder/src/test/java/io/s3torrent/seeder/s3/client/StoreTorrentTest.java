package io.s3torrent.seeder.s3.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.TorrentDict;
import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.seeder.s3.ScriptedS3.Fault;
import io.s3torrent.seeder.s3.ScriptedS3.Request;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of stores to {@code ?torrent}, and their effect on the next request. */
@Timeout(60)
final class StoreTorrentTest {
    private static final byte[] OBJECT = new byte[20_000_000];
    private static final ObjectVersion VERSION =
            new ObjectVersion(new S3Location("bucket", "dir/key"), OBJECT.length, ScriptedS3.ETAG, Optional.empty());
    private static final byte[] TORRENT = "d4:infod6:lengthi1eee".getBytes(US_ASCII);

    private final Ledger ledger = new Ledger();
    private ScriptedS3 s3;
    private AwsObjectStore store;

    @BeforeEach
    void open() throws Exception {
        s3 = ScriptedS3.start(OBJECT);
        S3Options options = s3.options().toBuilder()
                .requestPayer(true)
                .expectedBucketOwner("123456789012")
                .build();
        store = AwsObjectStore.open(options, ledger);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        s3.close();
    }

    @Test
    void theAnswerIsHandedOnAndItsConnectionIsNeverUsedAgain() throws Exception {
        s3.script(answer(TORRENT, TORRENT.length));

        assertThat(store.torrent(VERSION)).contains(TORRENT);
        store.stat(VERSION.location());

        Request asked = s3.requests().get(0);
        assertThat(asked.target()).isEqualTo("/bucket/dir/key?torrent");
        assertThat(asked.header("x-amz-request-payer")).isEqualTo("requester");
        assertThat(asked.header("x-amz-expected-bucket-owner")).isEqualTo("123456789012");
        assertThat(s3.requests()).extracting(Request::connection).containsExactly(1, 2);
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                Arguments.of("the object", ScriptedS3.honest()),
                Arguments.of("no length, then a body", answer(TORRENT, 0)),
                Arguments.of("nothing", answer(new byte[0], 0)),
                Arguments.of("half of it", (Fault) exchange -> {
                    exchange.head(200, Map.of("Content-Length", "21"));
                    exchange.out().write(TORRENT, 0, 10);
                    exchange.out().flush();
                    throw new IOException("as scripted");
                }),
                Arguments.of("too much of it", answer(filled(TorrentDict.MAX_BYTES + 1), TorrentDict.MAX_BYTES + 1)),
                Arguments.of("400", ScriptedS3.error(400, "InvalidArgument", Map.of())),
                Arguments.of("404", ScriptedS3.error(404, "NoSuchKey", Map.of())),
                Arguments.of("405", ScriptedS3.error(405, "MethodNotAllowed", Map.of())),
                Arguments.of("501", ScriptedS3.error(501, "NotImplemented", Map.of())),
                Arguments.of("503", ScriptedS3.error(503, "SlowDown", Map.of())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void nonsenseIsNoTorrentAndIsAskedForOnce(String name, Fault answer) throws Exception {
        s3.script(answer);

        assertThat(store.torrent(VERSION)).isEmpty();

        assertThat(s3.requests()).hasSize(1);
        assertThat(store.stat(VERSION.location()).length()).isEqualTo(OBJECT.length);
        assertThat(ledger.snapshot().bytesRead()).isLessThan(TorrentDict.MAX_BYTES + 100_000);
    }

    @Test
    void theObjectInItsPlaceIsLeftAtItsFirstBytes() {
        s3.script(ScriptedS3.honest());

        assertThat(store.torrent(VERSION)).isEmpty();

        assertThat(ledger.snapshot().bytesRead()).isLessThan(100_000);
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 'd');
        return bytes;
    }

    private static Fault answer(byte[] body, int contentLength) {
        return exchange -> {
            exchange.head(200, Map.of("ETag", "", "Content-Length", Integer.toString(contentLength)));
            exchange.out().write(body);
            exchange.out().flush();
        };
    }
}
