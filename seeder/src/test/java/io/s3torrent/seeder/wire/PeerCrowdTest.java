package io.s3torrent.seeder.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.wire.connect.PeerLimits;
import io.s3torrent.testing.TestSeed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that shake hands and request nothing take all the places of a torrent, at a small scale. */
class PeerCrowdTest {
    private static final TestTorrent TORRENT = TestTorrent.of("crowd.bin", 20 * RawPeer.BLOCK, RawPeer.BLOCK);
    /** Of which a torrent has 14. */
    private static final PeerLimits LIMITS = new PeerLimits(16, 8);

    private static final int PLACES = 14;

    private final List<RawPeer> peers = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // each test starts its own
    private PeerServer server;

    private void start(CopyPolicy copies) throws IOException {
        server = PeerServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                PeerId.random(SoftwareName.PEER_ID_PREFIX, TestSeed.shared()),
                PeerConfig.builder().copies(copies).limits(LIMITS).build());
        server.add(TORRENT.seed());
    }

    @AfterEach
    void stop() throws IOException {
        for (RawPeer peer : peers) {
            peer.close();
        }
        server.close();
    }

    private RawPeer peer(int machine) throws IOException {
        RawPeer peer = RawPeer.connect(server.listenAddress(), InetAddress.getByName("127.0.0." + machine));
        peers.add(peer);
        peer.handshake(TORRENT.infoHash());
        return peer;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void silentPeersKeepNoOtherAddressOut(boolean unlimited) throws IOException {
        start(unlimited ? CopyPolicy.UNLIMITED : PeerConfig.DEFAULT.copies());
        for (int i = 0; i < PLACES; i++) {
            peer(2 + i % 2);
        }
        List<RawPeer> goods = new ArrayList<>();
        for (int machine = 10; machine < 14; machine++) {
            RawPeer good = peer(machine);
            goods.add(good);
            good.unchoke();
            peer(2); // comes back, and takes no place of another address
        }
        assertThat(server.snapshot().connections()).isLessThanOrEqualTo(PLACES + 1);
        for (RawPeer good : goods) {
            if (unlimited) {
                assertThat(good.download(TORRENT.layout(), 3)).isEqualTo(TORRENT.piece(3));
            } else if (good.received().stream().noneMatch(message -> message.id() == RawPeer.HAVE)) {
                good.await(RawPeer.HAVE); // it may also come before the unchoke
            }
        }
    }

    @Test
    void aPeerThatFetchesKeepsItsPlaceAmongIdleOnes() throws IOException {
        start(CopyPolicy.UNLIMITED);
        RawPeer good = peer(2);
        good.unchoke();
        for (int machine = 3; machine < 40; machine++) {
            assertThat(good.download(TORRENT.layout(), machine % 20)).isEqualTo(TORRENT.piece(machine % 20));
            peer(machine);
        }
        assertThat(good.download(TORRENT.layout(), 0)).isEqualTo(TORRENT.piece(0));
    }
}
