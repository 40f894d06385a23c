package io.s3torrent.seeder.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.engine.SeedEngine;
import io.s3torrent.seeder.engine.SeedEngineContract;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.piece.BadPieceException;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.testing.ConnectionFlood;
import io.s3torrent.testing.TestSeed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerServerTest extends SeedEngineContract {

    @Override
    protected SeedEngine start(InetSocketAddress listen) throws IOException {
        return PeerServer.start(
                listen,
                PeerId.random(SoftwareName.PEER_ID_PREFIX, TestSeed.shared()),
                PeerConfig.builder().copies(CopyPolicy.UNLIMITED).build());
    }

    /** Port checkers wait for our handshake before they send their peer id. */
    @Test
    void theHandshakeIsAnsweredBeforeThePeerIdComes() throws IOException {
        SeedEngine engine = start(new InetSocketAddress("127.0.0.1", 0));
        TestTorrent torrent = TestTorrent.of("early", RawPeer.BLOCK, RawPeer.BLOCK);
        engine.add(torrent.seed());
        try (engine;
                RawPeer peer = RawPeer.connect(engine.listenAddress())) {
            byte[] handshake = RawPeer.handshakeBytes(torrent.infoHash(), 0, peer.peerId());
            peer.sendRaw(Arrays.copyOf(handshake, 48));
            assertThat(peer.readHandshake().infoHash()).isEqualTo(torrent.infoHash());
            peer.sendRaw(Arrays.copyOfRange(handshake, 48, 68));
            peer.unchoke();
            assertThat(peer.download(torrent.layout(), 0)).isEqualTo(torrent.piece(0));
        }
    }

    /** One thread accepts a connection and another one sets it up. */
    @Test
    void connectionsThatArriveAtTheEndAreClosed() throws IOException {
        SeedEngine engine = start(new InetSocketAddress("127.0.0.1", 0));
        try (ConnectionFlood crowd = new ConnectionFlood(engine.listenAddress())) {
            engine.close();
            crowd.awaitEnds();
        }
    }

    /** The pieces of a torrent; one of them is wrong until {@link #heal} is called. */
    private static final class Healing implements PieceSource {
        private final TestTorrent torrent;
        private final int bad;
        private volatile IntConsumer listener = piece -> {};
        private volatile boolean healed;

        Healing(TestTorrent torrent, int bad) {
            this.torrent = torrent;
            this.bad = bad;
        }

        @Override
        public CompletableFuture<ByteBuf> read(int piece, IntConsumer fetched) {
            return piece == bad && !healed
                    ? CompletableFuture.failedFuture(new BadPieceException("piece " + piece))
                    : CompletableFuture.completedFuture(torrent.buffer(piece));
        }

        @Override
        public void onRestored(IntConsumer told) {
            listener = told;
        }

        void heal() {
            healed = true;
            listener.accept(bad);
        }
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPieceThatWasWrongIsOfferedAndGivenWhenTheStoreHasHealed(boolean fewCopies) throws IOException {
        TestTorrent torrent = TestTorrent.of("heals", 2 * RawPeer.BLOCK, RawPeer.BLOCK);
        Healing pieces = new Healing(torrent, 1);
        CopyPolicy policy = fewCopies ? new CopyPolicy(1) : CopyPolicy.UNLIMITED;
        try (SeedEngine engine = PeerServer.start(
                        new InetSocketAddress("127.0.0.1", 0),
                        PeerId.random(SoftwareName.PEER_ID_PREFIX, TestSeed.shared()),
                        PeerConfig.builder().copies(policy).build());
                RawPeer peer = connected(engine, torrent.seed(pieces), torrent)) {
            if (fewCopies && !hasHeardOf(peer, 1)) {
                awaitHave(peer, 1);
            }
            peer.request(1, 0, RawPeer.BLOCK);
            peer.await(RawPeer.REJECT);

            pieces.heal();

            awaitHave(peer, 1);
            assertThat(peer.download(torrent.layout(), 1)).isEqualTo(torrent.piece(1));
        }
    }

    private static RawPeer connected(SeedEngine engine, SeedTorrent seed, TestTorrent torrent) throws IOException {
        engine.add(new SeedTorrent(seed.metainfo(), seed.pieces(), () -> 1));
        RawPeer peer = RawPeer.connect(engine.listenAddress());
        peer.handshake(torrent.infoHash(), RawPeer.FAST_BIT);
        peer.unchoke();
        return peer;
    }

    private static boolean hasHeardOf(RawPeer peer, int piece) {
        return peer.received().stream()
                .anyMatch(message ->
                        message.id() == RawPeer.HAVE && message.buffer().getInt() == piece);
    }

    private static void awaitHave(RawPeer peer, int piece) throws IOException {
        int told;
        do {
            told = peer.await(RawPeer.HAVE).buffer().getInt();
        } while (told != piece);
    }

    /** The event loop that closes a connection first sends what is queued. */
    @Test
    void bytesSentWhileATorrentEndsAreCounted() throws IOException {
        TestTorrent torrent = TestTorrent.of("ends", RawPeer.BLOCK, RawPeer.BLOCK);
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Void> removed = new CompletableFuture<Void>().orTimeout(10, TimeUnit.SECONDS);
        try (SeedEngine engine = start(new InetSocketAddress("127.0.0.1", 0))) {
            engine.add(torrent.seed((piece, fetched) -> {
                asked.complete(null);
                removed.join();
                return CompletableFuture.completedFuture(torrent.buffer(piece));
            }));
            try (RawPeer peer = RawPeer.connect(engine.listenAddress())) {
                peer.handshake(torrent.infoHash());
                peer.unchoke();
                peer.request(0, 0, RawPeer.BLOCK);
                asked.orTimeout(10, TimeUnit.SECONDS).join();
                engine.remove(torrent.infoHash());
                removed.complete(null);
                peer.await(RawPeer.PIECE);
                assertThat(peer.isClosedByOther()).isTrue();
            }
            assertThat(engine.snapshot().uploadedBytes()).isEqualTo(RawPeer.BLOCK);
        }
    }
}
