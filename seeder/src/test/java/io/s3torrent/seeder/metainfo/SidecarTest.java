package io.s3torrent.seeder.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SidecarTest {
    private static final S3Location OBJECT = new S3Location("bucket", "dir/key");
    private static final ObjectVersion VERSION = version("\"e\"", "v1");

    @Test
    void liesBesideItsObject() {
        assertThat(Sidecar.of(OBJECT)).isEqualTo(new S3Location("bucket", "dir/key.torrent"));
        assertThat(Sidecar.isNamedAsOne(Sidecar.of(OBJECT))).isTrue();
        assertThat(Sidecar.isNamedAsOne(OBJECT)).isFalse();
    }

    @Test
    void isOfTheVersionThatItsMetadataNames() {
        Map<String, String> metadata = Sidecar.metadata(VERSION);

        assertThat(metadata).containsOnlyKeys("s3torrent-etag", "s3torrent-version-id", "s3torrent-profile");
        assertThat(Sidecar.isOf(VERSION, metadata)).isTrue();
        assertThat(Sidecar.isOf(version("e", "v1"), metadata))
                .as("quotes do not matter")
                .isTrue();
        assertThat(Sidecar.isOf(version("\"f\"", "v1"), metadata)).isFalse();
        assertThat(Sidecar.isOf(version("\"e\"", "v2"), metadata)).isFalse();
        assertThat(Sidecar.isOf(new ObjectVersion(OBJECT, 1, "\"e\"", Optional.empty()), metadata))
                .isFalse();
        assertThat(Sidecar.isOf(VERSION, Map.of())).isFalse();
    }

    @Test
    void ofOtherRulesIsNoSidecarOfNow() {
        Map<String, String> metadata = new TreeMap<>(Sidecar.metadata(VERSION));
        metadata.put("s3torrent-profile", "0");

        assertThat(Sidecar.isOf(VERSION, metadata)).isFalse();
        assertThat(Sidecar.isOfAny(metadata)).isTrue();
        assertThat(Sidecar.isOfAny(Map.of("made-by", "somebody"))).isFalse();
    }

    private static ObjectVersion version(String etag, String versionId) {
        return new ObjectVersion(OBJECT, 1, etag, Optional.of(versionId));
    }
}
