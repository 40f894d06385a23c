package io.s3torrent.seeder.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.net.Cidr;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.wire.connect.PeerFilter;
import io.s3torrent.seeder.wire.mse.Encryption;
import io.s3torrent.testing.TestSeed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests dialing with a scripted leecher that listens for our connection. */
class DialerTest {
    private static final TestTorrent TORRENT = TestTorrent.of("dialed", 3 * 65536 + 1000, 65536);
    private static final int HANDSHAKE = 68;

    private final ServerSocket leecher = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private PeerServer server;

    DialerTest() throws IOException {
        leecher.setSoTimeout(10_000);
    }

    @BeforeEach
    void startPreferring() throws IOException {
        start(Encryption.PREFERRED, PeerFilter.EVERYBODY);
    }

    private void start(Encryption encryption, PeerFilter filter) throws IOException {
        server = PeerServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                PeerId.random(SoftwareName.PEER_ID_PREFIX, TestSeed.shared()),
                PeerConfig.builder()
                        .copies(CopyPolicy.UNLIMITED)
                        .encryption(encryption)
                        .filter(filter)
                        .build());
        server.add(TORRENT.seed());
    }

    private void restart(Encryption encryption, PeerFilter filter) throws IOException {
        server.close();
        start(encryption, filter);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        leecher.close();
    }

    private PeerEndpoint endpoint() {
        return new PeerEndpoint(leecher.getInetAddress(), leecher.getLocalPort());
    }

    private void nameTheLeecher() {
        server.addPeers(TORRENT.infoHash(), List.of(endpoint()));
    }

    /** Accepts the next connection and reads its MSE handshake up to A's offer. */
    private MseByHand accept(byte[][] hello) throws IOException {
        MseByHand mse = new MseByHand(leecher.accept());
        hello[0] = mse.receive(TORRENT.infoHash(), 77);
        return mse;
    }

    private MseByHand accept() throws IOException {
        return accept(new byte[1][]);
    }

    private void assertNoConnectionArrives() throws IOException {
        leecher.setSoTimeout(300);
        assertThatThrownBy(leecher::accept).isInstanceOf(SocketTimeoutException.class);
    }

    private static void assertDownloads(RawPeer peer) throws IOException {
        peer.sendHandshake(TORRENT.infoHash(), RawPeer.FAST_BIT);
        peer.unchoke();
        for (int piece = 0; piece < TORRENT.layout().pieceCount(); piece++) {
            assertThat(peer.download(TORRENT.layout(), piece)).isEqualTo(TORRENT.piece(piece));
        }
    }

    private static PeerId peerId(byte[] handshake) {
        return PeerId.of(Arrays.copyOfRange(handshake, 48, HANDSHAKE));
    }

    @ParameterizedTest
    @CsvSource({"PREFERRED, 3, 1, 0", "PREFERRED, 3, 2, 512", "REQUIRED, 2, 2, 10"})
    void aLeecherThatIsNamedIsConnectedToAndServed(Encryption encryption, int offered, int chosen, int padD)
            throws IOException {
        restart(encryption, PeerFilter.EVERYBODY);
        nameTheLeecher();
        byte[][] hello = new byte[1][];
        MseByHand mse = accept(hello);
        assertThat(mse.provided()).isEqualTo(offered);
        assertThat(hello[0]).hasSize(HANDSHAKE);
        assertThat(Arrays.copyOfRange(hello[0], 28, 48))
                .isEqualTo(TORRENT.infoHash().bytes());
        assertThat(peerId(hello[0])).isEqualTo(server.peerId());
        mse.send(mse.encrypt(MseByHand.choice(chosen, padD)));
        try (RawPeer peer = mse.peer(chosen)) {
            assertDownloads(peer);
            assertThat(server.snapshot().connections()).isEqualTo(1);
        }
        await().untilAsserted(() -> assertThat(server.snapshot().connections()).isZero());
    }

    @Test
    void overIpv6Too() throws IOException {
        server.close();
        InetAddress loopback = InetAddress.getByName("::1");
        server = PeerServer.start(
                new InetSocketAddress(loopback, 0),
                PeerId.random(SoftwareName.PEER_ID_PREFIX, TestSeed.shared()),
                PeerConfig.builder().copies(CopyPolicy.UNLIMITED).build());
        server.add(TORRENT.seed());
        try (ServerSocket ipv6 = new ServerSocket(0, 50, loopback)) {
            ipv6.setSoTimeout(10_000);
            server.addPeers(TORRENT.infoHash(), List.of(new PeerEndpoint(loopback, ipv6.getLocalPort())));
            MseByHand mse = new MseByHand(ipv6.accept());
            mse.receive(TORRENT.infoHash(), 0);
            mse.send(mse.encrypt(MseByHand.choice(MseByHand.RC4, 0)));
            try (RawPeer peer = mse.peer(MseByHand.RC4)) {
                assertDownloads(peer);
            }
        }
    }

    @Test
    void oneThatClosesOnAnEncryptedHandshakeGetsAPlainOne() throws IOException {
        nameTheLeecher();
        leecher.accept().close();
        try (Socket second = leecher.accept();
                RawPeer peer = new MseByHand(second).peer(MseByHand.PLAINTEXT)) {
            assertThat(peer.readHandshake().peerId()).isEqualTo(server.peerId());
            assertDownloads(peer);
        }
        assertNoConnectionArrives();
    }

    @Test
    void withoutEncryptionThePlainHandshakeComesAtOnce() throws IOException {
        restart(Encryption.OFF, PeerFilter.EVERYBODY);
        nameTheLeecher();
        try (RawPeer peer = new MseByHand(leecher.accept()).peer(MseByHand.PLAINTEXT)) {
            assertThat(peer.readHandshake().infoHash()).isEqualTo(TORRENT.infoHash());
            assertDownloads(peer);
        }
    }

    @Test
    void whereEncryptionIsRequiredThereIsNoSecondTry() throws IOException {
        restart(Encryption.REQUIRED, PeerFilter.EVERYBODY);
        nameTheLeecher();
        leecher.accept().close();
        assertNoConnectionArrives();
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "0, 0", "4, 0", "2, 513"})
    void aWrongChoiceCloses(int chosen, int padD) throws IOException {
        restart(Encryption.REQUIRED, PeerFilter.EVERYBODY);
        nameTheLeecher();
        MseByHand mse = accept();
        mse.send(mse.encrypt(MseByHand.choice(chosen, padD)));
        assertThat(mse.rest()).isEmpty();
    }

    @Test
    void plaintextIsNoChoiceWhereEncryptionIsRequired() throws IOException {
        restart(Encryption.REQUIRED, PeerFilter.EVERYBODY);
        nameTheLeecher();
        MseByHand mse = accept();
        mse.send(mse.encrypt(MseByHand.choice(MseByHand.PLAINTEXT, 0)));
        assertThat(mse.rest()).isEmpty();
    }

    @Test
    void noiseInsteadOfAChoiceCloses() throws IOException {
        restart(Encryption.REQUIRED, PeerFilter.EVERYBODY);
        nameTheLeecher();
        MseByHand mse = accept();
        mse.send(new byte[1000]);
        assertThat(mse.rest()).isEmpty();
    }

    @Test
    void aPeerThatIsNamedAgainIsLeftInPeace() throws IOException {
        nameTheLeecher();
        MseByHand mse = accept();
        mse.send(mse.encrypt(MseByHand.choice(MseByHand.RC4, 0)));
        try (RawPeer peer = mse.peer(MseByHand.RC4)) {
            nameTheLeecher();
            assertDownloads(peer);
        }
        nameTheLeecher();
        assertNoConnectionArrives();
    }

    @Test
    void aPeerThatIsConnectedAlreadyIsLetGoOf() throws IOException {
        restart(Encryption.OFF, PeerFilter.EVERYBODY);
        try (RawPeer connected = RawPeer.connect(server.listenAddress())) {
            connected.handshake(TORRENT.infoHash());
            await().until(() -> server.snapshot().connections() == 1);
            nameTheLeecher();
            MseByHand again = new MseByHand(leecher.accept());
            again.send(handshake(TORRENT.infoHash(), connected.peerId()));
            assertThat(again.rest()).hasSize(HANDSHAKE);
            assertDownloadsFrom(connected);
        }
    }

    private static void assertDownloadsFrom(RawPeer connected) throws IOException {
        connected.unchoke();
        assertThat(connected.download(TORRENT.layout(), 0)).isEqualTo(TORRENT.piece(0));
    }

    @Test
    void ourselvesBehindAnotherAddressAndOtherTorrentsAreLetGoOf() throws IOException {
        restart(Encryption.OFF, PeerFilter.EVERYBODY);
        TestTorrent other = TestTorrent.of("other", 1000, 65536);
        server.add(other.seed());
        nameTheLeecher();
        MseByHand mirror = new MseByHand(leecher.accept());
        mirror.send(handshake(TORRENT.infoHash(), server.peerId()));
        assertThat(mirror.rest()).hasSize(HANDSHAKE);
        server.addPeers(other.infoHash(), List.of(endpoint()));
        MseByHand wrong = new MseByHand(leecher.accept());
        wrong.send(handshake(TORRENT.infoHash(), PeerId.random("-XX0000-", TestSeed.shared())));
        assertThat(wrong.rest()).hasSize(HANDSHAKE);
    }

    private static byte[] handshake(InfoHash infoHash, PeerId id) {
        return ByteBuffer.allocate(HANDSHAKE)
                .put((byte) 19)
                .put("BitTorrent protocol".getBytes(StandardCharsets.US_ASCII))
                .putLong(0)
                .put(infoHash.bytes())
                .put(id.bytes())
                .array();
    }

    @Test
    void deniedPeersOurselvesAndPeersOfUnknownTorrentsAreNotDialed() throws IOException {
        server.addPeers(InfoHash.of(new byte[InfoHash.LENGTH]), List.of(endpoint()));
        server.addPeers(
                TORRENT.infoHash(),
                List.of(
                        PeerEndpoint.of(server.listenAddress()),
                        new PeerEndpoint(InetAddress.getByName("224.0.0.1"), leecher.getLocalPort()),
                        new PeerEndpoint(InetAddress.getByName("169.254.169.254"), 80),
                        new PeerEndpoint(InetAddress.getByName("0.0.0.0"), leecher.getLocalPort())));
        assertNoConnectionArrives();
        assertThat(server.snapshot().connections()).isZero();
        restart(Encryption.OFF, new PeerFilter(List.of(), List.of(Cidr.parse("127.0.0.0/8"))));
        nameTheLeecher();
        assertNoConnectionArrives();
    }

    @Test
    void aTorrentThatIsRemovedIsNotServedToOneWhoWasDialed() throws IOException {
        restart(Encryption.OFF, PeerFilter.EVERYBODY);
        nameTheLeecher();
        MseByHand late = new MseByHand(leecher.accept());
        server.remove(TORRENT.infoHash());
        late.send(handshake(TORRENT.infoHash(), PeerId.random("-XX0000-", TestSeed.shared())));
        assertThat(late.rest()).hasSize(HANDSHAKE);
    }

    @Test
    void aDeniedAddressThatConnectsHearsNothing() throws IOException {
        restart(
                Encryption.PREFERRED,
                new PeerFilter(List.of(Cidr.parse("127.0.0.0/8")), List.of(Cidr.parse("127.0.0.2"))));
        try (RawPeer denied = RawPeer.connect(server.listenAddress(), InetAddress.getByName("127.0.0.2"));
                RawPeer allowed = RawPeer.connect(server.listenAddress(), InetAddress.getByName("127.0.0.3"))) {
            assertThat(denied.isClosedByOther()).isTrue();
            allowed.handshake(TORRENT.infoHash());
            assertDownloadsFrom(allowed);
        }
    }
}
