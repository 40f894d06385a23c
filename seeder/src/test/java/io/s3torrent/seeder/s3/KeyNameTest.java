package io.s3torrent.seeder.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden values. Another name would be another info-hash for all users. */
final class KeyNameTest {
    static Stream<Arguments> golden() {
        return Stream.of(
                Arguments.of("dir\\file.bin", "dir_file.bin-b1f19ede"),
                Arguments.of("x\u200e.bin", "x_.bin-e51768d0"),
                Arguments.of("x\ny", "x_y-9ab9de25"),
                Arguments.of("p/\0", "_-eaec2cc8"),
                Arguments.of("a/é\u202e", "é_-6f1db0bb"),
                Arguments.of("dir/\u0085/", "_-83f91afb"),
                Arguments.of("p/..", "_-e945748c"),
                Arguments.of(".", "_-cdb4ee2a"),
                Arguments.of("a".repeat(300), "a".repeat(246) + "-9835fa6b"),
                Arguments.of("文".repeat(100), "文".repeat(82) + "-0f4cbc60"),
                Arguments.of("\ud83d\ude00".repeat(64), "\ud83d\ude00".repeat(61) + "-ddcaf348"));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void aKeyThatMakesNoNameGetsOneWithItsHash(String key, String name) {
        assertThat(new S3Location("bucket", key).name()).isEqualTo(name);
        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(255);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"data.tar", "aux.c", "...", "a:b*c?", " x ", "-x", "ü 日本 😀.bin", ".hidden", "a.", "\u200b"})
    void otherKeysKeepTheirName(String name) {
        assertThat(new S3Location("bucket", "p/" + name).name()).isEqualTo(name);
        assertThat(new S3Location("bucket", name + "//").name()).isEqualTo(name);
        assertThat(new S3Prefix("bucket", "p/" + name + "/").name()).isEqualTo(name);
        assertThat(new S3Location("bucket", "a".repeat(255)).name()).hasSize(255);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "//"})
    void slashesAloneHaveTheNameOfTheBucket(String key) {
        assertThat(new S3Location("bucket", key).name()).isEqualTo("bucket");
    }
}
