package io.s3torrent.cli;

import io.s3torrent.cli.options.SaveTarget;
import io.s3torrent.cli.output.Console;
import io.s3torrent.cli.output.CostText;
import io.s3torrent.cli.output.Outcomes;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.Progress;
import io.s3torrent.cli.output.TorrentLines;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.prefix.KeySelection;
import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.S3Prefix;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs a {@link TorrentAction} for each torrent of objects and prefixes, and prints each result. For one thread. */
final class TorrentLoader {
    /** Skipped keys that a message names. */
    private static final int MAX_NAMED = 10;

    private final Output output;
    private final Outcomes outcomes;
    private final SaveTarget save;
    private final TorrentAction action;
    private final CostText costText;

    TorrentLoader(Output output, Outcomes outcomes, SaveTarget save, TorrentAction action, CostText costText) {
        this.output = output;
        this.outcomes = outcomes;
        this.save = save;
        this.action = action;
        this.costText = costText;
    }

    /** Makes one torrent, and shows its progress. */
    void one(LoadJob job) {
        tell(job.source().toString(), () -> {
            try (Progress progress = new Progress(output.console(), "hashing", job.name(), costText)) {
                return action.runNamed(job, progress);
            }
        });
    }

    /** Makes a torrent of each object below a prefix, a few in parallel. */
    void eachBelow(S3Prefix prefix, KeyFilter filter) {
        List<ListedObject> objects;
        try {
            objects = selected(prefix, filter);
        } catch (IOException e) {
            outcomes.failed(prefix.toString(), e);
            return;
        }
        Count count = new Count(objects);
        Notes notes = new Notes(output.console(), costText);
        InOrder.run(
                objects.stream()
                        .map(object -> LoadJob.below(prefix, object.location(), save))
                        .iterator(),
                job -> action.run(job, notes),
                result -> tell(count.next(), result));
        output.console().endProgress();
    }

    private List<ListedObject> selected(S3Prefix prefix, KeyFilter filter) throws IOException {
        KeySelection selection = action.select(prefix, filter);
        List<ListedObject> objects = selection.objects().stream()
                .filter(object -> object.length() > 0)
                .toList();
        List<String> empty = selection.objects().stream()
                .filter(object -> object.length() == 0)
                .map(object -> object.location().key().substring(prefix.prefix().length()))
                .toList();
        if (!empty.isEmpty()) {
            output.console()
                    .note(prefix + ": skipped " + empty.size() + " empty object" + (empty.size() == 1 ? "" : "s")
                            + ", which cannot be torrents: " + names(empty));
        }
        if (selection.emptyFolders() > 0) {
            output.console()
                    .note(prefix + ": skipped " + selection.emptyFolders() + " folder marker"
                            + (selection.emptyFolders() == 1 ? "" : "s")
                            + " (empty objects whose key ends with a slash)");
        }
        return objects;
    }

    private static String names(List<String> keys) {
        String named = String.join(", ", keys.subList(0, Math.min(keys.size(), MAX_NAMED)));
        return keys.size() > MAX_NAMED ? named + " and " + (keys.size() - MAX_NAMED) + " more" : named;
    }

    private void tell(String source, InOrder.Result<TorrentLines> result) {
        try {
            TorrentLines report = result.get();
            outcomes.done(report.json(output.event(report.event())), output.isJson() ? List.of() : report.text());
        } catch (IOException e) {
            outcomes.failed(source, e);
        }
    }

    /** Counts the objects of a prefix as they finish, in their order. */
    private final class Count {
        private final List<ListedObject> objects;
        private int next;

        Count(List<ListedObject> objects) {
            this.objects = objects;
        }

        String next() {
            if (output.console().isTerminal()) {
                output.console().progress((next + 1) + " of " + objects.size() + " torrents");
            }
            return objects.get(next++).location().toString();
        }
    }

    /** With many torrents in parallel, prints notes but no progress. */
    private record Notes(Console console, CostText costText) implements HashingListener {
        @Override
        public void begins(Usage reading) {
            costText.warning(reading).ifPresent(console::note);
        }

        @Override
        public void hashed(long done, long total) {
            // The progress line has room for one torrent only.
        }

        @Override
        public void note(String text) {
            console.note(text);
        }
    }

    /** Runs tasks that mostly wait, a few in parallel, and hands on their results in order. */
    private static final class InOrder {
        /** Torrents made in parallel; they share the threads that read. */
        static final int WIDTH = 16;

        private InOrder() {}

        /** Processes one item. */
        @FunctionalInterface
        interface Step<T, R> {
            R apply(T item) throws IOException;
        }

        /** The result of one item; {@link #get} throws when it failed. */
        @FunctionalInterface
        interface Result<R> {
            R get() throws IOException;
        }

        /** Calls {@code work} for each item on other threads, and {@code done} with each result on this thread. */
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
