package io.s3torrent.tracker.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.tracker.access.PasskeyKit;
import io.s3torrent.tracker.announce.AccessPolicy;
import io.s3torrent.tracker.announce.AnnouncePolicy;
import io.s3torrent.tracker.announce.AnnounceService;
import io.s3torrent.tracker.announce.PinnedTorrents;
import io.s3torrent.tracker.swarm.MemorySwarmStore;
import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SipHash;
import io.s3torrent.tracker.swarm.SwarmLimits;
import io.s3torrent.tracker.swarm.SwarmStore;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handles 200,000 mutated packets. An exception would fail the test. */
@SuppressWarnings("ByteBufferBackingArray") // RawUdpClient's buffers have arrays
class UdpHandlerFuzzTest {
    private static final InfoHash SWARM = Peers.swarm("ours");
    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.1", 1001);
    private static final InetSocketAddress US = new InetSocketAddress("192.0.2.9", 6969);
    private static final int ROUNDS = 50_000;

    private final PasskeyKit kit = new PasskeyKit();
    private final SwarmStore store =
            new MemorySwarmStore(SwarmLimits.DEFAULT, System::nanoTime, new Random(1), new SplittableRandom(1));

    /** Counts unreleased buffers itself, because the leak detector would take most of the time. */
    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false, true);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Random random = new Random(13);
    private final ConnectionIds ids = new ConnectionIds(new SipHash(1, 2), () -> 1L << 40);

    @BeforeEach
    void countBuffers() {
        channel.config().setAllocator(buffers);
    }

    @AfterEach
    void allBuffersAreReleased() {
        assertThat(buffers.metric().usedDirectMemory() + buffers.metric().usedHeapMemory())
                .isZero();
    }

    /** The number of responses other than refusals. All torrents are tracked, so a refusal means that the packet is malformed. */
    private int accepted(boolean withPasskeys, byte[] good) {
        AnnounceService service = new AnnounceService(
                new PinnedTorrents(),
                infoHash -> true,
                store,
                AnnouncePolicy.DEFAULT,
                withPasskeys ? kit.admission() : AccessPolicy.EVERYBODY);
        UdpHandler handler = new UdpHandler(service, ids, new LocalAddress(US.getAddress()), TrustedProxies.NONE);
        channel.pipeline().addLast(handler);
        ChannelHandlerContext ctx = channel.pipeline().context(handler);
        int accepted = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bad = mutated(good);
            ByteBuf packet = buffers.directBuffer(bad.length).writeBytes(bad);
            handler.channelRead(ctx, new DatagramPacket(packet, US, PEER));
            channel.flushOutbound();
            accepted += isAccepted(channel.readOutbound()) ? 1 : 0;
        }
        channel.pipeline().remove(handler);
        return accepted;
    }

    /** Mostly keeps the part before the info-hash: otherwise the tracker would not read the rest. */
    private byte[] mutated(byte[] good) {
        byte[] bad = Arrays.copyOf(good, random.nextInt(5) == 0 ? random.nextInt(good.length + 20) : good.length);
        for (int n = random.nextInt(3); n >= 0; n--) {
            int at = random.nextInt(good.length);
            if (at < bad.length && (at >= 16 || random.nextInt(8) == 0)) {
                bad[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(4));
            }
        }
        return bad;
    }

    private static boolean isAccepted(@Nullable DatagramPacket answer) {
        if (answer == null) {
            return false;
        }
        int action = answer.content().getInt(0);
        int length = answer.content().readableBytes();
        answer.release();
        if (action < 0 || action > UdpResponses.ERROR || length > 1452) {
            throw new AssertionError("action " + action + " of " + length + " bytes");
        }
        return action != UdpResponses.ERROR;
    }

    private byte[] announce(String options) {
        byte[] head =
                RawUdpClient.announce(ids.of(PEER.getAddress()), SWARM, 1001).array();
        byte[] tail = options.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }

    @Test
    void areAnsweredOrPassedOver() {
        byte[] connect = RawUdpClient.head(RawUdpClient.PROTOCOL_ID, 0, 1, 0).array();
        assertThat(accepted(false, connect)).isBetween(ROUNDS / 20, ROUNDS);
        assertThat(accepted(false, announce("\2\11/announce"))).isBetween(ROUNDS / 20, ROUNDS);
        byte[] scrape = RawUdpClient.scrape(ids.of(PEER.getAddress()), SWARM, SWARM, SWARM)
                .array();
        assertThat(accepted(false, scrape)).isBetween(ROUNDS / 20, ROUNDS);
        assertThat(store.totals().torrents()).isGreaterThan(1000);
    }

    @Test
    void aPasskeyOpensNoTorrentButItsOwn() {
        String path = "/announce/" + kit.passkey(SWARM);
        String options = "\1\2\5" + path.substring(0, 5) + "\7\1x\2" + (char) (path.length() - 5) + path.substring(5);
        assertThat(accepted(true, announce(options))).isBetween(ROUNDS / 50, ROUNDS);
        assertThat(store.totals().torrents()).isOne();
        assertThat(store.counts(SWARM).leechers()).isPositive();
    }
}
