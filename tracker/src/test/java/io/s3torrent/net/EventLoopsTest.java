package io.s3torrent.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.util.concurrent.EventExecutor;
import io.s3torrent.testing.ConnectionFlood;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class EventLoopsTest {
    /** The event loops of all set-up connections. */
    private final Queue<EventExecutor> setUpOn = new ConcurrentLinkedQueue<>();

    private Channel listen(EventLoops transport) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ServerBootstrap server = new ServerBootstrap()
                .group(transport.group())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    @SuppressWarnings("FutureReturnValueIgnored") // the client sees the close
                    protected void initChannel(Channel channel) {
                        setUpOn.add(channel.eventLoop());
                        channel.close();
                    }
                });
        return transport.listen("the test", any, server);
    }

    private static EventExecutor otherThan(EventExecutor one, EventLoops transport) {
        return StreamSupport.stream(transport.group().spliterator(), false)
                .filter(loop -> loop != one)
                .findAny()
                .orElseThrow();
    }

    @Test
    void whatWasAcceptedIsSetUpOnceListeningHasEnded() throws Exception {
        try (EventLoops transport = EventLoops.start("test", 2)) {
            Channel server = listen(transport);
            EventExecutor busy = otherThan(server.eventLoop(), transport);
            CompletableFuture<Void> work = new CompletableFuture<>();
            busy.execute(work.orTimeout(10, TimeUnit.SECONDS)::join);
            // Connections go to the loops in turn: once two are set up on one loop, one waits for the other loop.
            try (ConnectionFlood crowd = new ConnectionFlood((InetSocketAddress) server.localAddress())) {
                await().until(() -> Collections.frequency(setUpOn, server.eventLoop()) >= 2);
                CompletableFuture<Boolean> inPlace = CompletableFuture.supplyAsync(() -> {
                    transport.endListening(server);
                    return setUpOn.contains(busy);
                });
                await().until(() -> !server.isOpen());
                assertThat(setUpOn).doesNotContain(busy);
                work.completeOnTimeout(
                        null, 100, TimeUnit.MILLISECONDS); // without the wait, the method has returned by then
                assertThat(inPlace.get(10, TimeUnit.SECONDS)).isTrue();
                crowd.awaitEnds();
            }
        }
    }
}
