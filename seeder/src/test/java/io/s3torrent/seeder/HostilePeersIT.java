package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.wire.PeerConfig;
import io.s3torrent.seeder.wire.PeerServer;
import io.s3torrent.testing.TestSeed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** libtorrent downloads while hostile peers misbehave on several connections each. */
class HostilePeersIT {
    private static final int PIECES = 64;
    private static final TestTorrent TORRENT = TestTorrent.of("victim", PIECES * 262_144, 262_144);
    private static final int CONNECTIONS = 4;

    private final List<RawPeer> hostile = new ArrayList<>();
    private final List<CompletableFuture<Void>> attacks = new ArrayList<>();
    private PeerServer server;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = PeerServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                PeerId.random(SoftwareName.PEER_ID_PREFIX, TestSeed.shared()),
                PeerConfig.builder().copies(CopyPolicy.UNLIMITED).build());
        server.add(TORRENT.seed((piece, fetched) -> CompletableFuture.supplyAsync(() -> TORRENT.buffer(piece))));
    }

    @AfterEach
    void close() throws IOException {
        for (RawPeer peer : hostile) {
            peer.close();
        }
        server.close();
        attacks.forEach(CompletableFuture::join);
    }

    /** The behaviour of one hostile connection until it is closed. */
    @FunctionalInterface
    private interface Attack {
        void on(RawPeer peer) throws IOException;
    }

    private static void attack(Attack attack, RawPeer peer) {
        try {
            attack.on(peer);
        } catch (IOException closed) {
            // expected, or the test has ended
        }
    }

    private void downloadDuring(Attack attack) throws Exception {
        for (int i = 0; i < CONNECTIONS; i++) {
            RawPeer peer = RawPeer.connect(server.listenAddress());
            hostile.add(peer);
            peer.handshake(TORRENT.infoHash(), RawPeer.FAST_BIT | RawPeer.EXTENDED_BIT);
            // Each attack has its own thread: it may block, and the common threads deliver the pieces.
            attacks.add(CompletableFuture.runAsync(() -> attack(attack, peer), task -> new Thread(task).start()));
        }
        Path torrent = Files.write(folder.resolve("t.torrent"), MetainfoCodec.encode(TORRENT.metainfo()));
        Path client = Files.createDirectory(folder.resolve("client"));
        Client.downloadFrom(server.listenAddress().getPort(), torrent, client);
        assertThat(client.resolve("content/victim")).hasBinaryContent(TORRENT.content());
    }

    @Test
    void whileOthersAskForTwoThousandBlocksAndReadNothing() throws Exception {
        downloadDuring(peer -> {
            peer.unchoke();
            for (int i = 0; i < 2000; i++) {
                peer.request(i % PIECES, i / PIECES % 16 * RawPeer.BLOCK, RawPeer.BLOCK);
            }
        });
    }

    @Test
    void whileOthersAskAndCancelAHundredThousandTimes() throws Exception {
        ByteBuffer storm = ByteBuffer.allocate(1000 * 34);
        for (int i = 0; i < 1000; i++) {
            for (int id : new int[] {RawPeer.REQUEST, RawPeer.CANCEL}) {
                storm.putInt(13).put((byte) id).putInt(i % PIECES).putInt(0).putInt(RawPeer.BLOCK);
            }
        }
        downloadDuring(peer -> {
            peer.unchoke();
            for (int i = 0; i < 100; i++) {
                peer.sendRaw(storm.array());
            }
        });
    }

    @Test
    void whileOthersWantMetadataAgainAndAgain() throws Exception {
        byte[] request = "\1d8:msg_typei0e5:piecei0ee".getBytes(StandardCharsets.ISO_8859_1);
        downloadDuring(peer -> {
            peer.extendedHandshake();
            for (int i = 0; i < 100_000; i++) {
                peer.send(RawPeer.EXTENDED, request);
            }
        });
    }

    @Test
    void whileOthersChangeTheirMinds() throws Exception {
        downloadDuring(peer -> {
            for (int i = 0; i < 100_000; i++) {
                peer.send(i % 2 == 0 ? RawPeer.INTERESTED : RawPeer.NOT_INTERESTED);
            }
        });
    }

    @Test
    void whileOthersTalkNonsense() throws Exception {
        Random random = new Random(1);
        downloadDuring(peer -> {
            byte[] nonsense = new byte[1 << 16];
            random.nextBytes(nonsense);
            peer.sendRaw(nonsense);
            assertThat(peer.isClosedByOther()).isTrue();
        });
        attacks.forEach(CompletableFuture::join); // before this side closes them
    }
}
