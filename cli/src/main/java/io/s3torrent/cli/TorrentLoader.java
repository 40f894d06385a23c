package io.s3torrent.cli;

import io.s3torrent.cli.options.SaveTarget;
import io.s3torrent.cli.options.SourceRef;
import io.s3torrent.cli.output.Console;
import io.s3torrent.cli.output.CostText;
import io.s3torrent.cli.output.Outcomes;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.Progress;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.cli.output.TorrentLines;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.prefix.KeySelection;
import io.s3torrent.seeder.resolve.TorrentSource;
import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Makes the torrents of sources, be they objects or prefixes, and tells what came of each. For one thread. */
final class TorrentLoader {
    /** Makes one torrent. */
    @FunctionalInterface
    interface Loader {
        TorrentLines load(LoadJob job, HashingListener listener) throws IOException;
    }

    /** Lists a prefix. */
    @FunctionalInterface
    interface Selector {
        KeySelection select(S3Prefix prefix, KeyFilter filter) throws IOException;
    }

    private final Output output;
    private final Outcomes outcomes;
    private final SaveTarget save;
    private final Selector selector;
    private final Loader loader;
    private final CostText costs;

    TorrentLoader(Output output, Outcomes outcomes, SaveTarget save, Selector selector, Loader loader, CostText costs) {
        this.output = output;
        this.outcomes = outcomes;
        this.save = save;
        this.selector = selector;
        this.loader = loader;
        this.costs = costs;
    }

    /** The one torrent of a source. */
    static LoadJob single(SourceRef source, KeyFilter filter, SaveTarget save) {
        if (source instanceof SourceRef.OneObject one) {
            S3Location location = one.location();
            return new LoadJob(new TorrentSource.OneObject(location), location.name(), save.file(location.name()));
        }
        S3Prefix prefix = ((SourceRef.Below) source).prefix();
        return new LoadJob(new TorrentSource.AllBelow(prefix, filter), prefix.name(), save.file(prefix.name()));
    }

    /** Makes one torrent, and shows how far it is. */
    void one(LoadJob job) {
        tell(job.source().toString(), () -> {
            try (Progress progress = new Progress(output.talk(), "hashing", job.name(), costs)) {
                return loader.load(job, progress);
            }
        });
    }

    /** Makes a torrent of each object below a prefix, some at once. */
    void eachBelow(S3Prefix prefix, KeyFilter filter) {
        List<ListedObject> objects;
        try {
            objects = selected(prefix, filter);
        } catch (IOException e) {
            outcomes.failed(prefix.toString(), e);
            return;
        }
        Count count = new Count(objects);
        Notes notes = new Notes(output.talk(), costs);
        InOrder.run(
                objects.stream().map(object -> job(prefix, object)).iterator(),
                job -> loader.load(job, notes),
                result -> tell(count.next(), result));
        output.talk().endProgress();
    }

    private List<ListedObject> selected(S3Prefix prefix, KeyFilter filter) throws IOException {
        KeySelection selection = selector.select(prefix, filter);
        List<ListedObject> objects = selection.objects().stream()
                .filter(object -> object.length() > 0)
                .toList();
        int empty = selection.objects().size() - objects.size();
        if (empty + selection.emptyFolders() > 0) {
            output.talk()
                    .note(prefix + ": " + empty + " empty objects and " + selection.emptyFolders()
                            + " marks of folders are left out");
        }
        return objects;
    }

    private LoadJob job(S3Prefix prefix, ListedObject object) {
        S3Location location = object.location();
        Optional<TorrentFile> file = save.fileBelow(
                prefix.prefix(), location.key().substring(prefix.prefix().length()));
        return new LoadJob(new TorrentSource.OneObject(location), location.name(), file);
    }

    private void tell(String source, InOrder.Result<TorrentLines> result) {
        try {
            TorrentLines report = result.get();
            outcomes.done(report.json(output.event(report.event())), output.isJson() ? List.of() : report.text());
        } catch (IOException e) {
            outcomes.failed(source, e);
        }
    }

    /** Counts the objects of a prefix as they are done, in their order. */
    private final class Count {
        private final List<ListedObject> objects;
        private int next;

        Count(List<ListedObject> objects) {
            this.objects = objects;
        }

        String next() {
            if (output.talk().isTerminal()) {
                output.talk().progress((next + 1) + " of " + objects.size() + " torrents");
            }
            return objects.get(next++).location().toString();
        }
    }

    /** Of many torrents at once, only what the user may want to know. */
    private record Notes(Console talk, CostText costs) implements HashingListener {
        @Override
        public void begins(Usage reading) {
            costs.warning(reading).ifPresent(talk::note);
        }

        @Override
        public void hashed(long done, long total) {
            // One line of progress has room for one torrent.
        }

        @Override
        public void note(String text) {
            talk.note(text);
        }
    }

    /** Does many things of which most of the time is waiting, a few at once, and hands on what came of them in their order. */
    private static final class InOrder {
        /** Torrents in the making at once; they share the threads that read. */
        static final int WIDTH = 16;

        private InOrder() {}

        /** Does one thing. */
        @FunctionalInterface
        interface Step<T, R> {
            R apply(T item) throws IOException;
        }

        /** What came of one thing: an exception is thrown on {@link #get}. */
        @FunctionalInterface
        interface Result<R> {
            R get() throws IOException;
        }

        /** Calls {@code work} for each item on other threads, and {@code done} with each result on this one. */
        static <T, R> void run(Iterator<T> items, Step<T, R> work, Consumer<Result<R>> done) {
            ThreadPoolExecutor threads =
                    new ThreadPoolExecutor(WIDTH, WIDTH, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WIDTH), task -> {
                        Thread thread = new Thread(task, "s3torrent-load");
                        thread.setDaemon(true);
                        return thread;
                    });
            Deque<Future<R>> going = new ArrayDeque<>();
            try {
                while (items.hasNext() || !going.isEmpty()) {
                    while (items.hasNext() && going.size() < WIDTH) {
                        T item = items.next();
                        going.add(threads.submit(() -> work.apply(item)));
                    }
                    Future<R> first = going.remove();
                    done.accept(() -> result(first));
                }
            } finally {
                threads.shutdownNow();
            }
        }

        private static <R> R result(Future<R> future) throws IOException {
            try {
                return future.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException cause) {
                    throw cause;
                }
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            }
        }
    }
}
