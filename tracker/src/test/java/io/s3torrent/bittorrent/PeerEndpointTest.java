package io.s3torrent.bittorrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class PeerEndpointTest {

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
