package io.s3torrent.seeder.wire.mse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.s3torrent.bittorrent.InfoHash;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MseInitiatorTest {
    private static final InfoHash TORRENT = InfoHash.ofHex("12".repeat(20));

    /** The result arrives just after the connection has ended, and before any handler has heard of that. */
    @Test
    void aPeerThatLeavesWhileTheSecretIsComputedIsNoErrorOfOurs() throws Exception {
        try (KeyExchangePool keyExchanges = new KeyExchangePool()) {
            EmbeddedChannel channel =
                    new EmbeddedChannel(new MseInitiator(Encryption.PREFERRED, TORRENT, new byte[68], keyExchanges));
            awaitAll(keyExchanges);
            channel.runPendingTasks();
            ByteBuf ours = channel.readOutbound();
            ours.release();
            byte[] key = Arrays.copyOf(
                    keyExchanges.newExchange().keyAndPad(), KeyExchange.LENGTH); // without its random pad
            channel.writeInbound(Unpooled.wrappedBuffer(key, new byte[KeyExchange.MAX_PAD]));
            awaitAll(keyExchanges);
            channel.unsafe().close(channel.newPromise()); // close() itself would first run the waiting tasks
            channel.checkException();
        }
    }

    /** Returns when both threads have finished and reported their earlier work. */
    private static void awaitAll(KeyExchangePool keyExchanges) throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        CompletableFuture<Boolean> first = awaitOther(keyExchanges, both);
        CompletableFuture<Boolean> second = awaitOther(keyExchanges, both);
        first.get(10, TimeUnit.SECONDS);
        second.get(10, TimeUnit.SECONDS);
    }

    private static CompletableFuture<Boolean> awaitOther(KeyExchangePool keyExchanges, CyclicBarrier both) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        keyExchanges.run(
                () -> {
                    try {
                        return both.await(10, TimeUnit.SECONDS) >= 0;
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                Runnable::run,
                (result, failure) -> done.complete(result != null));
        return done;
    }
}
