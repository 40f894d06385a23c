package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.wire.PeerConfig;
import io.s3torrent.seeder.wire.PeerServer;
import io.s3torrent.seeder.wire.connect.PeerLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many connections, and clients of other protocols. Afterwards libtorrent downloads from the same port. */
class PeerAdmissionIT {
    private static final TestTorrent TORRENT = TestTorrent.of("crowded.bin", 3_000_000, 65536);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final byte[] HALF_A_HANDSHAKE =
            "\u0013BitTorrent protocol\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    private Path folder;

    private final List<RawPeer> crowd = new ArrayList<>();
    private final Random random = new Random(4);
    private PeerServer server;

    @BeforeEach
    void startWithDefaults() throws IOException {
        start(PeerLimits.DEFAULT);
    }

    private void start(PeerLimits limits) throws IOException {
        server = PeerServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                PeerId.random(SoftwareName.PEER_ID_PREFIX, random),
                PeerConfig.builder().copies(CopyPolicy.UNLIMITED).limits(limits).build());
        server.add(TORRENT.seed());
    }

    @AfterEach
    void libtorrentDownloadsAfterwards() throws Exception {
        leave();
        Path torrent = Files.write(folder.resolve("crowded.torrent"), MetainfoCodec.encode(TORRENT.metainfo()));
        Path client = Files.createDirectory(folder.resolve("client"));
        Client.downloadFrom(server.listenAddress().getPort(), torrent, client);
        assertThat(client.resolve("content").resolve("crowded.bin")).hasBinaryContent(TORRENT.content());
        server.close();
    }

    private void leave() throws IOException {
        for (RawPeer peer : crowd) {
            peer.close();
        }
    }

    private static InetAddress machine(int number) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, (byte) (1 + number / 200), (byte) (1 + number % 200)});
    }

    /** Opens connections that send only the beginning of something: nothing, a plain handshake, an encrypted one. */
    private void crowd(InetAddress from) throws IOException {
        RawPeer peer = RawPeer.connect(server.listenAddress(), from);
        crowd.add(peer);
        byte[] key = new byte[96 + random.nextInt(500)];
        random.nextBytes(key);
        byte[][] beginnings = {{}, HALF_A_HANDSHAKE, key, {0x13}};
        try {
            peer.sendRaw(beginnings[random.nextInt(beginnings.length)]);
        } catch (IOException closed) {
            // there are too many connections already
        }
    }

    /** Tries three times: this machine may stall for a second, but not three times. Half-open connections last ten seconds. */
    private void assertServedWithinASecond(InetAddress from) throws IOException {
        Duration best = timeUntilServed(from);
        for (int again = 0; again < 2 && best.compareTo(SECOND) >= 0; again++) {
            best = timeUntilServed(from);
        }
        assertThat(best).isLessThan(SECOND);
    }

    private Duration timeUntilServed(InetAddress from) throws IOException {
        long start = System.nanoTime();
        try (RawPeer good = RawPeer.connect(server.listenAddress(), from)) {
            good.handshake(TORRENT.infoHash());
            good.unchoke();
            assertThat(good.download(TORRENT.layout(), 0)).isEqualTo(TORRENT.piece(0));
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void sixHundredHalfOpenOnesOfOneAddressKeepOnlyThatAddressOut() throws IOException {
        InetAddress crowded = machine(1);
        for (int i = 0; i < 600; i++) {
            crowd(crowded);
        }
        assertServedWithinASecond(machine(2));
        leave();
        await().atMost(5, TimeUnit.SECONDS) // before the handshake timeout of those connections
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(timeUntilServed(crowded)).isLessThan(SECOND));
    }

    @Test
    void fiveThousandHalfHandshakesFromOneAddressKeepOnlyThatAddressOut() throws IOException {
        for (int i = 0; i < 5000; i++) {
            crowd(machine(1));
            if (i % 1000 == 999) {
                assertServedWithinASecond(machine(2));
            }
        }
    }

    @Test
    void slowConnectionsFromManyAddressesDoNotKeepNewPeersOut() throws IOException {
        server.close();
        start(new PeerLimits(256, 64)); // at most 64 half-open
        assertThat(timeUntilServed(machine(300))).isPositive();
        for (int i = 0; i < 300; i++) {
            crowd(machine(i));
        }
        assertServedWithinASecond(machine(300));
    }

    @Test
    void aHandshakeHasTenSeconds() throws IOException {
        try (RawPeer plain = RawPeer.connect(server.listenAddress());
                RawPeer encrypted = RawPeer.connect(server.listenAddress())) {
            long start = System.nanoTime();
            plain.sendRaw(HALF_A_HANDSHAKE);
            encrypted.sendRaw(new byte[] {1, 2, 3, 4, 5});
            await().atMost(15, TimeUnit.SECONDS).until(() -> plain.isClosedByOther() && encrypted.isClosedByOther());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(9));
        }
    }

    @Test
    void thoseWhoWantSomethingElseHearNothing() throws IOException {
        String[] others = {
            "GET /announce?info_hash=x HTTP/1.1\r\nHost: x\r\n\r\n",
            "POST / HTTP/1.1\r\n\r\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
            "SSH-2.0-OpenSSH_9.2\r\n",
            "\u0013BitTorrent protocoX"
        };
        for (int i = 0; i < 50; i++) {
            for (String other : others) {
                try (RawPeer peer = RawPeer.connect(server.listenAddress(), machine(i))) {
                    peer.sendRaw(other.getBytes(StandardCharsets.ISO_8859_1));
                    assertThat(peer.isClosedByOther()).isTrue();
                    assertThat(peer.received()).isEmpty();
                }
            }
            try (RawPeer peer = RawPeer.connect(server.listenAddress(), machine(i))) {
                peer.sendHandshake(InfoHash.of(new byte[InfoHash.LENGTH]), 0);
                assertThat(peer.isClosedByOther()).isTrue();
                assertThat(peer.received()).isEmpty();
            }
        }
    }
}
