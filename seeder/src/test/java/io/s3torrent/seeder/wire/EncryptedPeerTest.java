package io.s3torrent.seeder.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.wire.mse.Encryption;
import io.s3torrent.testing.TestSeed;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests peers that connect with an encrypted handshake, valid and invalid ones. */
class EncryptedPeerTest {
    private static final TestTorrent TORRENT = TestTorrent.of("secret", 3 * 65536 + 1000, 65536);
    private static final byte[] NOTHING = {};

    private final ByteBuf[] cache = new ByteBuf[TORRENT.layout().pieceCount()];
    private PeerServer server;

    @BeforeEach
    void startPreferring() throws IOException {
        Arrays.setAll(cache, TORRENT::buffer);
        start(Encryption.PREFERRED);
    }

    private void start(Encryption encryption) throws IOException {
        server = PeerServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                PeerId.random(SoftwareName.PEER_ID_PREFIX, TestSeed.shared()),
                PeerConfig.builder()
                        .copies(CopyPolicy.UNLIMITED)
                        .encryption(encryption)
                        .build());
        server.add(
                TORRENT.seed((piece, fetched) -> CompletableFuture.completedFuture(cache[piece].retainedDuplicate())));
    }

    private void restart(Encryption encryption) throws IOException {
        server.close();
        start(encryption);
    }

    @AfterEach
    void nothingInTheCacheWasChanged() {
        server.close();
        for (int piece = 0; piece < cache.length; piece++) {
            byte[] bytes = new byte[cache[piece].readableBytes()];
            cache[piece].readBytes(bytes).release();
            assertThat(bytes).isEqualTo(TORRENT.piece(piece));
            assertThat(cache[piece].refCnt()).isZero();
        }
    }

    private MseByHand connect() throws IOException {
        InetSocketAddress address = server.listenAddress();
        return new MseByHand(new Socket(address.getAddress(), address.getPort()));
    }

    private static void assertDownloads(RawPeer peer) throws IOException {
        peer.unchoke();
        for (int piece = 0; piece < TORRENT.layout().pieceCount(); piece++) {
            assertThat(peer.download(TORRENT.layout(), piece)).isEqualTo(TORRENT.piece(piece));
        }
    }

    private static byte[] handshake() {
        return ByteBuffer.allocate(68)
                .put("\u0013BitTorrent protocol".getBytes(StandardCharsets.ISO_8859_1))
                .putLong(0)
                .put(TORRENT.infoHash().bytes())
                .put("-RAW000-abcdefghijkl".getBytes(StandardCharsets.ISO_8859_1))
                .array();
    }

    @ParameterizedTest
    @CsvSource({
        "PREFERRED, 1, 1",
        "PREFERRED, 2, 2",
        "PREFERRED, 3, 1", // both sides may continue in plaintext
        "PREFERRED, -1, 1",
        "REQUIRED, 2, 2",
        "REQUIRED, 3, 2"
    })
    void theMethodIsChosenOfWhatIsOffered(Encryption ours, int offered, int chosen) throws IOException {
        restart(ours);
        MseByHand mse = connect();
        assertThat(mse.initiate(TORRENT.infoHash(), 100, offered, NOTHING)).isEqualTo(chosen);
        try (RawPeer peer = mse.peer(chosen)) {
            peer.handshake(TORRENT.infoHash());
            assertDownloads(peer);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 2", "1, 2", "512, 1", "512, 2"})
    void padsMayBeOfAnyLengthAndTheHandshakeMayComeWithTheTerms(int pad, int method) throws IOException {
        MseByHand mse = connect();
        mse.initiate(TORRENT.infoHash(), pad, method, handshake());
        try (RawPeer peer = mse.peer(method)) {
            assertThat(peer.readHandshake().infoHash()).isEqualTo(TORRENT.infoHash());
            assertDownloads(peer);
        }
    }

    @Test
    void everyByteMayComeAlone() throws IOException {
        MseByHand mse = connect();
        byteByByte(mse, MseByHand.join(mse.publicKey(), new byte[30]));
        mse.readKey();
        byte[] proof = mse.proof(TORRENT.infoHash());
        mse.useKeys(TORRENT.infoHash(), true);
        byteByByte(mse, MseByHand.join(proof, mse.encrypt(MseByHand.terms(MseByHand.RC4, 40, handshake()))));
        assertThat(mse.readChoice()).isEqualTo(MseByHand.RC4);
        try (RawPeer peer = mse.peer(MseByHand.RC4)) {
            peer.readHandshake();
            assertDownloads(peer);
        }
    }

    private static void byteByByte(MseByHand mse, byte[] bytes) throws IOException {
        for (byte one : bytes) {
            mse.send(new byte[] {one});
        }
    }

    @Test
    void messagesInThePacketOfTheTermsAreRead() throws IOException {
        MseByHand mse = connect();
        mse.send(mse.publicKey());
        mse.readKey();
        byte[] proof = mse.proof(TORRENT.infoHash());
        mse.useKeys(TORRENT.infoHash(), true);
        byte[] interested = {0, 0, 0, 1, RawPeer.INTERESTED};
        mse.send(MseByHand.join(
                proof, mse.encrypt(MseByHand.terms(MseByHand.RC4, 0, handshake())), mse.encrypt(interested)));
        assertThat(mse.readChoice()).isEqualTo(MseByHand.RC4);
        try (RawPeer peer = mse.peer(MseByHand.RC4)) {
            peer.readHandshake();
            assertThat(peer.await(RawPeer.UNCHOKE).payload()).isEmpty();
        }
    }

    /** The first payload (IA) has a length of 16 bits, and clients put a long bitfield into it. */
    @ParameterizedTest
    @ValueSource(ints = {MseByHand.PLAINTEXT, MseByHand.RC4})
    void theFirstPayloadMayHave64KiB(int method) throws IOException {
        byte[] keepAlives = new byte[(0xffff - 68 - 5) / 4 * 4];
        byte[] interested = {0, 0, 0, 1, RawPeer.INTERESTED};
        MseByHand mse = connect();
        mse.initiate(TORRENT.infoHash(), 512, method, MseByHand.join(handshake(), keepAlives, interested));
        try (RawPeer peer = mse.peer(method)) {
            peer.readHandshake();
            assertThat(peer.await(RawPeer.UNCHOKE).payload()).isEmpty();
        }
    }

    @Test
    void aPlainHandshakeMayComeByteByByte() throws IOException {
        MseByHand plain = connect();
        byteByByte(plain, handshake());
        try (RawPeer peer = plain.peer(MseByHand.PLAINTEXT)) {
            peer.readHandshake();
            assertDownloads(peer);
        }
    }

    @Test
    void torrentsThatComeAndGoAreKnownByTheirSharedKeys() throws IOException {
        TestTorrent other = TestTorrent.of("other", 1000, 65536);
        server.add(other.seed());
        assertThat(connect().initiate(other.infoHash(), 0, MseByHand.RC4, NOTHING))
                .isEqualTo(MseByHand.RC4);
        server.remove(other.infoHash());
        assertThat(restAfterProof(other.infoHash(), MseByHand.terms(MseByHand.RC4, 0, NOTHING)))
                .as("PadB")
                .hasSizeLessThanOrEqualTo(512);
    }

    @Test
    void aPlainHandshakeIsNoneWhereEncryptionIsRequired() throws IOException {
        restart(Encryption.REQUIRED);
        MseByHand plain = connect();
        plain.send(handshake());
        assertThat(plain.rest()).isEmpty();
        assertThat(restAfterProof(TORRENT.infoHash(), MseByHand.terms(MseByHand.PLAINTEXT, 0, NOTHING)))
                .as("PadB")
                .hasSizeLessThanOrEqualTo(512);
    }

    @Test
    void anEncryptedHandshakeIsNoneWhereEncryptionIsOff() throws IOException {
        restart(Encryption.OFF);
        MseByHand mse = connect();
        mse.send(mse.publicKey());
        assertThat(mse.rest()).isEmpty();
    }

    static Stream<Arguments> wrongTerms() {
        byte[] wrongVerification = MseByHand.terms(2, 0, NOTHING);
        wrongVerification[7] = 1;
        return Stream.of(
                Arguments.of("nothing is offered", MseByHand.terms(0, 0, NOTHING)),
                Arguments.of("something unknown is offered", MseByHand.terms(12, 0, NOTHING)),
                Arguments.of("another key", wrongVerification),
                Arguments.of("a long PadC", MseByHand.terms(2, 513, NOTHING)),
                Arguments.of("a very long PadC", MseByHand.terms(2, 65_535, NOTHING)),
                Arguments.of("a long IA", MseByHand.terms(2, 0, new byte[4097])),
                Arguments.of("an IA that is no handshake", MseByHand.terms(2, 512, new byte[4096])));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongTerms")
    void wrongTermsClose(String what, byte[] terms) throws IOException {
        byte[] rest = restAfterProof(TORRENT.infoHash(), terms);
        assertThat(rest).as("at most the choice, and no answer").hasSizeLessThanOrEqualTo(512 + 14);
        aGoodPeerIsServed();
    }

    @Test
    void anUnknownSharedKeyCloses() throws IOException {
        assertThat(restAfterProof(InfoHash.of(new byte[20]), MseByHand.terms(2, 0, handshake())))
                .as("PadB")
                .hasSizeLessThanOrEqualTo(512);
        aGoodPeerIsServed();
    }

    /** Everything after the key: at least PadB. */
    private byte[] restAfterProof(InfoHash infoHash, byte[] terms) throws IOException {
        MseByHand mse = connect();
        mse.send(mse.publicKey());
        mse.readKey();
        byte[] proof = mse.proof(infoHash);
        mse.useKeys(infoHash, true);
        mse.send(MseByHand.join(proof, mse.encrypt(terms)));
        return mse.rest();
    }

    static Stream<Arguments> wrongKeys() {
        return Stream.of(
                        BigInteger.ZERO,
                        BigInteger.ONE,
                        MseByHand.PRIME.subtract(BigInteger.ONE),
                        MseByHand.PRIME,
                        BigInteger.ONE.shiftLeft(768).subtract(BigInteger.ONE))
                .map(key -> Arguments.of(MseByHand.bytes(key)));
    }

    @ParameterizedTest
    @MethodSource("wrongKeys")
    void aKeyThatMakesTheSecretOneOfFewCloses(byte[] key) throws IOException {
        MseByHand mse = connect();
        mse.send(key);
        assertThat(mse.rest()).isEmpty();
        aGoodPeerIsServed();
    }

    @ParameterizedTest
    @CsvSource({"513", "10000"})
    void aPadWithoutEndCloses(int length) throws IOException {
        MseByHand mse = connect();
        mse.send(mse.publicKey());
        mse.readKey();
        mse.send(new byte[length + 20]);
        assertThat(mse.rest()).hasSizeLessThanOrEqualTo(512);
        aGoodPeerIsServed();
    }

    @Test
    void aFloodOfKeysAndPadsDoesNotAffectOtherPeers() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            try (Socket flood = connect().socket()) {
                byte[] noise = new byte[96 + random.nextInt(600)];
                random.nextBytes(noise);
                flood.getOutputStream().write(noise);
            } catch (IOException refused) {
                // the server may close it at any time
            }
        }
        AtomicInteger refused = new AtomicInteger(); // twice at most, while the rest of the flood still counts
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptionsMatching(e -> e instanceof IOException && refused.incrementAndGet() <= 2)
                .untilAsserted(this::aGoodPeerIsServed);
    }

    private void aGoodPeerIsServed() throws IOException {
        try (RawPeer peer = RawPeer.connect(server.listenAddress())) {
            peer.handshake(TORRENT.infoHash());
            assertDownloads(peer);
        }
    }
}
