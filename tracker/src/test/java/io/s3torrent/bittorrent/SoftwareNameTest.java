package io.s3torrent.bittorrent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SoftwareNameTest {

    @Test
    void agentHasAVersionInEveryName() {
        assertThat(SoftwareName.VERSION).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
        assertThat(SoftwareName.NAME).isEqualTo("s3torrent/" + SoftwareName.VERSION);
        assertThat(SoftwareName.PEER_ID_PREFIX).matches("-S3[0-9]{4}-");
    }
}
