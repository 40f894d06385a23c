package io.s3torrent.cli.output;

import io.s3torrent.tracker.TrackerSnapshot;
import io.s3torrent.tracker.swarm.SwarmTotals;
import java.time.Duration;
import java.util.Locale;

/** Shows the state of a tracker: on a terminal one line that is redrawn each second, else a line each minute with requests. */
public final class TrackerStatus {
    private static final Duration ON_TERMINAL = Duration.ofSeconds(1);
    private static final Duration IN_LOG = Duration.ofMinutes(1);

    private final Console console;
    private final Rate rate = new Rate(System.nanoTime(), 0);
    private long shown;

    public TrackerStatus(Console console) {
        this.console = console;
    }

    public Duration interval() {
        return console.isTerminal() ? ON_TERMINAL : IN_LOG;
    }

    public void show(TrackerSnapshot now) {
        long asked = now.announces() + now.scrapes() + now.invalid();
        double perSecond = rate.update(System.nanoTime(), now.announces());
        if (console.isTerminal() || asked != shown) {
            console.progress(text(now, perSecond));
        }
        shown = asked;
    }

    /** Prints the totals at the end. */
    public void end(TrackerSnapshot now) {
        console.endProgress();
        console.note("stopped: " + text(now, rate.update(System.nanoTime(), now.announces())));
    }

    public static String text(TrackerSnapshot now, double announcesPerSecond) {
        SwarmTotals swarms = now.swarms();
        return String.format(
                Locale.ROOT,
                "%,d torrents, %,d seeders, %,d leechers, %.1f announces/s; so far %,d announces, %,d scrapes, %,d rejected,"
                        + " %,d malformed",
                swarms.torrents(),
                swarms.seeders(),
                swarms.leechers(),
                announcesPerSecond,
                now.announces(),
                now.scrapes(),
                now.refused(),
                now.invalid());
    }
}
