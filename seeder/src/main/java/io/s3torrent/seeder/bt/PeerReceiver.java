package io.s3torrent.seeder.bt;

import bt.net.DataReceiver;
import bt.net.pipeline.ChannelHandlerContext;
import bt.runtime.Config;
import bt.service.IRuntimeLifecycleBinder;
import com.google.inject.Inject;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from all peers on one thread. It replaces the library's own receiver, which lets new connections spin for its selector's lock (for
 * seconds on a busy machine, for ever on one CPU) and dies of the first Error.
 *
 * <p>Only this thread changes the selector's keys; other threads queue tasks.
 */
final class PeerReceiver implements DataReceiver, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerReceiver.class);

    /** How long to wait for the disk if no peer's buffer has room. */
    private static final long FULL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    @Inject
    PeerReceiver(IRuntimeLifecycleBinder lifecycle, Config config) throws IOException {
        selector = Selector.open();
        Thread thread = new Thread(this, config.getAcceptorPort() + ".bt.net.peer-receiver");
        lifecycle.onStartup("start to read from peers", thread::start);
        lifecycle.onShutdown("stop to read from peers", this::stop);
    }

    @Override
    public void registerChannel(SelectableChannel channel, ChannelHandlerContext context) {
        submit(() -> register(channel, context));
    }

    @Override
    public void unregisterChannel(SelectableChannel channel) {
        SelectionKey key = channel.keyFor(selector);
        if (key != null) {
            key.cancel();
            // A closed socket is released only by the next selection.
            selector.wakeup();
        }
    }

    @Override
    public void activateChannel(SelectableChannel channel) {
        submit(() -> interest(channel, SelectionKey.OP_READ));
    }

    @Override
    public void deactivateChannel(SelectableChannel channel) {
        submit(() -> interest(channel, 0));
    }

    private void submit(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    private void stop() {
        stopped = true;
        selector.wakeup();
    }

    private void register(SelectableChannel channel, ChannelHandlerContext context) {
        try {
            channel.register(selector, SelectionKey.OP_READ, context);
        } catch (ClosedChannelException e) {
            LOG.debug("A peer disconnected before it was read from");
        }
    }

    private void interest(SelectableChannel channel, int ops) {
        SelectionKey key = channel.keyFor(selector);
        if (key != null && key.isValid()) {
            key.interestOps(ops);
        }
    }

    @Override
    public void run() {
        try (selector) {
            while (!stopped) {
                selector.select();
                runTasks();
                if (!readAll()) {
                    LockSupport.parkNanos(FULL_NANOS);
                }
            }
        } catch (IOException e) {
            LOG.error("Stopped reading from peers after an error", e);
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Reads from every peer that has sent bytes. Returns false if there are some and none of them could be read completely. */
    private boolean readAll() {
        boolean progress = selector.selectedKeys().isEmpty();
        for (SelectionKey key : selector.selectedKeys()) {
            progress |= read(key);
        }
        selector.selectedKeys().clear();
        return progress;
    }

    /** Returns false if the peer's buffer is full of blocks that wait for the disk. */
    @SuppressWarnings("CatchingUnchecked") // an exception that one peer causes must not affect the others
    private static boolean read(SelectionKey key) {
        try {
            return ((ChannelHandlerContext) key.attachment()).readFromChannel();
        } catch (EOFException | CancelledKeyException e) {
            return true;
        } catch (Exception | StackOverflowError e) {
            LOG.debug("Closed a peer that sent invalid data", e);
            close(key);
            return true;
        }
    }

    private static void close(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            LOG.debug("Could not close a peer", e);
        }
    }
}
