package io.s3torrent.seeder.s3.client;

import static io.s3torrent.seeder.s3.ScriptedS3.cutAfter;
import static io.s3torrent.seeder.s3.ScriptedS3.error;
import static io.s3torrent.seeder.s3.ScriptedS3.head;
import static io.s3torrent.seeder.s3.ScriptedS3.honest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.CustomerKey;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.seeder.s3.ScriptedS3.Request;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Reads through the SDK: the requests on the wire, and the faults of a store. */
@Tag("slow")
final class AwsObjectStoreFaultTest extends ReadFaults {

    @Override
    AwsObjectStore prepared(StoreLimits limits) throws ObjectException {
        return AwsObjectStore.open(s3.options(), limits, ledger);
    }

    @Test
    void aBodyThatWasReadAndCannotBeClosedIsNotReadAgain() throws Exception {
        StoreClient client = new StoreClient(
                new UnclosableBodies(store.calls.client().s3()),
                store.calls.client().direct(),
                store.calls.client().buckets(),
                store.calls.client().credentials(),
                List.of());
        AwsObjectStore unclosable = new AwsObjectStore(
                store.settings,
                new StoreCalls(
                        client,
                        store.calls.requests(),
                        store.calls.limiter(),
                        store.calls.errors(),
                        store.calls.slowReads(),
                        store.calls.limits()));

        unclosable.read(VERSION, RANGE, received::write);

        assertRead();
        assertThat(s3.requests()).hasSize(1);
    }

    /** A client whose bodies come from the store but cannot be closed. */
    private static final class UnclosableBodies extends DelegatingS3Client {
        UnclosableBodies(S3Client client) {
            super(client);
        }

        @Override
        public <T> T getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
            return super.getObject(
                    request,
                    ResponseTransformer.unmanaged(
                            (response, body) -> transformer.transform(response, unclosable(body))));
        }

        private static AbortableInputStream unclosable(AbortableInputStream body) {
            InputStream failing = new FilterInputStream(body) {
                @Override
                public void close() throws IOException {
                    super.close();
                    throw new IOException("as scripted");
                }
            };
            return AbortableInputStream.create(failing, body);
        }
    }

    @Test
    void everyReadIsPinnedByIfMatch() throws Exception {
        read();

        Request get = s3.requests().get(0);
        assertThat(get.target()).isEqualTo("/bucket/dir/key");
        assertThat(get.header("range")).isEqualTo("bytes=1000-200999");
        assertThat(get.header("if-match")).isEqualTo(ScriptedS3.ETAG);
        assertThat(get.header("user-agent")).startsWith("s3torrent");
        assertThat(get.header("authorization")).isEmpty();
        assertThat(get.header("x-amz-checksum-mode")).isEmpty();
    }

    @Test
    void theVersionNamedNullIsPinnedByItsETag() throws Exception {
        s3.script(head(200, Map.of("x-amz-version-id", "null")), head(200, Map.of("x-amz-version-id", "v1")));

        assertThat(store.stat(LOCATION).versionId()).isEmpty();
        assertThat(store.stat(LOCATION).versionId()).contains("v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes 0-0/300000", "bytes 0-0/*"})
    void aLengthThatHeadDoesNotTellComesWithTheFirstByte(String contentRange) throws Exception {
        s3.when(ReadFaults::isHead, head(200, Map.of("Content-Length", "")));
        s3.always(head(206, Map.of("Content-Range", contentRange)));

        if (contentRange.endsWith("*")) {
            assertThatThrownBy(() -> store.stat(LOCATION)).hasMessageContaining("did not send the object's length");
        } else {
            assertThat(store.stat(LOCATION)).isEqualTo(VERSION);
        }
    }

    @Test
    void anEmptyObjectHasNoFirstByte() throws Exception {
        s3.when(ReadFaults::isHead, head(200, Map.of("Content-Length", "")));
        s3.always(error(416, "InvalidRange", Map.of("Content-Range", "bytes */0")));

        assertThat(store.stat(LOCATION).length()).isZero();
    }

    @Test
    void theHeadOfAnObjectThatGoogleUnpacksIsThatOfItsStoredBytes() throws Exception {
        s3.when(
                request -> isHead(request) && !request.header("accept-encoding").equals("gzip"),
                head(200, Map.of("Content-Length", "", "x-goog-stored-content-encoding", "gzip")));
        s3.when(
                request -> isHead(request) && request.header("accept-encoding").equals("gzip"),
                head(200, Map.of("Content-Encoding", "gzip", "x-goog-stored-content-encoding", "gzip")));

        ObjectVersion version = store.stat(LOCATION);

        assertThat(version.length()).isEqualTo(BYTES.length);
        assertThat(version.encoding()).contains("gzip");
        assertThat(s3.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "W/\"\""})
    void anObjectWithoutAnETagThatNamesAVersionIsRefused(String etag) {
        s3.when(request -> true, head(200, Map.of("ETag", etag)));

        assertThatThrownBy(() -> store.stat(LOCATION))
                .isInstanceOf(ObjectException.Refused.class)
                .hasMessageContaining("no ETag, or an empty one");
    }

    @Test
    void payerOwnerAndCustomerKeyAreOnEveryCall() throws Exception {
        byte[] key = "0123456789abcdef0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
        S3Options options = s3.options().toBuilder()
                .requestPayer(true)
                .expectedBucketOwner("123456789012")
                .customerKey(CustomerKey.of(key))
                .build();
        s3.script(error(403, "", Map.of()), error(503, "SlowDown", Map.of()), honest(), cutAfter(1000));
        try (AwsObjectStore paying = AwsObjectStore.open(options, ledger)) {
            paying.read(paying.stat(LOCATION), RANGE, received::write);
        }

        assertThat(s3.requests())
                .extracting(Request::method)
                .as("a HEAD without a reason and the GET for the reason, the HEAD again, a GET that broke, its rest")
                .containsExactly("HEAD", "GET", "HEAD", "GET", "GET");
        assertThat(s3.requests()).allSatisfy(request -> {
            assertThat(request.header("x-amz-request-payer")).isEqualTo("requester");
            assertThat(request.header("x-amz-expected-bucket-owner")).isEqualTo("123456789012");
            String prefix = "x-amz-server-side-encryption-customer-";
            assertThat(request.header(prefix + "algorithm")).isEqualTo("AES256");
            assertThat(Base64.getDecoder().decode(request.header(prefix + "key")))
                    .isEqualTo(key);
            assertThat(request.header(prefix + "key-md5")).isEqualTo("V5euSAsQOO0sIBHETfEa4w==");
        });
    }

    @Test
    void aViewCountsForItselfAndForItsStore() throws Exception {
        Ledger torrent = ledger.child();

        ObjectStore view = store.countedIn(torrent);
        view.read(view.stat(LOCATION), RANGE, received::write);
        view.close();
        read();

        assertThat(torrent.snapshot().heads()).isEqualTo(1);
        assertThat(torrent.snapshot().gets()).isEqualTo(1);
        assertThat(torrent.snapshot().bytesRead()).isEqualTo(RANGE.length());
        assertThat(torrent.snapshot().longestWait()).isPositive();
        assertThat(ledger.snapshot().gets()).isEqualTo(2);
        assertThat(s3.requests())
                .extracting(Request::connection)
                .as("requests of the store, without those of the view")
                .containsExactly(1, 2, 2);
    }

    @Test
    void aReadOfAVersionIsPinnedByItsId() throws Exception {
        ObjectVersion version = new ObjectVersion(LOCATION, BYTES.length, ScriptedS3.ETAG, Optional.of("v 1"));

        store.read(version, RANGE, received::write);

        assertThat(s3.requests().get(0).target()).isEqualTo("/bucket/dir/key?versionId=v%201");
        assertThat(s3.requests().get(0).header("if-match")).isEmpty();
    }
}
