package io.s3torrent.seeder.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.seeder.s3.direct.WaitCheck;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed requests against a server that checks signatures. */
final class StoreCredentialsTest {
    private static final String SECRET = "the-secret-that-nobody-may-see";
    private static final DateTimeFormatter AMZ_DATE = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);
    private static final S3Location LOCATION = new S3Location("bucket", "k");

    @TempDir
    Path folder;

    private AwsConfiguration configuration;

    @BeforeEach
    void open() {
        configuration = new AwsConfiguration(folder);
    }

    @AfterEach
    void close() {
        configuration.close();
    }

    @Test
    void credentialsOfTheProfileOpenTheStore() throws Exception {
        assertThat(stat("[me]\naws_access_key_id = AKID\naws_secret_access_key = " + SECRET)
                        .length())
                .isEqualTo(3);
    }

    @Test
    void aWrongSecretIsToldWithoutAnySecret() {
        assertThatThrownBy(() -> stat("[me]\naws_access_key_id = AKID\naws_secret_access_key = wrong-" + SECRET))
                .isInstanceOf(ObjectException.Denied.class)
                .hasMessageContaining("SignatureDoesNotMatch")
                .message()
                .doesNotContain(SECRET);
    }

    @Test
    void anUnknownKeyIsTold() {
        assertThatThrownBy(() -> stat("[me]\naws_access_key_id = OTHER\naws_secret_access_key = " + SECRET))
                .isInstanceOf(ObjectException.Denied.class)
                .hasMessageContaining("InvalidAccessKeyId");
    }

    @Test
    void noCredentialsAreSaidAsTheCliSaysIt() {
        assertThatThrownBy(() -> stat("[me]\n"))
                .isInstanceOf(ObjectException.Misconfigured.class)
                .hasMessageStartingWith("Unable to locate credentials. You can configure credentials by running")
                .hasMessageContaining("--no-sign-request");
    }

    @Test
    void aClockThatIsWrongIsCorrectedByTheStores() throws Exception {
        ZonedDateTime theirs = ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(20);
        configuration.credentials("[default]\naws_access_key_id = AKID\naws_secret_access_key = " + SECRET);
        try (ScriptedS3 s3 = ScriptedS3.start(new byte[3]);
                AwsObjectStore store = AwsObjectStore.open(
                        S3Options.builder().endpointUrl(s3.endpoint()).build(), new Ledger())) {
            s3.script(ScriptedS3.error(
                    403, "RequestTimeTooSkewed", Map.of("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(theirs))));

            read(store);

            LocalDateTime second = LocalDateTime.parse(s3.requests().get(1).header("x-amz-date"), AMZ_DATE);
            assertThat(Duration.between(second, theirs.toLocalDateTime()).abs()).isLessThan(Duration.ofMinutes(1));
        }
    }

    @Test
    void aMuteHeadTellsTheTimeToo() throws Exception {
        configuration.credentials(session("t1"));
        try (ScriptedS3 s3 = ScriptedS3.start(new byte[3]);
                AwsObjectStore store = AwsObjectStore.open(optionsOf("me", s3), new Ledger())) {
            s3.script(StoreFaults.clockSkew(Duration.ofMinutes(20)));

            assertThat(store.stat(LOCATION).length()).isEqualTo(3);
            assertThat(s3.requests()).extracting(ScriptedS3.Request::method).containsExactly("HEAD", "GET", "HEAD");
        }
    }

    @Test
    void aClockThatStaysWrongIsTold() throws Exception {
        configuration.credentials(session("t1"));
        try (ScriptedS3 s3 = ScriptedS3.start(new byte[3]);
                AwsObjectStore store = AwsObjectStore.open(
                        S3Options.builder().endpointUrl(s3.endpoint()).build(), new Ledger())) {
            s3.when(request -> true, StoreFaults.clockSkew(Duration.ofMinutes(20)));

            assertThatThrownBy(() -> store.stat(LOCATION))
                    .isInstanceOf(ObjectException.Denied.class)
                    .hasMessageContaining("this machine's clock is wrong")
                    .hasMessageContaining("minutes behind the store's");
            assertThat(s3.requests()).as("two HEADs, and GETs for the reason").hasSizeLessThanOrEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "me"})
    void aSessionThatExpiresIsRenewedFromWhereItCameFrom(String profile) throws Exception {
        configuration.credentials(session("old"));
        try (ScriptedS3 s3 = ScriptedS3.start(new byte[3]);
                AwsObjectStore store = AwsObjectStore.open(optionsOf(profile, s3), new Ledger())) {
            store.stat(LOCATION);
            configuration.credentials(session("new"));
            s3.when(
                    request -> request.header("x-amz-security-token").equals("old"),
                    ScriptedS3.error(400, "ExpiredToken", Map.of()));

            read(store);

            assertThat(s3.requests())
                    .extracting(request -> request.header("x-amz-security-token"))
                    .as("a HEAD, a GET, the SDK's GET for the reason, and the GET with new credentials")
                    .containsExactly("old", "old", "old", "new");
        }
    }

    @Test
    void aSessionThatExpiresIsFoundOutByHeadToo() throws Exception {
        configuration.credentials(session("old"));
        try (ScriptedS3 s3 = ScriptedS3.start(new byte[3]);
                AwsObjectStore store = AwsObjectStore.open(optionsOf("me", s3), new Ledger())) {
            s3.when(
                    request -> request.header("x-amz-security-token").equals("old"),
                    ScriptedS3.error(400, "ExpiredToken", Map.of()));
            s3.script(exchange -> {
                configuration.credentials(session("new"));
                ScriptedS3.error(400, "", Map.of()).answer(exchange);
            });

            assertThat(store.stat(LOCATION).length()).isEqualTo(3);
        }
    }

    @Test
    void aSessionThatStaysExpiredIsToldAndNotLookedForAtEachRequest() throws Exception {
        configuration.credentials(session("old"));
        try (ScriptedS3 s3 = ScriptedS3.start(new byte[3]);
                AwsObjectStore store = AwsObjectStore.open(optionsOf("me", s3), new Ledger())) {
            s3.always(ScriptedS3.error(400, "ExpiredToken", Map.of()));

            assertThatThrownBy(() -> read(store))
                    .isInstanceOf(ObjectException.Denied.class)
                    .hasMessageContaining("session token has expired")
                    .hasMessageContaining("aws sso login");
            assertThat(s3.requests()).hasSize(2);
            assertThatThrownBy(() -> read(store)).isInstanceOf(ObjectException.Denied.class);
            assertThat(s3.requests()).hasSize(3);
        }
    }

    private static void read(ObjectStore store) throws ObjectException {
        store.read(
                new ObjectVersion(LOCATION, 3, ScriptedS3.ETAG, Optional.empty()),
                new ByteRange(0, 3),
                (chunk, offset, length) -> {});
    }

    private static S3Options optionsOf(String profile, ScriptedS3 s3) {
        return S3Options.builder()
                .endpointUrl(s3.endpoint())
                .profile(profile.equals("default") ? null : profile)
                .build();
    }

    /** The same session in both profiles. */
    private static String session(String token) {
        String keys = "aws_access_key_id = AKID\naws_secret_access_key = " + SECRET + "\naws_session_token = " + token;
        return "[default]\n" + keys + "\n[me]\n" + keys + "\n";
    }

    @Test
    void requestsOverOurOwnConnectionsAreSignedAsTheSdkSigns() throws Exception {
        S3Location odd = new S3Location("bucket", "dir a/ü+%2F  &?=.bin");
        configuration.credentials("[me]\naws_access_key_id = AKID\naws_secret_access_key = " + SECRET + "\n");
        try (EmbeddedS3 s3 = EmbeddedS3.startSigned(Files.createDirectories(folder.resolve("s3")), "AKID", SECRET);
                AwsObjectStore store = AwsObjectStore.open(profileAt(s3), new Ledger())) {
            s3.createBucket("bucket");
            s3.put("bucket", odd.key(), "0123456789".getBytes(StandardCharsets.US_ASCII));
            ObjectVersion version = store.stat(odd);
            store.read(version, new ByteRange(0, 1), (bytes, offset, length) -> {});

            OpenObject range = store.calls
                    .client()
                    .direct()
                    .get(version, new ByteRange(3, 7), WaitCheck.NONE, new Ledger())
                    .orElseThrow();

            assertThat(range.body()).hasContent("3456");
            range.body().close();
        }
    }

    private ObjectVersion stat(String credentials) throws Exception {
        configuration.credentials(credentials);
        try (EmbeddedS3 s3 = EmbeddedS3.startSigned(Files.createDirectories(folder.resolve("s3")), "AKID", SECRET);
                AwsObjectStore store = AwsObjectStore.open(profileAt(s3), new Ledger())) {
            s3.createBucket("bucket");
            s3.put("bucket", "k", new byte[3]);
            return store.stat(LOCATION);
        }
    }

    private static S3Options profileAt(EmbeddedS3 s3) {
        return S3Options.builder().endpointUrl(s3.endpoint()).profile("me").build();
    }
}
