package io.s3torrent.seeder.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.wire.codec.WireFormat;
import io.s3torrent.seeder.wire.upload.UploadRates;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests how the sender of blocks handles a failed write; {@link PeerConnectionTest} tests what it sends. */
class BlockSenderTest {
    private static final int BLOCK = 16384;
    private static final int TOO_SHORT = 1;
    private static final TestTorrent TORRENT = TestTorrent.of("blocks", 4 * BLOCK, BLOCK);

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final PeerSwarm swarm = new PeerSwarm(
            TORRENT.seed(this::piece),
            PieceOffers.ALL,
            new UploadPolicy(UploadRates.NONE, (nanos, task) -> {}),
            new PeerSwarm.UploadCount(new LongAdder(), new LongAdder()),
            found -> {},
            0);
    private final BlockSender sender;

    private CompletableFuture<ByteBuf> piece(int piece) {
        int length = piece == TOO_SHORT ? 100 : BLOCK;
        return CompletableFuture.completedFuture(
                allocator.directBuffer(length).writeBytes(TORRENT.piece(piece), 0, length));
    }

    BlockSenderTest() {
        channel.config().setAllocator(allocator);
        sender = new BlockSender(new ConnectedPeer(channel, PeerId.of(new byte[PeerId.LENGTH]), true), swarm);
    }

    @AfterEach
    void nothingIsLeaked() {
        sender.close();
        channel.finishAndReleaseAll();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void aWriteThatFailsGoesDownThePipelineAndLeavesTheSenderAsItWas() {
        sender.request(0, 0, BLOCK);
        sender.request(TOO_SHORT, 0, BLOCK);
        sender.request(2, 0, BLOCK);

        sender.pump();

        assertThatThrownBy(channel::checkException).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(sender.pendingRequests()).isOne();

        sender.pump();

        assertThat(sender.pendingRequests()).isZero();
        int sent = 0;
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            sent += out.readableBytes();
            out.release();
        }
        assertThat(sent).isEqualTo(2 * BLOCK + 3 * WireFormat.PIECE_HEADER);
    }
}
