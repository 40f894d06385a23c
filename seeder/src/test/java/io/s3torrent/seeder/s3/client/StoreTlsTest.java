package io.s3torrent.seeder.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.ScriptedS3;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store with a certificate from an unknown authority. */
@Tag("slow")
final class StoreTlsTest {
    private static final S3Location LOCATION = new S3Location("bucket", "k");

    @TempDir
    Path folder;

    private Path authority;
    private ScriptedS3 s3;

    @BeforeEach
    void open() throws Exception {
        SelfSigned tls = SelfSigned.make(folder);
        authority = tls.authority();
        s3 = ScriptedS3.start(new byte[3], tls.sockets());
    }

    @AfterEach
    void close() throws Exception {
        s3.close();
    }

    @Test
    void itsAuthorityIsTrustedWhenNamed() throws Exception {
        assertThat(stat(Optional.of(authority), true).length()).isEqualTo(3);
    }

    @Test
    void connectionsOfOurOwnTrustItToo() throws Exception {
        ByteRange all = new ByteRange(0, 3);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (AwsObjectStore store = AwsObjectStore.open(options(Optional.of(authority), true), new Ledger())) {
            ObjectVersion version = store.stat(LOCATION);
            store.read(version, all, received::write);
            store.read(version, all, received::write);
        }

        assertThat(received.toByteArray()).isEqualTo(new byte[6]);
        assertThat(s3.requests())
                .extracting(request -> request.header("amz-sdk-request").isEmpty())
                .containsExactly(false, true, true);
    }

    @Test
    void withoutVerificationTheSdkReadsAll() throws Exception {
        try (AwsObjectStore store = AwsObjectStore.open(options(Optional.empty(), false), new Ledger())) {
            ObjectVersion version = store.stat(LOCATION);
            store.read(version, new ByteRange(0, 3), (bytes, offset, length) -> {});
            store.read(version, new ByteRange(0, 3), (bytes, offset, length) -> {});
        }

        assertThat(s3.requests())
                .allMatch(request -> !request.header("amz-sdk-request").isEmpty());
    }

    @Test
    void withoutVerificationAnyCertificateWillDo() throws Exception {
        assertThat(stat(Optional.empty(), false).length()).isEqualTo(3);
    }

    @Test
    void otherwiseItIsRefusedWithAdvice() {
        assertThatThrownBy(() -> stat(Optional.empty(), true))
                .isInstanceOf(ObjectException.Misconfigured.class)
                .hasMessageStartingWith("SSL validation failed for https://127.0.0.1:")
                .hasMessageContaining("--ca-bundle");
    }

    @Test
    void aBundleWithoutCertificatesIsRefused() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");

        assertThatThrownBy(() -> stat(Optional.of(empty), true))
                .isInstanceOf(ObjectException.Misconfigured.class)
                .hasMessageContaining("empty.pem");
    }

    @Test
    void plainHttpToItsPortIsTold() throws Exception {
        String authority = "127.0.0.1:" + s3.endpoint().getPort();
        S3Options plain = S3Options.builder()
                .endpointUrl(URI.create("http://" + authority))
                .signRequest(false)
                .build();
        try (AwsObjectStore store = AwsObjectStore.open(plain, new Ledger())) {
            assertThatThrownBy(() -> store.stat(LOCATION))
                    .isInstanceOf(ObjectException.Misconfigured.class)
                    .hasMessage("the endpoint http://" + authority + " speaks TLS (expected: --endpoint-url https://"
                            + authority + ", or its HTTP port)");
        }
    }

    private ObjectVersion stat(Optional<Path> caBundle, boolean verifySsl) throws Exception {
        try (AwsObjectStore store = AwsObjectStore.open(options(caBundle, verifySsl), new Ledger())) {
            return store.stat(LOCATION);
        }
    }

    private S3Options options(Optional<Path> caBundle, boolean verifySsl) {
        return S3Options.builder()
                .endpointUrl(s3.endpoint())
                .signRequest(false)
                .caBundle(caBundle.orElse(null))
                .verifySsl(verifySsl)
                .build();
    }
}
