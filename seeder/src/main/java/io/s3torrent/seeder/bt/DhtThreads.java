package io.s3torrent.seeder.bt;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of the library's node: a few that run its tasks, and the one that it starts itself to receive packets. All are in one
 * group, by which that one is found in the end.
 *
 * <p>Packets that come faster than they are looked at are dropped, as UDP may; without that they would fill the heap.
 */
final class DhtThreads extends ScheduledThreadPoolExecutor {
    static final int MAX_WAITING = 2048;

    private static final Logger LOG = LoggerFactory.getLogger(DhtThreads.class);
    private static final int THREADS = 3;
    private static final String NAME = "s3torrent-dht";
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ThreadGroup group;

    DhtThreads() {
        this(new ThreadGroup(NAME));
    }

    private DhtThreads(ThreadGroup group) {
        super(THREADS, task -> {
            Thread thread = new Thread(group, task, NAME);
            thread.setDaemon(true);
            return thread;
        });
        this.group = group;
        setRemoveOnCancelPolicy(true);
        setRejectedExecutionHandler(new DiscardPolicy()); // what the library wants after its end
    }

    /** What our own threads want done is always done. */
    @Override
    public void execute(Runnable task) {
        if (getQueue().size() < MAX_WAITING || Thread.currentThread().getName().equals(NAME)) {
            super.execute(task);
        }
    }

    /** Ends them all; the one that receives wakes up from time to time and ends when it finds its socket closed. */
    void end(Selector selector) {
        shutdownNow();
        long deadline = System.nanoTime() + CLOSE_NANOS;
        try {
            while (group.activeCount() > 0 && System.nanoTime() - deadline < 0) {
                selector.wakeup();
                TimeUnit.MILLISECONDS.timedJoin(anyThread(), 10);
            }
            if (group.activeCount() == 0) {
                selector.close(); // the library forgets it
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.debug("closing", e);
        }
    }

    private Thread anyThread() {
        Thread[] some = new Thread[1];
        return group.enumerate(some) == 0 ? Thread.currentThread() : some[0];
    }
}
