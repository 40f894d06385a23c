package io.s3torrent.bittorrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VocabularyTest {

    @Test
    void infoHashIsItsTwentyBytes() {
        InfoHash hash = InfoHash.ofHex("DA39A3EE5E6B4B0D3255BFEF95601890AFD80709");
        assertThat(hash).hasToString("da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assertThat(hash).isEqualTo(InfoHash.ofInfo(new byte[0])).isEqualTo(InfoHash.of(hash.bytes()));
        assertThatThrownBy(() -> InfoHash.ofHex("da39")).hasMessage("infoHash: 2 bytes (expected: 20)");
    }

    @Test
    void agentHasAVersionInEveryName() {
        assertThat(SoftwareName.VERSION).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
        assertThat(SoftwareName.NAME).isEqualTo("s3torrent/" + SoftwareName.VERSION);
        assertThat(SoftwareName.PEER_ID_PREFIX).matches("-S3[0-9]{4}-");
    }

    @Test
    void peerIdStartsWithItsPrefix() {
        PeerId id = PeerId.random("-S30100-", new Random(1));
        assertThat(id.toString()).startsWith("-S30100-").hasSize(20);
        assertThat(PeerId.of(new byte[20])).hasToString(".".repeat(20));
    }

    @Test
    void endpointGoesThroughItsCompactForm() throws UnknownHostException {
        PeerEndpoint v4 = new PeerEndpoint(InetAddress.getByName("192.0.2.1"), 6881);
        PeerEndpoint v6 = new PeerEndpoint(InetAddress.getByName("2001:db8::1"), 65535);
        assertThat(v4.compact()).containsExactly(192, 0, 2, 1, 0x1a, 0xe1);
        assertThat(PeerEndpoint.ofCompact(v4.compact())).isEqualTo(v4).hasToString("192.0.2.1:6881");
        assertThat(PeerEndpoint.ofCompact(v6.compact())).isEqualTo(v6).hasToString("[2001:db8:0:0:0:0:0:1]:65535");
        assertThatThrownBy(() -> new PeerEndpoint(v4.address(), 0)).hasMessage("port: 0 (expected: 1 to 65535)");
        assertThatThrownBy(() -> PeerEndpoint.ofCompact(new byte[7])).hasMessageContaining("expected: 6 or 18");
    }
}
