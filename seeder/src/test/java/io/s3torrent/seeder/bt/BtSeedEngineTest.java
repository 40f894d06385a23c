package io.s3torrent.seeder.bt;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.engine.SeedEngine;
import io.s3torrent.seeder.engine.SeedEngineContract;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.testing.TestSeed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
class BtSeedEngineTest extends SeedEngineContract {
    private static final TestTorrent FILE = TestTorrent.of("hostile", 100_000, 1 << 15);

    @Override
    protected SeedEngine start(InetSocketAddress listen) throws IOException {
        return BtSeedEngine.start(listen, PeerId.random("-S30100-", TestSeed.shared()));
    }

    static Stream<byte[]> deadlyMessages() {
        return Stream.of(
                extended("d1:m2000000000:xe"),
                extended("d1:m" + "l".repeat(100_000)),
                extended("d1:mi" + "9".repeat(100_000) + "ee"),
                extended("d1:md11:ut_metadatai+3eee"),
                ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).array(),
                ByteBuffer.allocate(4).putInt(-1).array(),
                ByteBuffer.allocate(5).putInt(1).put((byte) 99).array());
    }

    private static byte[] extended(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(6 + bytes.length)
                .putInt(2 + bytes.length)
                .put((byte) RawPeer.EXTENDED)
                .put((byte) 0)
                .put(bytes)
                .array();
    }

    @ParameterizedTest
    @MethodSource("deadlyMessages")
    void messageThatWouldKillTheLibraryCostsOnlyItsSender(byte[] message) throws IOException {
        try (SeedEngine engine = engine();
                RawPeer hostile = RawPeer.connect(engine.listenAddress());
                RawPeer good = RawPeer.connect(engine.listenAddress())) {
            hostile.handshake(FILE.infoHash(), RawPeer.EXTENDED_BIT);
            hostile.sendRaw(message);
            assertThat(hostile.isClosedByOther()).isTrue();
            good.handshake(FILE.infoHash());
            good.unchoke();
            assertThat(good.download(FILE.layout(), 1)).isEqualTo(FILE.piece(1));
        }
    }

    @Test
    void requestsOutOfRangeAreNotAnswered() throws IOException {
        try (SeedEngine engine = engine();
                RawPeer peer = RawPeer.connect(engine.listenAddress())) {
            peer.handshake(FILE.infoHash());
            peer.unchoke();
            peer.request(4, 0, 1);
            peer.request(Integer.MAX_VALUE, 0, 1);
            peer.request(3, FILE.layout().length(3), 1);
            peer.request(0, Integer.MAX_VALUE, 1 << 14);
            peer.request(0, 0, (128 << 10) + 1);
            assertThat(peer.download(FILE.layout(), 3)).isEqualTo(FILE.piece(3));
            assertThat(peer.received())
                    .filteredOn(message -> message.id() == RawPeer.PIECE)
                    .hasSize(1);
        }
    }

    @Test
    void oneAddressMayHaveManyConnections() throws IOException {
        try (SeedEngine engine = engine();
                RawPeer first = RawPeer.connect(engine.listenAddress());
                RawPeer second = RawPeer.connect(engine.listenAddress())) {
            for (RawPeer peer : new RawPeer[] {first, second}) {
                peer.handshake(FILE.infoHash());
                peer.unchoke();
            }
            assertThat(second.download(FILE.layout(), 0)).isEqualTo(FILE.piece(0));
            assertThat(first.download(FILE.layout(), 1)).isEqualTo(FILE.piece(1));
        }
    }

    private SeedEngine engine() throws IOException {
        SeedEngine engine = start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        engine.add(FILE.seed());
        return engine;
    }
}
