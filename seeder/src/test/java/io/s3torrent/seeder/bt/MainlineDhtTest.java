package io.s3torrent.seeder.bt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.seeder.engine.DhtSettings;
import io.s3torrent.seeder.engine.TestTorrent;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the parts of the DHT that need no network; {@code DhtIT} tests the others. */
class MainlineDhtTest {
    private static final TestTorrent TORRENT = TestTorrent.of("looked for", 100, 16384);

    @TempDir
    private Path folder;

    private static void start(InetSocketAddress peers) throws IOException {
        MainlineDht.start(peers, DhtSettings.MAINLINE, Optional.empty()).close();
    }

    @Test
    void aPortThatIsTakenIsAFailure() throws Exception {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress("0.0.0.0", 0))) {
            assertThatThrownBy(() -> start(new InetSocketAddress(other.getLocalPort())))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("UDP")
                    .hasMessageContaining(String.valueOf(other.getLocalPort()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "2001:db8::1"})
    void anAddressThatCannotBeInItIsRefused(String address) {
        assertThatThrownBy(() -> start(new InetSocketAddress(InetAddress.getByName(address), 6881)))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("expected: an IPv4 address others can reach");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "224.0.0.1", "::1", "2001:db8::1"})
    void aNodeToBeginWithIsANameOrPublic(String host) {
        assertThatThrownBy(() -> new DhtSettings(List.of(InetSocketAddress.createUnresolved(host, 6881))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: a name, or a public IPv4 address");
    }

    @Test
    void aNodeToBeginWithHasAPort() {
        assertThatThrownBy(() -> new DhtSettings(List.of(InetSocketAddress.createUnresolved("dht.example.org", 0))))
                .hasMessageContaining("dht.example.org:0 (expected: a port from 1 to 65535)");
    }

    @Test
    void peersOfTheDhtAreForgottenWhenTheTorrentIsPrivate() throws Exception {
        DownloadRequest request = DownloadRequest.of(TORRENT.metainfo().magnet(), folder);
        try (PeerPort port = PeerPort.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            DownloadRun run = new DownloadRun(request, DownloadListener.NONE, port);
            run.member().onPeers().accept(List.of(peer(1)));
            run.memberInDht().onPeers().accept(List.of(peer(1), peer(2), peer(3)));
            run.member().onPeers().accept(List.of(peer(3)));
            assertThat(run.peers()).hasSize(3);

            run.forgetStrangers();
            assertThat(run.peers()).extracting(InetSocketAddress::getPort).containsExactlyInAnyOrder(1, 3);
        }
    }

    private static PeerEndpoint peer(int port) {
        return new PeerEndpoint(InetAddress.getLoopbackAddress(), port);
    }
}
