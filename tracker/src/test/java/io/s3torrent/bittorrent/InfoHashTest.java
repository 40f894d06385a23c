package io.s3torrent.bittorrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InfoHashTest {

    @Test
    void infoHashIsItsTwentyBytes() {
        InfoHash hash = InfoHash.ofHex("DA39A3EE5E6B4B0D3255BFEF95601890AFD80709");
        assertThat(hash).hasToString("da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assertThat(hash).isEqualTo(InfoHash.ofInfo(new byte[0])).isEqualTo(InfoHash.of(hash.bytes()));
        assertThatThrownBy(() -> InfoHash.ofHex("da39")).hasMessage("infoHash: 2 bytes (expected: 20)");
    }
}
