package io.s3torrent.seeder.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class S3PrefixTest {
    @ParameterizedTest
    @CsvSource({
        "s3://bucket, '', bucket",
        "s3://bucket/, '', bucket",
        "s3://bucket/dir/, dir/, dir",
        "s3://bucket/a/b c/, a/b c/, b c",
        "s3://bucket/a//, a//, a",
        "s3://bucket//, /, bucket",
        "s3://bucket/../, ../, bucket",
        "s3://bucket/a/./, a/./, a"
    })
    void isTakenAsItIsAndNamedByItsLastSegment(String uri, String prefix, String name) {
        assertThat(S3Prefix.parse(uri)).isEqualTo(new S3Prefix("bucket", prefix));
        assertThat(S3Prefix.parse(uri).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://bucket/key", "bucket/dir/", "s3://", "s3:///dir/", "http://bucket/"})
    void whatIsNoPrefixIsRefused(String uri) {
        assertThatThrownBy(() -> S3Prefix.parse(uri)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anObjectBelowIsThePrefixAndItsName() {
        assertThat(new S3Prefix("bucket", "dir/").object("x")).isEqualTo(new S3Location("bucket", "dir/x"));
    }
}
