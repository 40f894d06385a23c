package io.s3torrent.seeder.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.DhtSettings;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.engine.RawPeer.Message;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MemoryTorrent;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.wire.codec.Handshake;
import io.s3torrent.seeder.wire.mse.Encryption;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what peers learn of our DHT node (BEP 5): a handshake bit and the node's port, unless the torrent is private. */
class DhtNoticeTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final long DHT_BIT = 1;
    private static final int PORT = 9;

    private Optional<PeerServer> server = Optional.empty();

    @AfterEach
    void close() {
        server.ifPresent(PeerServer::close);
    }

    /** Seeds one torrent, without a real DHT node. */
    private InfoHash seed(boolean dht, boolean isPrivate) throws Exception {
        PeerConfig settings = PeerConfig.builder()
                .encryption(Encryption.OFF)
                .copies(CopyPolicy.UNLIMITED)
                .dht(dht ? DhtSettings.MAINLINE : null)
                .build();
        PeerServer started =
                PeerServer.start(new InetSocketAddress(HERE, 0), PeerId.of(new byte[PeerId.LENGTH]), settings);
        server = Optional.of(started);
        InfoOptions spec = new InfoOptions("notice", 1 << 14, TorrentFormat.V1, isPrivate, Optional.empty());
        Metainfo metainfo = Metainfo.of(MemoryTorrent.ofFile(spec, 100_000).info(), List.of(), "test");
        started.add(new SeedTorrent(metainfo, (piece, fetched) -> new CompletableFuture<>()));
        return metainfo.infoHash();
    }

    @ParameterizedTest(name = "DHT {0}, private {1}, the peer has one {2}")
    @CsvSource({
        "true, false, true, true, true",
        "true, false, false, true, false",
        "true, true, true, false, false",
        "false, false, true, false, false"
    })
    void peersThatConnectLearnOfIt(boolean dht, boolean isPrivate, boolean theirs, boolean bit, boolean port)
            throws Exception {
        InfoHash infoHash = seed(dht, isPrivate);
        int ours = server.orElseThrow().listenAddress().getPort();
        try (RawPeer peer = RawPeer.connect(server.orElseThrow().listenAddress())) {
            long reserved = peer.handshake(infoHash, RawPeer.FAST_BIT | (theirs ? DHT_BIT : 0))
                    .reserved();
            peer.unchoke();

            assertThat((reserved & DHT_BIT) != 0).isEqualTo(bit);
            assertThat(peer.received().get(0).id())
                    .as("the list of our pieces comes first")
                    .isEqualTo(RawPeer.HAVE_ALL);
            assertThat(peer.received().stream().filter(message -> message.id() == PORT))
                    .extracting(Message::buffer)
                    .allMatch(said -> said.getShort(0) == (short) ours)
                    .hasSize(port ? 1 : 0);
        }
    }

    @ParameterizedTest(name = "DHT {0}, private {1}")
    @CsvSource({"true, false, true", "true, true, false", "false, false, false"})
    void dialedPeersSeeTheBit(boolean dht, boolean isPrivate, boolean bit) throws Exception {
        try (ServerSocket leecher = new ServerSocket(0, 1, HERE)) {
            InfoHash infoHash = seed(dht, isPrivate);
            server.orElseThrow().addPeers(infoHash, List.of(new PeerEndpoint(HERE, leecher.getLocalPort())));
            leecher.setSoTimeout(10_000);
            try (Socket dialed = leecher.accept()) {
                dialed.setSoTimeout(10_000);
                byte[] hello = new byte[Handshake.LENGTH];
                new DataInputStream(dialed.getInputStream()).readFully(hello);
                assertThat((hello[27] & DHT_BIT) != 0).isEqualTo(bit);
            }
        }
    }
}
