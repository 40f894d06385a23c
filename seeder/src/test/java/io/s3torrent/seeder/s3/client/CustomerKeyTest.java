package io.s3torrent.seeder.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.CustomerKey;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Options;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CustomerKeyTest {
    private static final byte[] RAW = "0123456789abcdef0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final String BASE64 = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlBQkNERUY=";

    @TempDir
    Path folder;

    @Test
    void aFileHasTheKeyRawOrInBase64() throws Exception {
        CustomerKey raw = CustomerKey.read(Files.write(folder.resolve("raw"), RAW));
        CustomerKey text = CustomerKey.read(Files.writeString(folder.resolve("text"), BASE64 + "\r\n"));

        assertThat(raw).isEqualTo(text);
        assertThat(text.base64()).isEqualTo(BASE64);
        // printf %s 0123456789abcdef0123456789ABCDEF | openssl md5 -binary | base64
        assertThat(text.md5()).isEqualTo("V5euSAsQOO0sIBHETfEa4w==");
    }

    @Test
    void aKeyIsNeverPrinted() throws Exception {
        CustomerKey key = CustomerKey.of(RAW);
        S3Options options = S3Options.builder().customerKey(key).build();

        assertThat(options.toString()).contains("CustomerKey[not shown]").doesNotContain(BASE64.substring(0, 8));
        assertThat(StoreRequests.of(options, new Ledger()).toString()).doesNotContain(BASE64.substring(0, 8));
        assertThat(StoreRequests.of(options, new Ledger())
                        .head(new S3Location("b", "k"))
                        .toString())
                .doesNotContain(BASE64.substring(0, 8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                BASE64 + "=",
                "c2VjcmV0",
                "a line\nand another",
                "0123456789abcdef0123456789ABCDEF\n"
            })
    void whatIsNoKeyIsRefusedAndNotQuoted(String contents) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), contents);

        assertThatThrownBy(() -> CustomerKey.read(file))
                .isInstanceOf(ObjectException.Misconfigured.class)
                .hasMessage("The customer key " + file
                        + " cannot be used (expected: a readable file of 32 bytes, raw or in base64)")
                .hasNoCause();
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> CustomerKey.read(folder.resolve("none")))
                .isInstanceOf(ObjectException.Misconfigured.class)
                .hasMessageContaining("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://192.0.2.1:9000", "http://no-such-host.invalid"})
    void aKeyIsNotSentInTheClear(String endpoint) {
        S3Options options = S3Options.builder()
                .endpointUrl(URI.create(endpoint))
                .customerKey(CustomerKey.of(RAW))
                .build();

        assertThatThrownBy(() -> AwsObjectStore.open(options, new Ledger()).close())
                .isInstanceOf(ObjectException.Misconfigured.class)
                .hasMessageContaining("https")
                .hasMessageContaining(endpoint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://192.0.2.1:9000", "http://127.0.0.1:9000", "http://[::1]:9000"})
    void withTlsOrWithinOneMachineItIs(String endpoint) throws Exception {
        S3Options options = S3Options.builder()
                .endpointUrl(URI.create(endpoint))
                .customerKey(CustomerKey.of(RAW))
                .build();

        AwsObjectStore.open(options, new Ledger()).close();
    }
}
