package io.s3torrent.seeder.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.engine.RawPeer.Message;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.testing.TestSeed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A faulty peer loses only its own connection, and a good peer downloads afterwards. */
@Tag("slow")
class HostilePeerTest {
    private static final TestTorrent TORRENT = TestTorrent.of("victim", 10 * 65536 + 1000, 65536);
    private static final int LAST_PIECE = 10;

    private final AtomicInteger reads = new AtomicInteger();
    private PeerServer server;

    @BeforeEach
    void start() throws IOException {
        server = PeerServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                PeerId.random(SoftwareName.PEER_ID_PREFIX, TestSeed.shared()),
                PeerConfig.builder().copies(CopyPolicy.UNLIMITED).build());
        server.add(TORRENT.seed((piece, fetched) -> {
            reads.incrementAndGet();
            return CompletableFuture.completedFuture(TORRENT.buffer(piece));
        }));
    }

    @AfterEach
    void aGoodPeerIsServedAfterwards() throws IOException {
        try (RawPeer good = unchoked()) {
            for (int piece = 0; piece <= LAST_PIECE; piece++) {
                assertThat(good.download(TORRENT.layout(), piece)).isEqualTo(TORRENT.piece(piece));
            }
        }
        server.close();
    }

    private RawPeer connected() throws IOException {
        RawPeer peer = RawPeer.connect(server.listenAddress());
        peer.handshake(TORRENT.infoHash(), RawPeer.FAST_BIT | RawPeer.EXTENDED_BIT);
        return peer;
    }

    private RawPeer unchoked() throws IOException {
        RawPeer peer = connected();
        peer.unchoke();
        return peer;
    }

    private void assertClosed(RawPeer peer) throws IOException {
        assertThat(peer.isClosedByOther()).isTrue();
        await().untilAsserted(() -> assertThat(server.snapshot().connections()).isZero());
    }

    @ParameterizedTest
    @CsvSource({
        "11, 0, 16384", // there is no piece 11
        "-1, 0, 16384",
        "0, -1, 16384",
        "0, 0, 0",
        "0, 0, -1",
        "0, 65536, 1",
        "0, 49153, 16384", // one byte beyond the piece
        "0, 2147483647, 16384", // begin + length overflows
        "0, 16384, 2147483647",
        "10, 0, 1001", // the last piece is short
        "0, 0, 131073"
    })
    void aRequestOutsideOfThePiecesCloses(int piece, int begin, int length) throws IOException {
        try (RawPeer peer = unchoked()) {
            peer.request(piece, begin, length);
            assertClosed(peer);
        }
        assertThat(reads).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {11, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void aHaveOutOfRangeCloses(int piece) throws IOException {
        try (RawPeer peer = connected()) {
            peer.send(RawPeer.HAVE, piece);
            assertClosed(peer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "000000", "0010", "0001"})
    void aBitfieldOfWrongSizeOrWithSpareBitsCloses(String hex) throws IOException {
        try (RawPeer peer = connected()) {
            peer.send(RawPeer.BITFIELD, HexFormat.of().parseHex(hex));
            assertClosed(peer);
        }
    }

    @Test
    void aLaterBitfieldIsNews() throws IOException {
        try (RawPeer peer = connected()) {
            peer.send(RawPeer.HAVE_NONE);
            peer.send(RawPeer.BITFIELD, new byte[] {0x40, 0});
            peer.unchoke();
            assertThat(peer.download(TORRENT.layout(), 0)).isEqualTo(TORRENT.piece(0));
            peer.send(RawPeer.NOT_INTERESTED);
            peer.send(RawPeer.BITFIELD, new byte[] {-1, (byte) 0b1110_0000});
            assertThat(peer.isClosedByOther())
                    .as("a seeder needs nothing from another seeder")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"d1:m2000000000:xe", "i1e", "d1:bi1e1:ai+1ee", "", "d1:mi1000000000000000000000000000000e", "l"})
    void aMalformedExtendedHandshakeCloses(String bencode) throws IOException {
        try (RawPeer peer = connected()) {
            peer.send(RawPeer.EXTENDED, ("\0" + bencode).getBytes(StandardCharsets.ISO_8859_1));
            assertClosed(peer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"d1:md11:ut_metadatai300eee", "d1:md6:ut_pexi-1eee"})
    void anExtensionWhoseIdNoMessageCanCarryIsNotUsed(String bencode) throws IOException {
        try (RawPeer peer = connected()) {
            peer.send(RawPeer.EXTENDED, ("\0" + bencode).getBytes(StandardCharsets.ISO_8859_1));
            peer.unchoke();
            assertThat(peer.download(TORRENT.layout(), 0)).isEqualTo(TORRENT.piece(0));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\1d8:msg_typei0e5:piecei0e", // metadata
                "\1d5:piecei0e5:piecei0e",
                "\1i0e",
                "\0022000000000:", // PEX
                "\2d5:added5:aaaaae",
                "\2d6:added617:aaaaaaaaaaaaaaaaae",
                "\2d7:dropped7:aaaaaaae",
                "\2d5:added2000000000:e"
            })
    void aMalformedExtensionMessageCloses(String message) throws IOException {
        try (RawPeer peer = connected()) {
            peer.extendedHandshake();
            peer.send(RawPeer.EXTENDED, message.getBytes(StandardCharsets.ISO_8859_1));
            assertClosed(peer);
        }
    }

    @Test
    void aPeerThatTakesOneBlockOfEachPieceHasFewReadFromTheStore() throws IOException {
        int length = 16 << 20;
        PieceLayout layout = new PieceLayout(100L * length, length);
        Info info = Info.ofFile("costly", layout, new byte[100 * Info.HASH_LENGTH]);
        ByteBuf zeros = PooledByteBufAllocator.DEFAULT.directBuffer(length).writeZero(length);
        Executor aStoreFarAway = CompletableFuture.delayedExecutor(
                50, TimeUnit.MILLISECONDS); // an immediate answer would mean a cached piece
        server.add(new SeedTorrent(Metainfo.of(info, List.of(), "test"), (piece, fetched) -> {
            fetched.accept(length);
            return CompletableFuture.supplyAsync(
                    () -> {
                        reads.incrementAndGet();
                        return zeros.retainedDuplicate();
                    },
                    aStoreFarAway);
        }));
        long started = System.nanoTime();
        try (RawPeer costly = RawPeer.connect(server.listenAddress());
                RawPeer good = RawPeer.connect(server.listenAddress())) {
            costly.handshake(info.infoHash());
            costly.unchoke();
            for (int piece = 0; piece < 100; piece++) {
                costly.request(piece, 0, RawPeer.BLOCK);
            }
            await().until(() -> reads.get() >= 8);
            await().until(() -> server.snapshot().pausedReads() > 0);
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            long sinceConnected = Duration.ofNanos(System.nanoTime() - started).toSeconds();
            assertThat(reads.get()).as("8, and one more every 5 s").isLessThanOrEqualTo(9 + (int) sinceConnected / 5);
            good.handshake(info.infoHash());
            good.unchoke();
            assertThat(good.download(layout, 99)).isEqualTo(new byte[length]);
        }
        server.remove(info.infoHash());
        await().until(() -> zeros.refCnt() == 1);
        zeros.release();
    }

    @Test
    void tenThousandNestedListsClose() throws IOException {
        try (RawPeer peer = connected()) {
            peer.send(RawPeer.EXTENDED, ("\0" + "l".repeat(10_000)).getBytes(StandardCharsets.ISO_8859_1));
            assertClosed(peer);
        }
    }

    @Test
    void metadataBeyondItsEndIsRefused() throws IOException {
        try (RawPeer peer = connected()) {
            peer.extendedHandshake();
            for (String piece : new String[] {"1", "-1", "2147483647", "9223372036854775807"}) {
                String request = "\1d8:msg_typei0e5:piecei" + piece + "ee";
                peer.send(RawPeer.EXTENDED, request.getBytes(StandardCharsets.ISO_8859_1));
                Message answer = peer.await(RawPeer.EXTENDED);
                assertThat(new String(answer.payload(), StandardCharsets.ISO_8859_1))
                        .isEqualTo("\3d8:msg_typei2e5:piecei" + piece + "ee");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000",
                "\u0013BitTorrent protocoX"
            })
    void otherProtocolsAreClosedSilently(String bytes) throws IOException {
        try (RawPeer peer = RawPeer.connect(server.listenAddress())) {
            peer.sendRaw(bytes.getBytes(StandardCharsets.ISO_8859_1));
            assertClosed(peer);
            assertThat(peer.received()).isEmpty();
        }
    }

    @Test
    void aConnectionToOurselvesCloses() throws IOException {
        try (RawPeer peer = RawPeer.connect(server.listenAddress())) {
            ByteBuffer handshake = ByteBuffer.allocate(68);
            handshake
                    .put("\u0013BitTorrent protocol".getBytes(StandardCharsets.ISO_8859_1))
                    .putLong(0);
            handshake.put(TORRENT.infoHash().bytes()).put(server.peerId().bytes());
            peer.sendRaw(handshake.array());
            assertClosed(peer);
        }
    }

    @Test
    void requestsBeforeUnchokeAreRejected() throws IOException {
        try (RawPeer peer = connected()) {
            peer.request(0, 0, 16384);
            assertThat(peer.await(RawPeer.REJECT).buffer())
                    .isEqualTo(ByteBuffer.allocate(12).putInt(8, 16384));
        }
        assertThat(reads).hasValue(0);
    }

    @Test
    void aPeerThatAsksForAMillionBlocksAndReadsNothingIsNotHeardFurther() throws IOException {
        RawPeer flood = unchoked();
        CompletableFuture<Void> flooding = CompletableFuture.runAsync(() -> {
            ByteBuffer requests = ByteBuffer.allocate(17 * 10_000);
            for (int i = 0; i < 10_000; i++) {
                requests.putInt(13)
                        .put((byte) RawPeer.REQUEST)
                        .putInt(i % 10)
                        .putInt(0)
                        .putInt(16384);
            }
            try {
                for (int i = 0; i < 100; i++) {
                    flood.sendRaw(requests.array());
                }
            } catch (IOException closedAtLast) {
                // expected
            }
        });
        await().until(() -> reads.get() > 0);
        int before = reads.get();
        try (RawPeer good = unchoked()) {
            assertThat(good.download(TORRENT.layout(), 0)).isEqualTo(TORRENT.piece(0));
        }
        assertThat(flooding)
                .as("the server has stopped reading, so the flood is stuck")
                .isNotDone();
        assertThat(reads.get() - before)
                .as("no piece is read for blocks that the peer does not take")
                .isLessThan(100);
        flood.close();
        flooding.join();
        await().untilAsserted(() -> assertThat(server.snapshot().connections()).isZero());
    }

    @Test
    void cancelledRequestsAreRejectedAndAskingAgainGetsTheBlock() throws IOException {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        server.add(TORRENT.seed((piece, fetched) -> gate.thenApply(open -> TORRENT.buffer(piece))));
        try (RawPeer peer = unchoked()) {
            for (int i = 0; i < 5000; i++) {
                peer.request(0, 0, 16384);
                peer.send(RawPeer.CANCEL, 0, 0, 16384);
                peer.await(RawPeer.REJECT);
            }
            peer.send(RawPeer.CANCEL, 0, 0, 16384); // too late: there is nothing to cancel
            peer.request(0, 0, 16384);
            gate.complete(null);
            assertThat(peer.await(RawPeer.PIECE).payload()).hasSize(8 + 16384);
        }
    }

    /** BEP 6: each request gets its block or a REJECT, even if a peer alternates between more pieces than may be open. */
    @Test
    void requestsInAnyOrderAreAllAnswered() throws IOException {
        Random random = new Random(6);
        List<List<Integer>> unanswered = new ArrayList<>();
        try (RawPeer peer = unchoked()) {
            for (int window = 0; window < 100; window++) {
                for (int i = random.nextInt(60); i >= 0; i--) {
                    List<Integer> block = List.of(random.nextInt(LAST_PIECE), 16384 * random.nextInt(4));
                    unanswered.add(block);
                    peer.request(block.get(0), block.get(1), 16384);
                    if (random.nextInt(10) == 0) {
                        List<Integer> cancelled = unanswered.get(random.nextInt(unanswered.size()));
                        peer.send(RawPeer.CANCEL, cancelled.get(0), cancelled.get(1), 16384);
                    }
                }
                while (unanswered.size() > 10) {
                    takeAnswer(peer, unanswered);
                }
            }
            while (!unanswered.isEmpty()) {
                takeAnswer(peer, unanswered);
            }
        }
    }

    private static void takeAnswer(RawPeer peer, List<List<Integer>> unanswered) throws IOException {
        ByteBuffer answer = peer.await(RawPeer.PIECE, RawPeer.REJECT).buffer();
        assertThat(unanswered.remove(List.of(answer.getInt(), answer.getInt()))).isTrue();
    }

    @Test
    void aThousandConnectionsLeaveNothingBehind() throws IOException {
        for (int i = 0; i < 1000; i++) {
            try (RawPeer peer = RawPeer.connect(server.listenAddress())) {
                if (i % 2 == 0) {
                    peer.handshake(TORRENT.infoHash());
                }
            }
        }
        await().untilAsserted(() -> assertThat(server.snapshot().connections()).isZero());
    }
}
