package io.s3torrent.seeder.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.CustomerKey;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.ObjectWriter;
import io.s3torrent.seeder.s3.ObjectWriter.MultipartUpload;
import io.s3torrent.seeder.s3.ObjectWriter.PutOptions;
import io.s3torrent.seeder.s3.PartBody;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.seeder.s3.StoredPart;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed writes to stores that differ from AWS: a wrong object never stays as if it were right. */
@Timeout(60)
@Tag("slow")
final class WriteCheckTest {
    private static final S3Location LOCATION = new S3Location("bucket", "dir/it's");
    private static final PutOptions PLAIN = PutOptions.of("a/b");
    private static final PutOptions IF_NONE = new PutOptions("a/b", Map.of("who", "me"), true, Optional.empty());
    private static final int MIB = 1 << 20;
    private static final CustomerKey KEY =
            CustomerKey.of("0123456789abcdef0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII));

    @TempDir
    Path folder;

    private ChecksumS3 s3;
    private final Random random = new Random(1);

    @BeforeEach
    void open() throws Exception {
        s3 = ChecksumS3.start();
        System.setProperty("aws.accessKeyId", "access");
        System.setProperty("aws.secretAccessKey", "secret");
    }

    @AfterEach
    void close() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        s3.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, MIB, 9 * MIB})
    void aBodyIsSentAsItIsWithItsHashSigned(int length) throws Exception {
        s3.quirks().withoutChecksums(); // stores received bytes unchanged

        ObjectVersion version = put(bytes(length), PLAIN);

        assertThat(stored()).isEqualTo(bytes(length));
        assertThat(version.length()).isEqualTo(length);
        assertThat(s3.writes())
                .allSatisfy(headers -> assertThat(headers)
                        .doesNotContainKeys("content-encoding", "x-amz-decoded-content-length", "x-amz-trailer")
                        .hasEntrySatisfying(
                                "x-amz-content-sha256", hash -> assertThat(hash).hasSize(64)));
    }

    @Test
    void overTlsABodyIsSentAsItIsWithoutAHash() throws Exception {
        SelfSigned tls = SelfSigned.make(folder);
        try (ChecksumS3 store = ChecksumS3.start(tls)) {
            store.quirks().withoutChecksums();
            S3Options options = store.options().toBuilder()
                    .signRequest(true)
                    .caBundle(tls.authority())
                    .build();

            try (AwsObjectStore opened = AwsObjectStore.open(options, new Ledger())) {
                opened.writer().put(LOCATION, bytes(9 * MIB), PLAIN);
                MultipartUpload upload = opened.writer().start(LOCATION, PLAIN);
                opened.writer().uploadPart(upload, 1, PartBody.of(bytes(9 * MIB)));
            }

            assertThat(store.object("bucket", LOCATION.key()).orElseThrow().bytes())
                    .isEqualTo(bytes(9 * MIB));
            assertThat(store.writes())
                    .hasSize(2)
                    .allSatisfy(headers -> assertThat(headers)
                            .containsEntry("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
                            .doesNotContainKeys("content-encoding", "x-amz-decoded-content-length", "x-amz-trailer"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 174})
    void anotherLengthIsToldAndDoesNotStay(int more) {
        s3.quirks().keeping(body -> Arrays.copyOf(body, body.length + more));

        assertThatThrownBy(() -> put(bytes(1000), PLAIN))
                .isInstanceOf(ObjectException.Unverified.class)
                .hasMessage("PutObject s3://bucket/dir/it's: the store has " + (1000 + more)
                        + " bytes instead of the 1000 that were sent; it was removed");
        assertThat(s3.object("bucket", LOCATION.key())).isEmpty();
    }

    @Test
    void anotherLengthOfJoinedPartsIsToldAndDoesNotStay() {
        s3.quirks().keeping(body -> body.length == 7 ? new byte[8] : body);

        assertThatThrownBy(() -> upload(bytes(8 * MIB), bytes(7)))
                .isInstanceOf(ObjectException.Unverified.class)
                .hasMessageContaining("the store has 8388616 bytes instead of the 8388615 that were sent");
        assertThat(s3.object("bucket", LOCATION.key())).isEmpty();
    }

    @Test
    void whatCannotBeRemovedIsNamedWithTheCommandThatRemovesIt() {
        s3.quirks().keeping(body -> new byte[3]);
        s3.watch(request -> request.startsWith("DELETE") ? 403 : 0);

        assertThatThrownBy(() -> put(bytes(1000), PLAIN))
                .isInstanceOf(ObjectException.Unverified.class)
                .hasMessageContaining("it could not be removed")
                .hasMessageEndingWith("aws s3api delete-object --bucket bucket --key 'dir/it'\\''s'");
    }

    @Test
    void inABucketWithVersionsOnlyTheWrongOneIsRemoved() throws Exception {
        try (ScriptedS3 versioned = ScriptedS3.start(new byte[5])) {
            versioned.when(
                    request -> request.method().equals("PUT"),
                    ScriptedS3.head(200, Map.of("x-amz-version-id", "v1", "Content-Length", "0")));
            versioned.when(
                    request -> request.method().equals("HEAD"), ScriptedS3.head(200, Map.of("x-amz-version-id", "v2")));
            versioned.when(
                    request ->
                            request.method().equals("HEAD") && request.target().contains("versionId=v1"),
                    ScriptedS3.head(200, Map.of("x-amz-version-id", "v1")));
            versioned.when(
                    request -> request.method().equals("DELETE"), ScriptedS3.head(204, Map.of("Content-Length", "")));

            assertThatThrownBy(() -> put(versioned.options(), new byte[0], PLAIN))
                    .isInstanceOf(ObjectException.Unverified.class)
                    .hasMessageEndingWith("the store has 5 bytes instead of the 0 that were sent; it was removed");
            assertThat(versioned.requests())
                    .filteredOn(request -> request.method().equals("DELETE"))
                    .singleElement()
                    .satisfies(request -> assertThat(request.target()).contains("versionId=v1"));
        }
    }

    @Test
    void whatSomebodyElsePutMeanwhileStays() {
        s3.watch(request -> {
            if (request.startsWith("HEAD")) {
                s3.put("bucket", LOCATION.key(), new byte[5]);
            }
            return 0;
        });

        assertThatThrownBy(() -> put(bytes(1000), PLAIN))
                .isInstanceOf(ObjectException.Unverified.class)
                .hasMessageContaining("the store has 5 bytes instead of the 1000 that were sent")
                .hasMessageContaining("may be somebody else's");
        assertThat(stored()).hasSize(5);
    }

    @Test
    void otherBytesAreFoundByTheEtagAndDoNotStay() {
        s3.quirks().withoutChecksums().keeping(WriteCheckTest::spoilt);

        assertThatThrownBy(() -> put(bytes(1000), PLAIN))
                .isInstanceOf(ObjectException.Unverified.class)
                .hasMessageContaining("the store has different bytes than were sent; it was removed");
        assertThat(s3.object("bucket", LOCATION.key())).isEmpty();
    }

    @Test
    void oneSpoiltPartIsFoundByItsEtag() {
        s3.quirks().withoutChecksums().keeping(body -> body.length == 6 * MIB ? spoilt(body) : body);

        assertThatThrownBy(() -> upload(bytes(5 * MIB), bytes(6 * MIB), bytes(7)))
                .isInstanceOf(ObjectException.Unverified.class)
                .hasMessageContaining("different bytes than were sent");
        assertThat(s3.object("bucket", LOCATION.key())).isEmpty();
        assertThat(gets()).isEqualTo(1);
    }

    @Test
    void whereEtagsOnlyLookLikeMd5sOneLookBackSettlesIt() throws Exception {
        s3.quirks().withoutChecksums().withEtags(this::randomEtag);
        try (AwsObjectStore store = AwsObjectStore.open(options(), new Ledger())) {
            ObjectWriter writer = store.writer();

            writer.put(LOCATION, bytes(1000), PLAIN);
            assertThat(gets()).isEqualTo(1);
            writer.put(LOCATION, bytes(2000), PLAIN);
            upload(writer, bytes(5 * MIB), bytes(7));

            assertThat(gets()).isEqualTo(1);
            assertThat(stored()).hasSize(5 * MIB + 7);
        }
    }

    @Test
    void whereEtagsOfPartsOnlyLookLikeMd5sOnePartIsLookedAt() throws Exception {
        s3.quirks().withoutChecksums().withEtags(this::randomEtag);

        upload(bytes(5 * MIB), bytes(6 * MIB), bytes(7));

        assertThat(stored()).hasSize(11 * MIB + 7);
        assertThat(gets()).isEqualTo(1);
    }

    @Test
    void whereTheStoreConfirmsTheChecksumNothingIsReadBack() throws Exception {
        s3.quirks().withEtags(this::randomEtag);

        put(bytes(1000), PLAIN);
        upload(bytes(5 * MIB), bytes(7));

        assertThat(gets()).isZero();
    }

    @Test
    void whatIsJoinedThoughItsAnswerIsLostIsFoundWhateverItsEtag() throws Exception {
        s3.quirks().withoutChecksums().withEtags(this::randomEtag);
        s3.loseAnswers();

        ObjectVersion version = upload(bytes(5 * MIB), bytes(7));

        assertThat(version.length()).isEqualTo(5 * MIB + 7);
    }

    @Test
    void withoutAnEtagInTheAnswerTheOneOfTheObjectIsTakenWhenItsBytesAreRight() throws Exception {
        s3.quirks().withoutEtags();

        assertThat(put(bytes(1000), PLAIN).etag())
                .isEqualTo(s3.object("bucket", LOCATION.key()).orElseThrow().etag());
        assertThat(upload(bytes(5 * MIB), bytes(7)).etag())
                .isEqualTo(s3.object("bucket", LOCATION.key()).orElseThrow().etag());
    }

    @Test
    void credentialsThatMayOnlyWriteWriteWhatTheAnswersProve() throws Exception {
        s3.watch(request -> request.startsWith("HEAD") ? 403 : 0);

        assertThat(put(bytes(1000), PLAIN).length()).isEqualTo(1000);
        s3.quirks().withoutChecksums();
        assertThat(upload(bytes(5 * MIB), bytes(7)).length()).isEqualTo(5 * MIB + 7);
        s3.quirks().withEtags(this::randomEtag);
        assertThatThrownBy(() -> put(bytes(1000), PLAIN))
                .isInstanceOf(ObjectException.Unverified.class)
                .hasMessageContaining("allow s3:GetObject");
        assertThat(stored()).hasSize(1000);
    }

    @Test
    void aStoreMayNeedAMomentToFindWhatItTook() throws Exception {
        AtomicInteger heads = new AtomicInteger();
        s3.watch(request -> request.startsWith("HEAD") && heads.incrementAndGet() <= 2 ? 404 : 0);

        assertThat(put(bytes(1000), PLAIN).length()).isEqualTo(1000);
    }

    @Test
    void aKeyThatIsIgnoredIsToldAndPlainTextDoesNotStay() {
        s3.quirks().ignoringKeys();
        S3Options options = options().toBuilder().customerKey(KEY).build();

        assertThatThrownBy(() -> put(options, bytes(1000), PLAIN))
                .isInstanceOf(ObjectException.Unverified.class)
                .hasMessageStartingWith("PutObject s3://bucket/dir/it's: the store did not confirm")
                .hasMessageContaining("plain text")
                .hasMessageEndingWith("it was removed");
        assertThat(s3.object("bucket", LOCATION.key())).isEmpty();
        assertThatThrownBy(() -> upload(options, bytes(5 * MIB), bytes(7)))
                .isInstanceOf(ObjectException.Refused.class)
                .hasMessageContaining("plain text");
        assertThat(s3.object("bucket", LOCATION.key())).isEmpty();
    }

    @Test
    void aKeyThatIsConfirmedIsFine() throws Exception {
        S3Options options = options().toBuilder().customerKey(KEY).build();

        assertThat(put(options, bytes(1000), PLAIN).length()).isEqualTo(1000);
        assertThat(upload(options, bytes(5 * MIB), bytes(7)).length()).isEqualTo(5 * MIB + 7);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 900_000, 9 * MIB})
    void aRefusalBeforeTheBodyIsToldAsTheStoreSaidIt(int length) {
        s3.quirks().refusingBodies(501, "NotImplemented", 1);

        assertThatThrownBy(() -> put(bytes(length), PLAIN))
                .isInstanceOf(ObjectException.Refused.class)
                .hasMessageContaining("(NotImplemented, HTTP 501")
                .hasMessageContaining("scripted NotImplemented");
        assertThat(s3.writes()).hasSize(1);
    }

    @Test
    void aRefusalToJoinManyPartsIsToldAsTheStoreSaidIt() throws Exception {
        StoredPart part = StoredPart.listed(1, 5, "\"e\"", Optional.empty());
        try (AwsObjectStore store = AwsObjectStore.open(options(), new Ledger())) {
            MultipartUpload upload = store.writer().start(LOCATION, PLAIN);
            s3.quirks().refusingBodies(501, "NotImplemented", 1);

            assertThatThrownBy(() -> store.writer().complete(upload, Collections.nCopies(10_000, part)))
                    .isInstanceOf(ObjectException.Refused.class)
                    .hasMessageContaining("scripted NotImplemented");
        }
    }

    @Test
    void whereAskingBeforeABodyIsNotUnderstoodTheBodyGoesAtOnce() throws Exception {
        s3.quirks().withoutExpect();

        put(bytes(9 * MIB), PLAIN);

        assertThat(stored()).hasSize(9 * MIB);
        assertThat(s3.writes())
                .extracting(headers -> headers.getOrDefault("expect", ""))
                .containsExactly("100-continue", "");
    }

    @Test
    void nothingIsReplacedThatMustNotBe() throws Exception {
        s3.put("bucket", LOCATION.key(), new byte[5]);

        assertThatThrownBy(() -> put(bytes(1000), IF_NONE))
                .isInstanceOf(ObjectException.Changed.class)
                .hasMessageContaining("the object already exists");
        assertThat(stored()).hasSize(5);
        assertThat(s3.writes())
                .singleElement()
                .satisfies(headers -> assertThat(headers).containsEntry("if-none-match", "*"));
    }

    @Test
    void onlyTheObjectThatWasSeenIsReplaced() throws Exception {
        ObjectVersion seen = put(bytes(5), PLAIN);
        PutOptions ifSeen = new PutOptions("a/b", Map.of(), false, Optional.of(seen.etag()));

        ObjectVersion replaced = put(bytes(1000), ifSeen);

        assertThat(replaced.length()).isEqualTo(1000);
        assertThatThrownBy(() -> put(bytes(2000), ifSeen)).isInstanceOf(ObjectException.Changed.class);
        assertThat(stored()).hasSize(1000);
    }

    @Test
    void whatIsThereAlreadyBecauseTheAnswerWasLostIsTakenForWhatWasPut() throws Exception {
        s3.loseAnswers();

        assertThat(put(bytes(1000), IF_NONE).length()).isEqualTo(1000);
    }

    @ParameterizedTest
    @CsvSource({"501, NotImplemented", "400, NotImplemented"})
    void whereConditionsAreNotKnownALookBeforeMustDo(int status, String code) throws Exception {
        s3.quirks().refusingConditions(status, code);

        put(bytes(1000), IF_NONE);

        assertThat(stored()).hasSize(1000);
        assertThatThrownBy(() -> put(bytes(2000), IF_NONE)).isInstanceOf(ObjectException.Changed.class);
        assertThat(stored()).hasSize(1000);
    }

    private static byte[] spoilt(byte[] body) {
        byte[] other = body.clone();
        other[body.length / 2] ^= 1;
        return other;
    }

    private String randomEtag() {
        byte[] etag = new byte[16];
        synchronized (random) {
            random.nextBytes(etag);
        }
        return "\"" + HexFormat.of().formatHex(etag) + "\"";
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private byte[] stored() {
        return s3.object("bucket", LOCATION.key()).orElseThrow().bytes();
    }

    private long gets() {
        return s3.requests().stream()
                .filter(request -> request.startsWith("GET"))
                .count();
    }

    private S3Options options() {
        return s3.options().toBuilder().signRequest(true).build();
    }

    private ObjectVersion put(byte[] bytes, PutOptions how) throws Exception {
        return put(options(), bytes, how);
    }

    private static ObjectVersion put(S3Options options, byte[] bytes, PutOptions how) throws Exception {
        try (AwsObjectStore store = AwsObjectStore.open(options, new Ledger())) {
            return store.writer().put(LOCATION, bytes, how);
        }
    }

    private ObjectVersion upload(byte[]... parts) throws Exception {
        return upload(options(), parts);
    }

    private static ObjectVersion upload(S3Options options, byte[]... parts) throws Exception {
        try (AwsObjectStore store = AwsObjectStore.open(options, new Ledger())) {
            return upload(store.writer(), parts);
        }
    }

    private static ObjectVersion upload(ObjectWriter writer, byte[]... parts) throws Exception {
        MultipartUpload upload = writer.start(LOCATION, PLAIN);
        StoredPart[] stored = new StoredPart[parts.length];
        for (int part = 0; part < parts.length; part++) {
            stored[part] = writer.uploadPart(upload, part + 1, PartBody.of(parts[part]));
        }
        return writer.complete(upload, List.of(stored));
    }
}
