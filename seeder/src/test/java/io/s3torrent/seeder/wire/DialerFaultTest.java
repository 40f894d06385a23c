package io.s3torrent.seeder.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.net.EventLoops;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.wire.connect.ConnectionLimits;
import io.s3torrent.seeder.wire.connect.DialBook;
import io.s3torrent.seeder.wire.connect.PeerFilter;
import io.s3torrent.seeder.wire.mse.Encryption;
import io.s3torrent.seeder.wire.mse.KeyExchangePool;
import io.s3torrent.seeder.wire.upload.UploadRates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests dialing in a process that has no free file descriptor for a while (EMFILE). */
class DialerFaultTest {
    private static final TestTorrent TORRENT = TestTorrent.of("dialed", 1000, 65536);

    private final ServerSocket leecher = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final EventLoops transport = EventLoops.start("test-wire", 2);
    private final KeyExchangePool keyExchanges = new KeyExchangePool();
    private final ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);
    private final Queue<Integer> refusedAtDepth = new ConcurrentLinkedQueue<>();
    private final Dialer dialer;
    private volatile boolean noSockets;

    DialerFaultTest() throws IOException {
        leecher.setSoTimeout(10_000);
        Bootstrap bootstrap = new Bootstrap().group(transport.group()).channelFactory(this::socket);
        dialer = new Dialer(bootstrap, pipeline(), new InetSocketAddress(leecher.getInetAddress(), 1), channels);
    }

    private Channel socket() {
        if (noSockets) {
            refusedAtDepth.add(Thread.currentThread().getStackTrace().length);
            throw new ChannelException("Unable to create Channel", new IOException("Too many open files"));
        }
        try {
            return transport.socketType().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new ChannelException(e);
        }
    }

    private PeerPipeline pipeline() {
        PeerSwarms torrents = new PeerSwarms(
                new UploadPolicy(UploadRates.NONE, (nanos, task) -> {}),
                torrent -> PieceOffers.ALL,
                (infoHash, peers) -> {},
                () -> 0);
        torrents.add(TORRENT.seed());
        PeerId ourId = PeerId.of(new byte[PeerId.LENGTH]);
        ConnectionLimits limits = new ConnectionLimits(PeerConfig.DEFAULT.limits());
        return new PeerPipeline(
                new PeerAdmission(ourId, torrents, limits, PeerFilter.EVERYBODY), Encryption.PREFERRED, keyExchanges);
    }

    @AfterEach
    void stop() throws IOException {
        dialer.close();
        channels.close().awaitUninterruptibly();
        transport.close();
        keyExchanges.close();
        leecher.close();
    }

    @Test
    void peersWithoutASocketDoNotBlockThePeersAfterThem() throws IOException {
        noSockets = true;
        int named = DialBook.WAITING_PER_TORRENT;
        dialer.addPeers(TORRENT.infoHash(), peers(named));
        await().until(() -> refusedAtDepth.size() == named);
        assertThat(refusedAtDepth).as("one failure after the other").allMatch(depth -> depth < 500);

        dialer.addPeers(TORRENT.infoHash(), peers(named));
        noSockets = false;
        dialer.addPeers(
                TORRENT.infoHash(), List.of(new PeerEndpoint(leecher.getInetAddress(), leecher.getLocalPort())));

        leecher.accept().close();
        leecher.accept().close(); // the plain handshake after the encrypted one
        assertThat(refusedAtDepth).as("no peer is tried again so soon").hasSize(named);
    }

    private List<PeerEndpoint> peers(int count) {
        return IntStream.range(2, 2 + count) // port 1 is ours
                .mapToObj(i -> new PeerEndpoint(leecher.getInetAddress(), i))
                .toList();
    }
}
