package io.s3torrent.seeder.webseed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.net.http.HttpBody;
import io.s3torrent.net.http.HttpBodyContract;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.wire.PeerServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;

/** Tests the body of the web seed's answers, with pieces that arrive later and on another thread. */
class WebSeedBodyTest extends HttpBodyContract {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int PIECE = 64 << 10;
    private static final TestTorrent WHOLE = TestTorrent.of("whole.bin", 3 * PIECE + 10_000, PIECE);
    private static final TestTorrent BREAKING = TestTorrent.of("breaking.bin", 3 * PIECE + 10_000, PIECE);

    private final Queue<ByteBuf> given = new ConcurrentLinkedQueue<>();
    private final PeerServer engine = engine();
    private final WebSeed webSeed = new WebSeed(engine, () -> false, new WebSeedLimits(4, 2));

    WebSeedBodyTest() {
        engine.add(WHOLE.seed(piece -> CompletableFuture.supplyAsync(() -> give(WHOLE, piece))));
        engine.add(BREAKING.seed(piece -> CompletableFuture.supplyAsync(() -> {
            if (piece > 0) {
                throw new IllegalStateException("made for the test");
            }
            return give(BREAKING, piece);
        })));
    }

    private static PeerServer engine() {
        try {
            return PeerServer.start(new InetSocketAddress(HERE, 0), PeerId.random("-S30100-", new Random(1)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ByteBuf give(TestTorrent torrent, int piece) {
        ByteBuf bytes = torrent.buffer(piece);
        given.add(bytes);
        return bytes;
    }

    @AfterEach
    void everythingIsReleased() {
        engine.close();
        assertThat(webSeed.streams()).isZero();
        await().until(() -> given.stream().allMatch(bytes -> bytes.refCnt() == 0));
    }

    private HttpBody body(TestTorrent torrent) {
        String path = "/webseed/" + torrent.infoHash().hex() + "/"
                + torrent.metainfo().info().name();
        CompletableFuture<ServerResponse> response = new CompletableFuture<>();
        webSeed.serve(new HttpRequest(HERE, HERE, "GET", path, "", Map.of(), Optional.empty()), response::complete);
        return response.join().body();
    }

    @Override
    protected HttpBody body() {
        return body(WHOLE);
    }

    @Override
    protected byte[] content() {
        return WHOLE.content();
    }

    @Override
    protected HttpBody breaking() {
        return body(BREAKING);
    }
}
