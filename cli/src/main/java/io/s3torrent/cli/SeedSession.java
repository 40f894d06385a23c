package io.s3torrent.cli;

import io.s3torrent.cli.options.HostPort;
import io.s3torrent.cli.options.SeedEnd;
import io.s3torrent.cli.output.CostText;
import io.s3torrent.cli.output.JsonLine;
import io.s3torrent.cli.output.Outcomes;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.SeedEvents;
import io.s3torrent.cli.output.SeedStatus;
import io.s3torrent.cli.output.Size;
import io.s3torrent.cli.output.TrackerReach;
import io.s3torrent.seeder.Seeder;
import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.SeederSnapshot;
import io.s3torrent.seeder.TorrentTotals;
import io.s3torrent.seeder.ledger.LedgerSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One run of {@code seed} or {@code gateway}: its start, its status line, and its orderly end on a signal. */
final class SeedSession implements AutoCloseable {
    private static final Duration BEAT = Duration.ofSeconds(1);

    private final Output output;
    private boolean stopped;
    private final CostText costText;
    private final long startNanos = System.nanoTime();
    private final SignalHandler onSignal;
    private volatile Optional<Seeder> started = Optional.empty();
    private volatile Runnable closing = () -> {};
    private final Outcomes outcomes;

    /** Handles signals from now on, because the start may take a while. */
    SeedSession(Output output, CostText costText) {
        this.output = output;
        this.costText = costText;
        this.onSignal = SignalHandler.daemon(this::stop, this::exitCode);
        this.outcomes = new Outcomes(
                output, () -> onSignal.pause(Duration.ZERO)); // stopping makes running loads fail: do not report those
    }

    /** Opens the store and the ports. */
    Seeder start(SeederConfig config) throws IOException {
        Seeder seeder = Seeder.start(config);
        seeder.listen(new SeedEvents(output));
        opened(seeder, seeder::close);
        return seeder;
    }

    /** Sets the seeder to report on at the end; {@code close} closes it and everything around it. */
    void opened(Seeder seeder, Runnable close) {
        closing = close;
        started = Optional.of(seeder);
    }

    /** The results of the torrents to seed. */
    Outcomes outcomes() {
        return outcomes;
    }

    /** Prints the ready line; returns false when no torrent could be loaded. */
    boolean ready(Seeder seeder, boolean isReachChosen) {
        if (!outcomes.anyDone()) {
            return false;
        }
        String listen = HostPort.text(seeder.listenAddress());
        List<String> announce = seeder.announceUrls();
        output.print(
                output.event("ready").put("listen", listen).put("announce", announce),
                List.of("", "ready: peers connect to " + listen + ", announce to " + String.join(", ", announce)));
        if (!isReachChosen) {
            announce.forEach(url -> TrackerReach.warning(url).ifPresent(output.console()::note));
        }
        return true;
    }

    /** Shows the status until a signal comes or {@code end} is reached. */
    int untilEnd(Seeder seeder, SeedEnd end) {
        SeedStatus status = new SeedStatus(output.console());
        Duration beat = end.isEver() ? BEAT : status.interval();
        for (long beats = 1; !Thread.currentThread().isInterrupted(); beats++) {
            onSignal.pause(beat);
            if (end.isReached(sent(seeder), Instant.now())) {
                stop();
                return exitCode();
            }
            if (beats % status.interval().dividedBy(beat) == 0) {
                status.show(seeder.snapshot());
            }
        }
        return exitCode();
    }

    private static List<SeedEnd.Sent> sent(Seeder seeder) {
        return seeder.totals().stream()
                .map(total -> new SeedEnd.Sent(
                        total.torrent().metainfo().info().layout().objectLength(), total.uploadedBytes()))
                .toList();
    }

    /** The exit code for the results of the torrents. */
    int exitCode() {
        return outcomes.exitCode();
    }

    /** Stops once. A signal that arrives meanwhile waits for it. */
    private synchronized void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        closing.run();
        SeederSnapshot end = started.map(Seeder::snapshot).orElse(SeederSnapshot.EMPTY);
        List<TorrentTotals> totals = started.map(Seeder::totals).orElse(List.of());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        JsonLine json = output.event("stopped").put("uploadedBytes", end.uploadedBytes());
        costText.json(json, end.store(), end.uploadedBytes())
                .putSeconds("seconds", millis)
                .putObjects("torrents", totals.stream().map(this::json));
        output.console().endProgress();
        output.print(json, text(end, totals));
    }

    private JsonLine json(TorrentTotals total) {
        JsonLine json = new JsonLine()
                .put("infoHash", total.torrent().metainfo().infoHash().hex())
                .put("source", total.torrent().source().toString())
                .put("uploadedBytes", total.uploadedBytes());
        return costText.json(json, total.store(), total.uploadedBytes());
    }

    private List<String> text(SeederSnapshot end, List<TorrentTotals> totals) {
        List<String> lines = new ArrayList<>();
        lines.add("stopped: " + text(end.uploadedBytes(), end.store()));
        if (totals.size() > 1) {
            totals.forEach(total ->
                    lines.add("  " + total.torrent().source() + ": " + text(total.uploadedBytes(), total.store())));
        }
        return lines;
    }

    private String text(long uploadedBytes, LedgerSnapshot store) {
        return Size.text(uploadedBytes) + " sent to peers, read from S3 " + costText.text(store, uploadedBytes);
    }

    @Override
    public void close() {
        onSignal.close();
        closing.run();
    }
}
