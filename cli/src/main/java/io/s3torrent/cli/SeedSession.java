package io.s3torrent.cli;

import io.s3torrent.seeder.Budgets;
import io.s3torrent.seeder.Seeder;
import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.SeederSnapshot;
import io.s3torrent.seeder.TorrentTotal;
import io.s3torrent.seeder.ledger.LedgerSnapshot;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One run of {@code seed}: what was loaded, what failed, how it goes, and the end in order. */
final class SeedSession implements AutoCloseable {
    /** Loads one object. */
    @FunctionalInterface
    interface Loader {
        TorrentReport load() throws IOException;
    }

    private final Output output;
    private final Costs costs;
    private final long startNanos = System.nanoTime();
    private final OnSignal onSignal;
    private volatile Optional<Seeder> started = Optional.empty();
    private volatile boolean anyServed;
    private volatile int failure = ExitCode.OK;

    /** Listens to signals from now on: a start may take a while, too. */
    SeedSession(Output output, Costs costs) {
        this.output = output;
        this.costs = costs;
        this.onSignal = OnSignal.daemon(this::stop, this::exitCode);
    }

    /** Opens store and ports. */
    Seeder start(SeederConfig config, Budgets budgets) throws IOException {
        Seeder seeder = Seeder.start(config, budgets);
        started = Optional.of(seeder);
        return seeder;
    }

    /** Loads one object; when that fails it is told, and the others go on. */
    void add(S3Location source, Loader loader) {
        try {
            TorrentReport report = loader.load();
            output.print(report.json(output.event("torrent")), report.text());
            anyServed = true;
        } catch (IOException e) {
            onSignal.pause(Duration.ZERO); // the end itself makes loading fail
            int code = Failures.tell(output.talk(), e);
            failure = failure == ExitCode.OK ? code : failure;
            JsonLine json =
                    output.event("failed").put("source", source.toString()).put("message", e.getMessage());
            output.print(json.put("exitCode", code), List.of());
        }
    }

    /** Says that all are served that can be; false when there are none. */
    boolean ready(Seeder seeder, boolean isReachChosen) {
        if (!anyServed) {
            return false;
        }
        String listen = HostPort.text(seeder.listenAddress());
        List<String> announce = seeder.announceUrls();
        output.print(
                output.event("ready").put("listen", listen).put("announce", announce),
                List.of("", "ready: peers connect to " + listen + ", announce to " + String.join(", ", announce)));
        if (!isReachChosen) {
            announce.forEach(url -> Reach.warning(url).ifPresent(output.talk()::note));
        }
        return true;
    }

    /** Shows how it goes until the process ends. */
    int untilSignal(Seeder seeder) {
        SeedStatus status = new SeedStatus(output.talk());
        while (!Thread.currentThread().isInterrupted()) {
            onSignal.pause(status.interval());
            status.show(seeder.snapshot());
        }
        return exitCode();
    }

    /** 0, or what the only one, or the first of several failed with; 2 when others are served. */
    int exitCode() {
        return failure != ExitCode.OK && anyServed ? ExitCode.PARTLY : failure;
    }

    private void stop() {
        started.ifPresent(Seeder::close);
        SeederSnapshot end = started.map(Seeder::snapshot).orElse(SeederSnapshot.EMPTY);
        List<TorrentTotal> totals = started.map(Seeder::totals).orElse(List.of());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        JsonLine json = output.event("stopped").put("uploadedBytes", end.uploadedBytes());
        costs.json(json, end.store(), end.uploadedBytes())
                .putSeconds("seconds", millis)
                .putObjects("torrents", totals.stream().map(this::json).toList());
        output.talk().endProgress();
        output.print(json, text(end, totals));
    }

    private JsonLine json(TorrentTotal total) {
        JsonLine json = new JsonLine()
                .put("infoHash", total.torrent().metainfo().infoHash().hex())
                .put("source", total.torrent().version().location().toString())
                .put("uploadedBytes", total.uploadedBytes());
        return costs.json(json, total.store(), total.uploadedBytes());
    }

    private List<String> text(SeederSnapshot end, List<TorrentTotal> totals) {
        List<String> lines = new ArrayList<>();
        lines.add("stopped: " + text(end.uploadedBytes(), end.store()));
        if (totals.size() > 1) {
            totals.forEach(total -> lines.add(
                    "  " + total.torrent().version().location() + ": " + text(total.uploadedBytes(), total.store())));
        }
        return lines;
    }

    private String text(long uploadedBytes, LedgerSnapshot store) {
        return Size.text(uploadedBytes) + " sent to peers, read from S3 " + costs.text(store, uploadedBytes);
    }

    @Override
    public void close() {
        onSignal.close();
        started.ifPresent(Seeder::close);
    }
}
