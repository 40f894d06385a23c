package io.s3torrent.tracker.client;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Resolves host names with the system's resolver, on its own threads, because a lookup may block for a long time. */
final class NameResolver implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int WAITING = 1000;

    /** Resolves a name to addresses; blocks. */
    @FunctionalInterface
    interface Lookup {
        List<InetAddress> addressesOf(String host) throws UnknownHostException;
    }

    private final Lookup lookup;
    private final ExecutorService threads;

    NameResolver(Lookup lookup) {
        this.lookup = lookup;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING),
                new DefaultThreadFactory("s3torrent-tracker-client-names", true));
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    /** Creates a resolver that uses the system's resolver. */
    static NameResolver ofSystem() {
        return new NameResolver(host -> List.of(InetAddress.getAllByName(host)));
    }

    /** Resolves the addresses of a host on one of the resolver's threads. */
    CompletableFuture<List<InetAddress>> resolve(String host) {
        CompletableFuture<List<InetAddress>> addresses = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    addresses.complete(lookup.addressesOf(host));
                } catch (UnknownHostException e) {
                    addresses.completeExceptionally(AnnounceFailedException.silence("unknown host: " + host, e));
                } catch (RuntimeException e) {
                    addresses.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            addresses.completeExceptionally(new AnnounceFailedException("too many names to resolve", e));
        }
        return addresses;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
