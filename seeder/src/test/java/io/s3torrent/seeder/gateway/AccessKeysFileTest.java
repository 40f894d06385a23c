package io.s3torrent.seeder.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessKeysFileTest {
    @TempDir
    private Path folder;

    private AccessKeys read(String yaml) throws IOException {
        return AccessKeysFile.read(Files.writeString(folder.resolve("keys.yaml"), yaml.replace(" | ", "\n")));
    }

    @Test
    void keysAndWhatTheyMayHave() throws IOException {
        AccessKeys keys = read("""
                # who may ask
                - access-key: AKIDONE
                  secret-key: "one's secret"
                  allow: [data/*, other/2026/*, other/one.bin]
                - access-key: 12345
                  secret-key: 67890
                  allow: ["*"]
                - {access-key: anonymous, allow: [data/public/*]}
                """);

        AccessKeys.Entry one = keys.find("AKIDONE").orElseThrow();
        assertThat(one.key().secret()).isEqualTo("one's secret");
        AllowedKeys grants = one.principal().grants();
        assertThat(grants.allow(new S3Location("data", "any"))).isTrue();
        assertThat(grants.allow(new S3Location("other", "2026/x"))).isTrue();
        assertThat(grants.allow(new S3Location("other", "one.bin"))).isTrue();
        assertThat(grants.allow(new S3Location("other", "one.bin2"))).isFalse();
        assertThat(grants.allow(new S3Location("other", "2025/x"))).isFalse();
        assertThat(grants.allow(new S3Location("data2", "any"))).isFalse();
        assertThat(keys.find("12345").orElseThrow().key().secret()).isEqualTo("67890");
        assertThat(keys.anonymous().orElseThrow().grants().allow(new S3Location("data", "public/x")))
                .isTrue();
        assertThat(keys.find("anonymous")).isEmpty();
    }

    @Test
    void aKeyMayBeKeptFromSignatureVersion2() throws IOException {
        AccessKeys keys = read("""
                - {access-key: OLD, secret-key: x, allow: []}
                - {access-key: BOTH, secret-key: x, allow: [], sigv2: true}
                - {access-key: NEW, secret-key: x, allow: [], sigv2: false}
                """);

        assertThat(keys.find("OLD").orElseThrow().sigv2()).isTrue();
        assertThat(keys.find("BOTH").orElseThrow().sigv2()).isTrue();
        assertThat(keys.find("NEW").orElseThrow().sigv2()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; empty",
                "'- {access-key: a, allow: [b/*]}'; 1:3: secret-key is missing",
                "'- {secret-key: hidden, allow: [b/*]}'; 1:3: access-key is missing",
                "'- {access-key: a, secret-key: hidden}'; 1:3: allow is missing",
                "'- {access-key: a, secret-key: hidden, allow: b/*}'; 1:46: expected: a list",
                "'- {access-key: a, secret-key: hidden, allow: [b]}'; 1:46: \"b\" (expected: bucket/key",
                "'- {access-key: a, secret-key: hidden, allow: [b/*x]}'; 1:46: \"b/*x\" (expected",
                "'- {access-key: a, secret-key: hidden, allow: [/x]}'; 1:46: \"/x\" (expected",
                "'- {access-key: a, secret-key: \"\", allow: []}'; 1:31: expected: secret-key, not empty",
                "'- {access-key: a, secret-key: [hidden], allow: []}'; 1:31: expected: secret-key",
                "'- {access-key: a, secret-key: hidden, allow: [], more: 1}'; 1:50: unknown field",
                "'- {access-key: a, access-key: b, secret-key: hidden, allow: []}'; 1:19: access-key appears twice",
                "'- {access-key: anonymous, secret-key: hidden, allow: []}'; 1:3: anonymous has no secret-key",
                "'- {access-key: anonymous, allow: [], sigv2: false}'; 1:3: anonymous requests have no signature",
                "'- {access-key: a, secret-key: hidden, allow: [], sigv2: no}'; 1:57: expected: true or false",
                "'- {access-key: a, secret-key: hidden, allow: [], sigv2: [false]}'; 1:57: expected: true or false",
                "'access-key: a'; 1:1: expected: a list of access keys",
                "'- a'; 1:3: expected: access-key",
                "'- {access-key: a, secret-key: hidden, allow: []} | - {access-key: a, secret-key: hidden, allow: []}'; 2:3: this access-key appears twice",
                "'- [[[[[[[[[[[[hidden]]]]]]]]]]]]'; invalid YAML",
                "'- {access-key: a, secret-key: hidden'; invalid YAML",
                "'- &x [*x]'; invalid YAML",
                "'- !!java.net.URL [hidden]'; 1:3: invalid YAML",
                "'--- [] | --- []'; no YAML",
            })
    void errorsNameTheirPlaceAndNoSecrets(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("keys.yaml")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("hidden");
    }

    @Test
    void aFileIsBounded() {
        assertThatThrownBy(() -> read("# " + "x".repeat(1 << 20)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than");
    }
}
