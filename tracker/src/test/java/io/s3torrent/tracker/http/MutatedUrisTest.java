package io.s3torrent.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.net.http.ClientAddress;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.tracker.access.PasskeyKit;
import io.s3torrent.tracker.announce.AccessPolicy;
import io.s3torrent.tracker.announce.AnnouncePolicy;
import io.s3torrent.tracker.announce.AnnounceService;
import io.s3torrent.tracker.announce.PinnedTorrents;
import io.s3torrent.tracker.swarm.MemorySwarmStore;
import io.s3torrent.tracker.swarm.SwarmLimits;
import io.s3torrent.tracker.swarm.SwarmStore;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handles 200,000 mutated request targets. An exception would fail the test. */
class MutatedUrisTest {
    private static final String HASH = "aaaaaaaaaaaaaaaaaaaa";
    private static final InfoHash SWARM = InfoHash.of(HASH.getBytes(StandardCharsets.US_ASCII));
    private static final String QUERY = "?info_hash=%61" + HASH.substring(1)
            + "&peer_id=-XX0000-abcdefghijkl&port=6881&uploaded=0&downloaded=0&left=1&event=started&numwant=50&compact=1";
    private static final int ROUNDS = 50_000;

    private final PasskeyKit kit = new PasskeyKit();
    private final SwarmStore store =
            new MemorySwarmStore(SwarmLimits.DEFAULT, System::nanoTime, new Random(1), new SplittableRandom(1));

    /** Counts unreleased buffers itself, because the leak detector would take most of the time. */
    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false, true);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Random random = new Random(11);

    @BeforeEach
    void countBuffers() {
        channel.config().setAllocator(buffers);
    }

    @AfterEach
    void allBuffersAreReleased() {
        assertThat(buffers.metric().usedDirectMemory() + buffers.metric().usedHeapMemory())
                .isZero();
    }

    /** The number of accepted requests. All torrents are tracked, so a refusal means that the request is malformed. */
    private int accepted(boolean withPasskeys, String good) throws Exception {
        AnnounceService service = new AnnounceService(
                new PinnedTorrents(),
                infoHash -> true,
                store,
                AnnouncePolicy.DEFAULT,
                withPasskeys ? kit.admission() : AccessPolicy.EVERYBODY);
        InetAddress peer = InetAddress.getByName("192.0.2.1");
        TrackerHttpConnection connection = new TrackerHttpConnection(
                service, new ClientAddress(TrustedProxies.NONE, peer, peer), HttpTracker.LIMITS);
        channel.pipeline().addLast(connection);
        ChannelHandlerContext ctx = channel.pipeline().context(connection);
        int accepted = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] target = mutated(good.getBytes(StandardCharsets.ISO_8859_1));
            connection.channelRead(ctx, new TrackerRequest(target, Persistence.IMPLIED, null));
            channel.flushOutbound();
            accepted += isAccepted(channel.readOutbound()) ? 1 : 0;
        }
        channel.pipeline().remove(connection);
        return accepted;
    }

    private byte[] mutated(byte[] good) {
        byte[] bad = random.nextInt(10) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good;
        for (int n = random.nextInt(3); n >= 0 && bad.length > 0; n--) {
            bad[random.nextInt(bad.length)] =
                    random.nextBoolean() ? (byte) random.nextInt() : bad[random.nextInt(bad.length)];
        }
        return bad;
    }

    private static boolean isAccepted(ByteBuf answer) throws Exception {
        String whole = new String(ByteBufUtil.getBytes(answer), StandardCharsets.ISO_8859_1);
        answer.release();
        if (!whole.startsWith("HTTP/1.1 200 OK\r\n")) {
            throw new AssertionError(whole);
        }
        byte[] body = whole.substring(whole.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
        return BencodeDecoder.decodeDict(body, BencodeDecoder.Limits.MESSAGE)
                .string("failure reason")
                .isEmpty();
    }

    @Test
    void announcesAndScrapesAreAnsweredInBencode() throws Exception {
        assertThat(accepted(false, "/announce" + QUERY)).isBetween(ROUNDS / 20, ROUNDS);
        assertThat(accepted(false, "/scrape?info_hash=" + HASH + "&info_hash=%62" + HASH.substring(1)))
                .isBetween(ROUNDS / 20, ROUNDS);
        assertThat(store.totals().torrents()).isGreaterThan(1000);
    }

    @Test
    void aPasskeyOpensNoTorrentButItsOwn() throws Exception {
        assertThat(accepted(true, "/announce/" + kit.passkey(SWARM) + QUERY)).isBetween(ROUNDS / 50, ROUNDS);
        assertThat(accepted(true, "http://tracker/scrape/" + kit.passkey(SWARM) + "?info_hash=" + HASH))
                .isBetween(ROUNDS / 50, ROUNDS);
        assertThat(store.totals().torrents()).isOne();
        assertThat(store.counts(SWARM).leechers()).isPositive();
    }
}
