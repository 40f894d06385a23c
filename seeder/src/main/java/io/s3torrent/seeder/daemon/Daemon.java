package io.s3torrent.seeder.daemon;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.lifecycle.CloseStack;
import io.s3torrent.lifecycle.ProcessLock;
import io.s3torrent.net.http.HttpServer;
import io.s3torrent.seeder.SeedHandle;
import io.s3torrent.seeder.SeedListener;
import io.s3torrent.seeder.Seeder;
import io.s3torrent.seeder.SourceListing;
import io.s3torrent.seeder.daemon.FollowedObjects.Changes;
import io.s3torrent.seeder.daemon.FollowedObjects.Ended;
import io.s3torrent.seeder.daemon.FollowedObjects.Failure;
import io.s3torrent.seeder.daemon.FollowedObjects.Task;
import io.s3torrent.seeder.gateway.GatewayConfig;
import io.s3torrent.seeder.gateway.SeedingGateway;
import io.s3torrent.seeder.resolve.StateDir;
import io.s3torrent.seeder.resolve.TorrentOptions;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.status.AdminConfig;
import io.s3torrent.status.AdminServer;
import io.s3torrent.status.StatusPages;
import io.s3torrent.status.StatusSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Seeds the objects of its sources as they come, change and go, with a gateway if one is configured.
 *
 * <p>The life cycle: {@link #start} locks the state folder and opens all ports, {@link #follow} begins to list the sources, {@link #drain}
 * ends connections to HTTP clients, and {@link #close} ends the rest. {@link #reload} replaces the sources meanwhile.
 */
public final class Daemon implements AutoCloseable {
    private static final String LOCK = "serve.lock";

    private final CloseStack closeStack;
    private final DaemonListener listener;
    private final Optional<SeedingGateway> gateway;
    private final Seeder seeder;
    private final Optional<HttpServer> admin;
    private final TorrentOptions torrentOptions;
    private final FollowedObjects objects = new FollowedObjects();
    private final SeedQueue queue;
    private final SourcePoller poller;
    private final Clock clock = Clock.systemUTC();
    private final List<FollowedSource> firstSources;
    private final boolean hasAdmin;
    private final AtomicInteger reloads = new AtomicInteger();
    private final AtomicInteger rejectedReloads = new AtomicInteger();
    private volatile boolean serving = true;

    private Daemon(DaemonConfig config, DaemonListener listener, CloseStack closeStack) throws IOException {
        this.closeStack = closeStack;
        this.listener = listener;
        firstSources = config.sources();
        hasAdmin = config.admin().isPresent();
        closeStack.add(lock(config.state()));
        queue = new SeedQueue(this::seed);
        poller = new SourcePoller(this::list, new Listings(), clock);
        StatusSource status = new DaemonStatus(objects, poller::reports, reloads::get, rejectedReloads::get);
        gateway = config.gateway().isEmpty()
                ? Optional.empty()
                : Optional.of(closeStack.add(
                        SeedingGateway.start(config.seeder(), config.gateway().get(), List.of(status))));
        seeder = gateway.isPresent() ? gateway.get().seeder() : closeStack.add(Seeder.start(config.seeder()));
        torrentOptions = TorrentOptions.DEFAULT.withUpdateUrl(config.gateway().flatMap(GatewayConfig::updateUrl));
        admin = gateway.isEmpty() ? startAdmin(config.admin(), status) : Optional.empty();
        closeStack.add(queue);
        closeStack.add(poller);
        listenToSeeder();
    }

    /**
     * Locks the state folder, and opens the store and all ports.
     *
     * @throws IOException if another daemon uses the folder, a port is taken, or the store's configuration is invalid
     */
    public static Daemon start(DaemonConfig config, DaemonListener listener) throws IOException {
        CloseStack closeStack = new CloseStack();
        try {
            return new Daemon(config, listener, closeStack);
        } catch (IOException | RuntimeException e) {
            closeStack.close();
            throw e;
        }
    }

    private static ProcessLock lock(StateDir state) throws IOException {
        Path folder = state.open();
        try {
            return ProcessLock.take(folder.toRealPath().resolve(LOCK));
        } catch (ProcessLock.InUseException e) {
            String user = e.pid().isEmpty() ? "another process" : "process " + e.pid();
            throw new IOException(
                    folder + ": " + user
                            + " already serves with this state folder (expected: one process for each folder)",
                    e);
        }
    }

    private Optional<HttpServer> startAdmin(Optional<AdminConfig> config, StatusSource status) throws IOException {
        if (config.isEmpty()) {
            return Optional.empty();
        }
        List<StatusSource> reports =
                Stream.concat(seeder.reports().stream(), Stream.of(status)).toList();
        StatusPages pages = closeStack.add(new StatusPages(config.get(), () -> serving, reports));
        return Optional.of(closeStack.add(AdminServer.start(config.get(), pages)));
    }

    private void listenToSeeder() {
        SeedListener own = new SeedListener() {
            @Override
            public void gone(InfoHash infoHash, ObjectException reason) {
                apply(objects.gone(infoHash));
                listener.gone(infoHash, reason);
            }

            @Override
            public void authError(InfoHash infoHash, ObjectException reason) {
                listener.authError(infoHash, reason);
            }
        };
        if (gateway.isPresent()) {
            gateway.get().listen(own);
        } else {
            seeder.listen(own);
        }
    }

    /** Begins to list the sources, and to seed their objects. */
    public void follow() {
        poller.follow(firstSources);
    }

    /** Follows these sources instead. Torrents whose objects are in a source before and after continue undisturbed. */
    public void reload(List<FollowedSource> sources) {
        for (String name : poller.follow(sources)) {
            apply(objects.removed(name));
        }
        reloads.incrementAndGet();
    }

    /** Counts a configuration that was not applied. */
    public void reloadRejected() {
        rejectedReloads.incrementAndGet();
    }

    private SourceListing list(FollowedSource source) throws IOException {
        return source.target() instanceof FollowedSource.Target.Prefix below
                ? seeder.list(below.prefix(), source.filter())
                : seeder.list(((FollowedSource.Target.Single) source.target()).location());
    }

    private void seed(Task task) {
        if (!objects.begin(task)) {
            return;
        }
        try {
            SeedHandle torrent = seeder.seed(TorrentRequest.of(task.object()).withOptions(torrentOptions));
            Changes changes = objects.seeded(task, torrent, now());
            if (changes.stop().isEmpty()) {
                gateway.ifPresent(running -> running.adopt(torrent));
                listener.seeded(torrent);
            }
            apply(changes);
        } catch (IOException e) {
            failed(task, e);
        } catch (RuntimeException e) {
            failed(task, new IOException(e.toString(), e));
            throw e;
        }
    }

    private void failed(Task task, IOException reason) {
        Failure failure = objects.failed(task, reason, now());
        if (failure.isNew() && serving) {
            listener.failed(task.object(), reason);
        }
        apply(failure.changes());
    }

    private void apply(Changes changes) {
        changes.stop().forEach(this::stop);
        queue.add(changes.seed());
    }

    private void stop(Ended ended) {
        InfoHash infoHash = ended.torrent().metainfo().infoHash();
        seeder.stop(ended.torrent());
        if (ended.reason().isPresent()) {
            gateway.ifPresent(running -> running.forget(infoHash));
            listener.ended(ended.object(), infoHash, ended.reason().get());
        }
    }

    private Instant now() {
        return clock.instant();
    }

    /** Compares listings with what is seeded. */
    private final class Listings implements SourcePoller.Receiver {
        @Override
        public void listed(FollowedSource source, SourceListing listing, Instant began) {
            if (!objects.isListed(source)) {
                listener.found(source, listing, poller.interval(source));
            }
            apply(objects.listed(source, listing.objects(), began, now()));
        }

        @Override
        public void unlisted(FollowedSource source, IOException reason) {
            listener.unlisted(source, reason);
        }

        @Override
        public void listedAgain(FollowedSource source) {
            listener.listedAgain(source);
        }
    }

    /** The seeder. */
    public Seeder seeder() {
        return seeder;
    }

    /** The address of the gateway, if there is one. */
    public Optional<InetSocketAddress> gatewayAddress() {
        return gateway.map(SeedingGateway::address);
    }

    /** The address of the status pages, if there are any. They may share the port of the gateway. */
    public Optional<InetSocketAddress> adminAddress() {
        return gateway.isPresent()
                ? gateway.get().adminAddress().or(() -> gatewayAddress().filter(shared -> hasAdmin))
                : admin.map(HttpServer::address);
    }

    /** Prepares the end: accepts no further HTTP connections, and answers the requests on open ones. */
    public void drain(Duration patience) throws InterruptedException {
        serving = false;
        if (gateway.isPresent()) {
            gateway.get().drain(patience);
        }
    }

    /** Closes all ports, ends all threads, and unlocks the state folder. Returns within 5 seconds. */
    @Override
    public void close() {
        serving = false;
        closeStack.close();
    }
}
