package io.s3torrent.seeder.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ETagTest {
    private static final S3Location OBJECT = new S3Location("bucket", "key");

    @ParameterizedTest
    @ValueSource(strings = {"\"abc\"", "abc", "W/\"abc\"", "w/\"abc\"", " \"abc\" ", "W/abc"})
    void allSpellingsOfOneTextAreOneVersion(String etag) {
        ObjectVersion version = version(etag);

        assertThat(version).isEqualTo(version("\"abc\"")).hasSameHashCodeAs(version("\"abc\""));
        assertThat(version.canonicalEtag()).isEqualTo("\"abc\"");
        assertThat(version.isOf("W/\"abc\"", 9)).isTrue();
        assertThat(version.isOf("\"abd\"", 9)).isFalse();
        assertThat(version.isOf("\"abc\"", 8)).isFalse();
    }

    @Test
    void aPartOfAMultipartTagIsNoMark() {
        assertThat(ETag.of("\"W/abc-3\"")).isEqualTo(new ETag("W/abc-3", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "W/\"\"", "W/", " ", "\" \""})
    void anEmptyTagNamesNoVersion(String etag) {
        assertThat(ETag.of(etag).isEmpty()).isTrue();
        assertThat(ETag.of(etag).isSame(ETag.of(etag))).isFalse();
        assertThat(version(etag).isOf(etag, 9)).isFalse();
    }

    private static ObjectVersion version(String etag) {
        return new ObjectVersion(OBJECT, 9, etag, Optional.empty());
    }
}
