package io.s3torrent.cli.output;

import io.s3torrent.tracker.TrackerSnapshot;
import io.s3torrent.tracker.swarm.SwarmTotals;
import java.time.Duration;
import java.util.Locale;

/** How the tracking goes: on a terminal one line that is drawn over each second, else a line each minute in which something was asked. */
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

    /** The last word. */
    public void end(TrackerSnapshot now) {
        console.endProgress();
        console.note("ended with " + text(now, rate.update(System.nanoTime(), now.announces())));
    }

    public static String text(TrackerSnapshot now, double announcesPerSecond) {
        SwarmTotals swarms = now.swarms();
        return String.format(
                Locale.ROOT,
                "%,d torrents, %,d seeders, %,d leechers, %.1f announces/s; so far %,d announces, %,d scrapes, %,d refused,"
                        + " %,d not understood",
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
