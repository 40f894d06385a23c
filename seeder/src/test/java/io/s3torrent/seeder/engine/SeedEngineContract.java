package io.s3torrent.seeder.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.engine.RawPeer.Handshake;
import io.s3torrent.seeder.engine.RawPeer.Message;
import io.s3torrent.seeder.piece.BadPieceException;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.piece.PieceSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests every {@link SeedEngine} through the socket of a peer. */
public abstract class SeedEngineContract {
    /** Threads that belong to the JVM or to a library as a whole; they outlive any engine. */
    private static final List<String> FOREIGN_THREADS = List.of(
            "ForkJoinPool", // the common pool, and JUnit's
            "CompletableFutureDelayScheduler",
            "globalEventExecutor",
            "Common-Cleaner",
            "process reaper",
            "surefire",
            "junit-timeout",
            "awaitility");

    private static final PieceLayout LAYOUT = new PieceLayout(3 * 40_000 + 12_345, 40_000);
    private static final TestTorrent TORRENT = TestTorrent.of("one", (int) LAYOUT.objectLength(), LAYOUT.pieceLength());
    private static final TestTorrent OTHER = TestTorrent.of("two", 20_000, 1 << 14);

    private final List<RawPeer> peers = new ArrayList<>();
    private Set<Thread> threadsBefore = Set.of();
    private SeedEngine engine;

    /** Starts the engine under test. */
    protected abstract SeedEngine start(InetSocketAddress listen) throws IOException;

    @BeforeEach
    void startOnAnyPort() throws IOException {
        threadsBefore = Thread.getAllStackTraces().keySet();
        engine = start(loopback(0));
        engine.add(TORRENT.seed());
    }

    @AfterEach
    void closeAll() throws IOException {
        for (RawPeer peer : peers) {
            peer.close();
        }
        engine.close();
    }

    @Test
    protected void handshakeIsAnsweredWithTheInfoHashAndTheEnginesPeerId() throws IOException {
        Handshake answer = connect().handshake(TORRENT.infoHash());
        assertThat(answer.infoHash()).isEqualTo(TORRENT.infoHash());
        assertThat(answer.peerId()).isEqualTo(engine.peerId());
    }

    @Test
    protected void unknownInfoHashIsClosedWithoutAWord() throws IOException {
        RawPeer peer = connect();
        peer.sendHandshake(InfoHash.of(new byte[InfoHash.LENGTH]), 0);
        assertThat(peer.isClosedByOther()).isTrue();
        assertThat(peer.received()).isEmpty();
    }

    @Test
    protected void peerWithoutFastExtensionGetsAFullBitfieldWithoutSpareBits() throws IOException {
        RawPeer peer = connect();
        peer.handshake(TORRENT.infoHash());
        assertThat(peer.await(RawPeer.BITFIELD, RawPeer.HAVE_ALL).id()).isEqualTo(RawPeer.BITFIELD);
        assertThat(last(peer).payload()).containsExactly(0b1111_0000);
    }

    @Test
    protected void peerWithFastExtensionIsToldThatEverythingIsThere() throws IOException {
        RawPeer peer = connect();
        peer.handshake(TORRENT.infoHash(), RawPeer.FAST_BIT);
        assertThat(peer.await(RawPeer.BITFIELD, RawPeer.HAVE_ALL).payload())
                .isIn(new byte[0], new byte[] {(byte) 0b1111_0000});
    }

    @Test
    protected void everyBlockOfEveryPieceArrivesAndTheLastPieceIsShort() throws IOException {
        assertThat(LAYOUT.length(3)).isEqualTo(12_345);
        assertDownloads(unchoked(TORRENT), TORRENT);
    }

    @Test
    protected void piecesThatComeLateAndOnAnotherThreadArrive() throws IOException {
        Executor late = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);
        engine.add(OTHER.seed(piece -> CompletableFuture.supplyAsync(() -> OTHER.buffer(piece), late)));
        assertDownloads(unchoked(OTHER), OTHER);
    }

    @Test
    protected void twoTorrentsShareOnePort() throws IOException {
        engine.add(OTHER.seed());
        RawPeer first = unchoked(TORRENT);
        RawPeer second = unchoked(OTHER);
        assertDownloads(second, OTHER);
        assertDownloads(first, TORRENT);
    }

    @Test
    protected void addReplacesTheSourceOfATorrentThatIsServedAlready() throws IOException {
        engine.add(TORRENT.seed(failing(3, TORRENT)));
        engine.add(TORRENT.seed());
        assertDownloads(unchoked(TORRENT), TORRENT);
    }

    @Test
    protected void removeClosesTheConnectionsOfThatTorrentAndRefusesNewOnes() throws IOException {
        engine.add(OTHER.seed());
        RawPeer removed = unchoked(TORRENT);
        RawPeer kept = unchoked(OTHER);
        engine.remove(TORRENT.infoHash());
        engine.remove(TORRENT.infoHash());
        assertThat(removed.isClosedByOther()).isTrue();
        RawPeer late = connect();
        late.sendHandshake(TORRENT.infoHash(), 0);
        assertThat(late.isClosedByOther()).isTrue();
        assertDownloads(kept, OTHER);
    }

    @Test
    protected void removedTorrentCanBeAddedAgain() throws IOException {
        engine.remove(TORRENT.infoHash());
        engine.add(TORRENT.seed());
        assertDownloads(unchoked(TORRENT), TORRENT);
    }

    @Test
    protected void metadataComesPieceByPiece() throws IOException {
        TestTorrent many = TestTorrent.of("many", 900 * 1024, 1024);
        engine.add(many.seed());
        RawPeer peer = connect();
        Handshake answer = peer.handshake(many.infoHash(), RawPeer.EXTENDED_BIT);
        assertThat(answer.reserved() & RawPeer.EXTENDED_BIT).isNotZero();
        BDict theirs = peer.extendedHandshake();
        byte[] raw = many.metainfo().info().raw();
        assertThat(raw).hasSizeGreaterThan(RawPeer.BLOCK);
        assertThat(peer.metadata(theirs)).isEqualTo(raw);
    }

    /** Like µTorrent, BitTorrent 7.10 and others: unsorted, with duplicate keys, leading zeros, and a negative zero. */
    @Test
    protected void aPeerThatWritesBencodeInAStyleOfItsOwnIsServed() throws IOException {
        RawPeer peer = connect();
        peer.handshake(TORRENT.infoHash(), RawPeer.EXTENDED_BIT);
        BDict theirs =
                peer.extendedHandshake(latin1("d1:ei0e12:complete_agoi1729e1:md11:upload_onlyi4e11:ut_metadatai03e"
                        + "6:ut_pexi-0ee13:metadata_sizei0e4:reqqi255e01:v3:one1:v3:twoe"));
        int id = Math.toIntExact(
                theirs.dict("m").flatMap(m -> m.integer("ut_metadata")).orElseThrow());
        byte[] raw = TORRENT.metainfo().info().raw();
        assertThat(peer.metadataPiece(id, latin1("d5:piecei0e8:msg_typei0ee"))).isEqualTo(raw);
        assertThat(peer.metadataPiece(id, latin1("d8:msg_typei-0e8:msg_typei1e05:piecei00ee")))
                .isEqualTo(raw);
        peer.unchoke();
        assertDownloads(peer, TORRENT);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    protected void pieceThatFailsDoesNotCostTheOthersNorTheConnection() throws IOException {
        engine.add(TORRENT.seed(failing(1, TORRENT)));
        RawPeer peer = unchoked(TORRENT);
        peer.request(1, 0, RawPeer.BLOCK);
        for (int piece : new int[] {0, 2, 3}) {
            assertThat(peer.download(LAYOUT, piece)).isEqualTo(TORRENT.piece(piece));
        }
        assertThat(piecesReceived(peer)).doesNotContain(1);
    }

    @Test
    protected void uploadedBytesCountThePayloadOfEachTorrent() throws IOException {
        engine.add(OTHER.seed());
        unchoked(TORRENT).download(LAYOUT, 3);
        unchoked(OTHER).download(OTHER.layout(), 0);
        await().untilAsserted(() ->
                assertThat(engine.uploadedBytes(TORRENT.infoHash())).isEqualTo(12_345));
        await().untilAsserted(
                        () -> assertThat(engine.uploadedBytes(OTHER.infoHash())).isEqualTo(1 << 14));
        assertThat(engine.snapshot().uploadedBytes()).isEqualTo(12_345 + (1 << 14));
        assertThat(engine.uploadedBytes(InfoHash.of(new byte[InfoHash.LENGTH]))).isZero();
    }

    @Test
    protected void aTorrentThatIsReplacedKeepsItsCount() throws IOException {
        unchoked(TORRENT).download(LAYOUT, 3);
        await().untilAsserted(() -> assertUploaded(12_345));
        engine.add(TORRENT.seed());
        assertUploaded(12_345);
        unchoked(TORRENT).download(LAYOUT, 3);
        await().untilAsserted(() -> assertUploaded(2 * 12_345));
    }

    private void assertUploaded(long bytes) {
        assertThat(engine.uploadedBytes(TORRENT.infoHash())).isEqualTo(bytes);
        assertThat(engine.snapshot().uploadedBytes()).isEqualTo(bytes);
    }

    @Test
    protected void snapshotCountsTheConnectionsOfNow() throws IOException {
        RawPeer peer = unchoked(TORRENT);
        await().untilAsserted(() -> assertThat(engine.snapshot().connections()).isEqualTo(1));
        peer.close();
        await().untilAsserted(() -> assertThat(engine.snapshot().connections()).isZero());
    }

    @Test
    protected void takenPortFailsTheStart() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(loopback(taken.getLocalPort())).close())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    protected void closeEndsConnectionsAndThreadsAndFreesThePortWithinFiveSeconds() throws IOException {
        RawPeer peer = unchoked(TORRENT);
        peer.download(LAYOUT, 0);
        int port = engine.listenAddress().getPort();
        long start = System.nanoTime();
        engine.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        // A pool reports its end a moment before its last thread has ended.
        await().pollInSameThread()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(threadsLeft()).isEmpty());
        assertThat(peer.isClosedByOther()).isTrue();
        try (ServerSocket free = new ServerSocket()) {
            free.setReuseAddress(true); // earlier connections may linger in TIME_WAIT
            free.bind(loopback(port));
            assertThat(free.isBound()).isTrue();
        }
        engine.close();
    }

    private RawPeer connect() throws IOException {
        RawPeer peer = RawPeer.connect(engine.listenAddress());
        peers.add(peer);
        return peer;
    }

    private RawPeer unchoked(TestTorrent torrent) throws IOException {
        RawPeer peer = connect();
        peer.handshake(torrent.infoHash());
        peer.unchoke();
        return peer;
    }

    private static void assertDownloads(RawPeer peer, TestTorrent torrent) throws IOException {
        for (int piece = 0; piece < torrent.layout().pieceCount(); piece++) {
            assertThat(peer.download(torrent.layout(), piece)).isEqualTo(torrent.piece(piece));
        }
    }

    private static PieceSource failing(int bad, TestTorrent torrent) {
        return piece -> piece == bad
                ? CompletableFuture.<ByteBuf>failedFuture(new BadPieceException("piece " + piece))
                : CompletableFuture.completedFuture(torrent.buffer(piece));
    }

    private static IntStream piecesReceived(RawPeer peer) {
        return peer.received().stream()
                .filter(message -> message.id() == RawPeer.PIECE)
                .mapToInt(message -> message.buffer().getInt());
    }

    private static Message last(RawPeer peer) {
        List<Message> received = peer.received();
        return received.get(received.size() - 1);
    }

    private List<String> threadsLeft() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !threadsBefore.contains(thread))
                .map(Thread::getName)
                .filter(name -> FOREIGN_THREADS.stream().noneMatch(name::startsWith))
                .toList();
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
