package io.s3torrent.seeder.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MemoryTorrent;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.piece.BadPieceException;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.seeder.wire.codec.AllowedFast;
import io.s3torrent.seeder.wire.codec.Handshake;
import io.s3torrent.seeder.wire.codec.PeerWireDecoder;
import io.s3torrent.seeder.wire.codec.WireFormat;
import io.s3torrent.seeder.wire.upload.UploadRates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests the messages sent to several peers of one torrent, one by one, without sockets or time. */
class PeerConnectionTest {
    private static final TestTorrent TORRENT = TestTorrent.of("talk", 20 * 16384 + 100, 16384);
    private static final int PIECES = 21;
    private static final HexFormat HEX = HexFormat.of();
    private static final String HAVE_ALL = "0e";
    private static final String HAVE_NONE = "0f";
    private static final String CHOKE = "00";
    private static final String UNCHOKE = "01";
    private static final String INTERESTED = "0000000102";
    private static final String NOT_INTERESTED = "0000000103";

    /** Slow enough for only four slots, and fast enough that no test reaches the limit. */
    private final UploadRates fourSlots = new UploadRates(100_000, UploadRates.UNLIMITED);

    private final Queue<Runnable> timed = new ArrayDeque<>();
    private final List<PeerEndpoint> found = new ArrayList<>();
    private final List<RemotePeer> peers = new ArrayList<>();
    private final LongAdder uploaded = new LongAdder();
    private PeerSwarm swarm = swarm(UploadRates.NONE, PieceOffers.ALL, (piece, fetched) -> piece(piece));

    private static CompletableFuture<ByteBuf> piece(int piece) {
        return CompletableFuture.completedFuture(TORRENT.buffer(piece));
    }

    private PeerSwarm swarm(UploadRates rates, PieceOffers offers, PieceSource pieces) {
        return new PeerSwarm(
                TORRENT.seed(pieces),
                offers,
                new UploadPolicy(rates, (nanos, task) -> timed.add(task)),
                new PeerSwarm.UploadCount(new LongAdder(), uploaded),
                found::addAll,
                0);
    }

    /** The remote end of a connection; messages are given in hex. */
    private final class RemotePeer {
        private final EmbeddedChannel channel;
        private final PeerConnection connection;

        RemotePeer(int number, boolean fast, boolean extended) {
            SocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 10_000 + number);
            channel = new EmbeddedChannel() {
                @Override
                protected SocketAddress remoteAddress0() {
                    return address;
                }
            };
            Handshake theirs =
                    new Handshake(TORRENT.infoHash(), PeerId.of(new byte[PeerId.LENGTH]), fast, extended, false, false);
            connection = new PeerConnection(channel, swarm, theirs);
            PeerWireDecoder decoder = new PeerWireDecoder(handshake -> connection.messageListener());
            channel.pipeline().addLast(decoder).addLast(connection);
            ByteBuf hello = Unpooled.buffer();
            theirs.write(hello);
            channel.writeInbound(hello);
            connection.start(extended);
            peers.add(this);
        }

        void says(String hex) {
            channel.writeInbound(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex.replace(" ", ""))));
        }

        void extended(int id, String bencode) {
            byte[] body = bencode.getBytes(StandardCharsets.ISO_8859_1);
            says(hex(2 + body.length) + "14" + HEX.toHexDigits((byte) id) + ByteBufUtil.hexDump(body));
        }

        /** Requests a whole piece. */
        void requests(int piece) {
            says("0000000d06" + hex(piece) + hex(0) + hex(TORRENT.layout().length(piece)));
        }

        /** The messages received since the last call: in hex, blocks without their bytes, extension messages as text. */
        List<String> heard() {
            channel.runPendingTasks();
            ByteBuf all = Unpooled.buffer();
            for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
                all.writeBytes(out);
                out.release();
            }
            List<String> messages = new ArrayList<>();
            while (all.isReadable()) {
                messages.add(message(all.readSlice(all.readInt())));
            }
            return messages;
        }

        private String message(ByteBuf message) {
            if (!message.isReadable()) {
                return "";
            }
            return switch (message.getByte(0)) {
                case WireFormat.PIECE -> "block of " + message.getInt(1);
                case WireFormat.EXTENDED ->
                    message.getByte(1) + " "
                            + message.toString(2, message.readableBytes() - 2, StandardCharsets.ISO_8859_1);
                default -> ByteBufUtil.hexDump(message);
            };
        }

        void passSeconds(int seconds) {
            channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    private RemotePeer fast(int number) {
        return new RemotePeer(number, true, false);
    }

    private RemotePeer extended(int number) {
        return new RemotePeer(number, true, true);
    }

    @AfterEach
    void nothingIsLeft() {
        peers.forEach(peer -> peer.channel.finishAndReleaseAll());
        assertThat(swarm.peers()).isEmpty();
    }

    private static String piece(int id, int piece) {
        return HEX.toHexDigits((byte) id) + hex(piece);
    }

    private static String hex(int number) {
        return HEX.toHexDigits(number);
    }

    @Test
    void allPeersAreOfferedAllPiecesAndGetWhatTheyRequest() {
        RemotePeer peer = fast(1);
        assertThat(peer.heard()).containsExactly(HAVE_ALL);
        peer.says(INTERESTED + INTERESTED);
        assertThat(peer.heard()).containsExactly(UNCHOKE);
        peer.requests(20);
        peer.requests(3);
        assertThat(peer.heard()).containsExactly("block of 20", "block of 3");
        assertThat(peer.connection.peer().sentBytes()).isEqualTo(16384 + 100);
        assertThat(swarm.uploadedBytes()).isEqualTo(16384 + 100);
        assertThat(uploaded.sum()).isEqualTo(16384 + 100);
    }

    @Test
    void aBitfieldIsForThoseWithoutFastExtension() {
        assertThat(new RemotePeer(1, false, false).heard()).containsExactly("05fffff8");
    }

    /** Records its calls. */
    private static final class Recorder implements PieceOffers {
        private final List<String> events = new ArrayList<>();
        private final Set<Integer> offered = new HashSet<>();

        @Override
        public boolean offersAll() {
            return false;
        }

        @Override
        public void joined(ConnectedPeer peer) {
            events.add("joined");
        }

        @Override
        public void left(ConnectedPeer peer) {
            events.add("left");
        }

        @Override
        public void interested(ConnectedPeer peer) {}

        @Override
        public void has(ConnectedPeer peer, int piece) {
            events.add("has " + piece);
        }

        @Override
        public void withdrawn(int piece) {}

        @Override
        public void restored(int piece) {}

        @Override
        public boolean isOffering(ConnectedPeer peer) {
            return !offered.isEmpty();
        }

        @Override
        public boolean mayRequest(ConnectedPeer peer, int piece) {
            return offered.contains(piece);
        }

        @Override
        public void sent(ConnectedPeer peer, int piece, int bytes) {
            events.add("sent " + piece + " " + bytes);
        }
    }

    @Test
    void aPolicySaysWhoHearsOfWhatAndHearsOfEverything() {
        Recorder policy = new Recorder();
        swarm = swarm(UploadRates.NONE, policy, (piece, fetched) -> piece(piece));
        RemotePeer peer = extended(1);
        List<String> greeting = peer.heard();
        assertThat(greeting).first().isEqualTo(HAVE_NONE);
        assertThat(greeting.get(1))
                .as("libtorrent disconnects peers that say so")
                .doesNotContain("upload_only");
        policy.offered.add(7);
        peer.connection.peer().offer(7);
        assertThat(peer.heard()).containsExactly(piece(4, 7));
        peer.says(INTERESTED);
        peer.requests(7);
        peer.requests(8);
        assertThat(peer.heard())
                .containsExactlyInAnyOrder(UNCHOKE, "block of 7", "10" + "00000008" + "00000000" + "00004000");
        peer.says("00000005 04 00000007" + "00000004 05 c00000" + "00000005 04 00000007");
        peer.connection.peer().close();
        assertThat(policy.events).containsExactly("joined", "sent 7 16384", "has 7", "has 0", "has 1", "left");
    }

    @Test
    void withoutFastExtensionNothingIsSaidOfNothing() {
        swarm = swarm(UploadRates.NONE, new Recorder(), (piece, fetched) -> piece(piece));
        assertThat(new RemotePeer(1, false, false).heard()).isEmpty();
    }

    @Test
    void slotsGoRoundAndWhoIsChokedHearsOfEachRequest() {
        CompletableFuture<ByteBuf> late = new CompletableFuture<>();
        swarm = swarm(fourSlots, PieceOffers.ALL, (piece, fetched) -> piece == 0 ? late : piece(piece));
        for (int i = 0; i < 5; i++) {
            fast(i).says(INTERESTED);
        }
        peers.get(0).requests(0);
        for (int i = 0; i < 4; i++) {
            assertThat(peers.get(i).heard()).containsExactly(HAVE_ALL, UNCHOKE);
        }
        assertThat(peers.get(4).heard()).doesNotContain(UNCHOKE);
        for (int turn = 0; turn < 20 && !peers.get(4).heard().contains(UNCHOKE); turn++) {
            timed.remove().run();
        }
        Set<String> choked = new HashSet<>();
        for (int turn = 0; turn < 20; turn++) {
            choked.addAll(peers.get(0).heard());
            timed.remove().run();
        }
        assertThat(choked).contains(CHOKE, "1000000000" + "00000000" + "00004000");
        late.complete(TORRENT.buffer(0));
        assertThat(peers.get(0).heard()).as("the request was rejected").noneMatch(said -> said.startsWith("block"));
    }

    @Test
    void aSlotThatIsGrantedBeforeAPeerHasHeardOfItsChokeComesAfterIt() {
        swarm = swarm(fourSlots, PieceOffers.ALL, (piece, fetched) -> piece(piece));
        for (int i = 0; i < 5; i++) {
            fast(i).says(INTERESTED);
        }
        peers.forEach(RemotePeer::heard);
        timed.remove().run(); // the fifth takes the place of another one, but the choke has not been sent yet
        peers.get(4).connection.peer().close();
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            peers.get(i).says(NOT_INTERESTED + INTERESTED);
            heard.addAll(peers.get(i).heard());
        }
        assertThat(heard).containsExactly(CHOKE, UNCHOKE);
    }

    @Test
    void peersThatWaitForASlotMayRequestAFewPieces() {
        swarm = swarm(fourSlots, PieceOffers.ALL, (piece, fetched) -> piece(piece));
        for (int i = 0; i < 5; i++) {
            fast(i).says(INTERESTED);
        }
        RemotePeer last = peers.get(4);
        Set<Integer> allowed = AllowedFast.of(TORRENT.infoHash(), PIECES, InetAddress.getLoopbackAddress());
        assertThat(last.heard())
                .hasSize(1 + AllowedFast.COUNT)
                .containsAll(allowed.stream().map(piece -> piece(17, piece)).toList());
        int given = allowed.iterator().next();
        int other = 0;
        while (allowed.contains(other)) {
            other++;
        }
        last.requests(given);
        last.requests(other);
        assertThat(last.heard())
                .containsExactlyInAnyOrder("block of " + given, "10" + hex(other) + hex(0) + hex(16384));
        last.says("00000004 05 ffe000");
        last.requests(given);
        assertThat(last.heard()).as("a peer with eleven pieces can trade").noneMatch(said -> said.startsWith("block"));
    }

    @Test
    void underALimitBlocksLeaveOneAfterTheOther() {
        swarm = swarm(new UploadRates(1_000_000, 2_000_000), PieceOffers.ALL, (piece, fetched) -> piece(piece));
        long start = System.nanoTime();
        RemotePeer peer = fast(1);
        peer.says(INTERESTED);
        for (int piece = 0; piece < 20; piece++) {
            peer.requests(piece);
        }
        AtomicInteger blocks = new AtomicInteger(peer.heard().size() - 2);
        assertThat(blocks.get()).isPositive();
        await().pollInSameThread().pollInterval(Duration.ofMillis(5)).until(() -> {
            new ArrayList<>(timed).forEach(task -> timed.remove().run());
            return blocks.addAndGet(peer.heard().size()) == 20;
        });
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("327,680 bytes, of which 50,000 were saved up")
                .isGreaterThan(Duration.ofMillis(250));
    }

    @Test
    void piecesReadForOthersAreSuggested() {
        List<CompletableFuture<ByteBuf>> reads = new ArrayList<>();
        swarm = swarm(UploadRates.NONE, PieceOffers.ALL, (piece, fetched) -> {
            CompletableFuture<ByteBuf> read = new CompletableFuture<>();
            reads.add(read);
            return read;
        });
        RemotePeer first = fast(1);
        first.says(INTERESTED);
        first.requests(5);
        first.requests(6);
        reads.get(0).complete(TORRENT.buffer(5));
        reads.get(1).complete(TORRENT.buffer(6));
        assertThat(first.heard()).endsWith("block of 5", "block of 6");
        RemotePeer second = fast(2);
        second.says("00000005 04 00000005" + INTERESTED);
        assertThat(second.heard()).containsExactly(HAVE_ALL, UNCHOKE, piece(13, 6));
    }

    @Test
    void aPieceThatIsNotWhatTheTorrentSaysIsTakenBack() {
        swarm = swarm(
                UploadRates.NONE,
                PieceOffers.ALL,
                (piece, fetched) ->
                        piece == 9 ? CompletableFuture.failedFuture(new BadPieceException("9")) : piece(piece));
        RemotePeer asks = extended(1);
        RemotePeer knows = extended(2);
        RemotePeer deaf = fast(3);
        knows.extended(0, "d1:md11:lt_donthavei7eee");
        peers.forEach(RemotePeer::heard);
        asks.says(INTERESTED);
        asks.requests(9);
        asks.heard();
        assertThat(knows.heard()).containsExactly("7 \0\0\0\t");
        assertThat(deaf.heard()).isEmpty();
        asks.passSeconds(4);
        assertThat(asks.heard()).contains("1000000009" + "00000000" + "00004000");
        RemotePeer late = extended(4);
        assertThat(late.heard().get(0)).isEqualTo("05ffbff8");
    }

    @Test
    void aPieceThatIsRightAgainIsToldToAll() {
        AtomicBoolean wrong = new AtomicBoolean(true);
        swarm = swarm(
                UploadRates.NONE,
                PieceOffers.ALL,
                (piece, fetched) -> piece == 9 && wrong.get()
                        ? CompletableFuture.failedFuture(new BadPieceException("9"))
                        : piece(piece));
        RemotePeer asks = extended(1);
        RemotePeer deaf = fast(2);
        asks.says(INTERESTED);
        asks.requests(9);
        asks.passSeconds(4);
        RemotePeer late = extended(3);
        peers.forEach(RemotePeer::heard);
        asks.requests(9);
        assertThat(asks.heard()).as("rejected at once").containsExactly("1000000009" + "00000000" + "00004000");

        wrong.set(false);
        swarm.restore(9);
        swarm.restore(9);

        for (RemotePeer peer : List.of(asks, deaf, late)) {
            assertThat(peer.heard()).containsExactly("0400000009");
        }
        asks.requests(9);
        assertThat(asks.heard()).containsExactly("block of 9");
        assertThat(fast(4).heard().get(0)).isEqualTo(HAVE_ALL);
    }

    @Test
    void aSeedSaysThatItWantsNothingAndLeavesThoseWhoDoNeither() {
        RemotePeer peer = extended(1);
        assertThat(peer.heard()).anySatisfy(said -> assertThat(said).contains("11:upload_onlyi1e", "6:ut_pexi2e"));
        peer.extended(0, "d1:md11:ut_metadatai3eee");
        assertThat(peer.channel.isOpen()).isTrue();
        peer.extended(0, "d1:mde11:upload_onlyi1ee");
        assertThat(peer.channel.isOpen()).as("BEP 21").isFalse();
    }

    @Test
    void metadataIsGivenAFewTimesAndThenRefused() {
        RemotePeer peer = extended(1);
        peer.extended(0, "d1:md11:ut_metadatai3eee");
        peer.heard();
        for (int i = 0; i < 4; i++) {
            peer.extended(1, "d8:msg_typei0e5:piecei0ee");
            assertThat(peer.heard()).singleElement().asString().startsWith("3 d8:msg_typei1e");
        }
        peer.extended(1, "d8:msg_typei0e5:piecei0ee");
        assertThat(peer.heard()).containsExactly("3 d8:msg_typei2e5:piecei0ee");
    }

    @Test
    void hashesOfATorrentThatHasNoneAreRefused() {
        RemotePeer peer = fast(1);
        peer.heard();
        String request = "ab".repeat(32) + "00000000" + "00000000" + "00000002" + "00000000";
        peer.says("00000031 15" + request);
        assertThat(peer.heard()).containsExactly("17" + request);
    }

    @Test
    void peersOfAPrivateTorrentHearNothingOfEachOther() throws MetainfoException {
        InfoOptions spec = new InfoOptions("private", 16384, TorrentFormat.V1, true, Optional.empty());
        Metainfo metainfo = Metainfo.of(MemoryTorrent.ofFile(spec, 100).info(), List.of(), "test");
        swarm = new PeerSwarm(
                new SeedTorrent(metainfo, (piece, fetched) -> piece(piece)),
                PieceOffers.ALL,
                new UploadPolicy(UploadRates.NONE, (nanos, task) -> timed.add(task)),
                new PeerSwarm.UploadCount(new LongAdder(), uploaded),
                found::addAll,
                0);
        for (int i = 0; i < 2; i++) {
            RemotePeer peer = extended(i);
            assertThat(peer.heard()).noneMatch(said -> said.contains("ut_pex"));
            peer.extended(0, "d1:md6:ut_pexi5ee1:pi2000ee");
            peer.extended(2, "d5:added6:\u007f\0\0\1\u000b\u00b8e");
        }
        peers.get(0).passSeconds(120);
        assertThat(peers.get(0).heard()).noneMatch(said -> said.contains("added"));
        assertThat(found).isEmpty();
    }

    @Test
    void peersThatAPeerNamesArePassedOn() {
        extended(1).extended(2, "d5:added6:\u007f\0\0\1\u000b\u00b8e");
        assertThat(found).containsExactly(new PeerEndpoint(InetAddress.getLoopbackAddress(), 3000));
    }

    @Test
    void peersHearOfEachOtherOnceAMinute() {
        RemotePeer first = extended(1);
        RemotePeer second = extended(2);
        first.extended(0, "d1:md6:ut_pexi5ee1:pi2000ee");
        second.extended(0, "d1:md6:ut_pexi6ee1:pi3000ee");
        peers.forEach(RemotePeer::heard);
        first.passSeconds(5);
        assertThat(first.heard())
                .containsExactly("5 d5:added6:" + "\u007f\0\0\1" + "\u000b\u00b8" + "7:added.f1:\0"
                        + "6:added60:8:added6.f0:7:dropped0:8:dropped60:e");
        second.extended(0, "d1:pi4000ee");
        first.passSeconds(30);
        assertThat(first.heard()).as("not yet").isEmpty();
    }
}
