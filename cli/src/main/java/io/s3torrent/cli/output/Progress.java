package io.s3torrent.cli.output;

import io.s3torrent.seeder.bt.DownloadListener;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.ledger.Usage;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows the progress of a long job with rate and time left: on a terminal 10 times a second in place, else a line every 10 seconds.
 *
 * <p>Any thread may report at any rate: the interval limits what is printed.
 */
public final class Progress implements HashingListener, DownloadListener, AutoCloseable {
    private static final Duration ON_TERMINAL = Duration.ofMillis(100);
    private static final Duration IN_LOG = Duration.ofSeconds(10);
    private static final int MAX_NAME = 24;

    private final Console console;
    private final String verb;
    private final String name;
    private final CostText costText;
    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Rate> rate = new AtomicReference<>();
    private final long interval;
    private final AtomicLong nextAt;

    public Progress(Console console, String verb, String name) {
        this(console, verb, name, CostText.UNPRICED);
    }

    public Progress(Console console, String verb, String name, CostText costText) {
        this(console, verb, name, costText, System::nanoTime);
    }

    public Progress(Console console, String verb, String name, CostText costText, LongSupplier nanoTime) {
        this.console = console;
        this.verb = verb;
        this.name = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME - 3) + "...";
        this.costText = costText;
        this.nanoTime = nanoTime;
        this.interval = (console.isTerminal() ? ON_TERMINAL : IN_LOG).toNanos();
        this.nextAt = new AtomicLong(nanoTime.getAsLong() + interval);
    }

    @Override
    public void begins(Usage reading) {
        costText.warning(reading).ifPresent(console::note);
    }

    @Override
    public void hashed(long done, long total) {
        report(done, total, "");
    }

    @Override
    public void note(String text) {
        console.note(text);
    }

    @Override
    public void progress(long done, long total, int peers) {
        report(done, total, "  " + SeedStatus.peers(peers));
    }

    private void report(long done, long total, String suffix) {
        long now = nanoTime.getAsLong();
        if (rate.get() == null) {
            rate.compareAndSet(null, new Rate(now, done));
        }
        long due = nextAt.get();
        if (now - due >= 0 && nextAt.compareAndSet(due, now + interval)) {
            console.progress(line(done, total, rateNow(now, done)) + suffix);
        }
    }

    private double rateNow(long now, long done) {
        Rate started = rate.get();
        return started == null ? 0 : started.update(now, done);
    }

    private String line(long done, long total, double perSecond) {
        String start = verb + " " + name + "  ";
        if (total < 0) {
            return start + Size.text(done) + (perSecond < 1 ? "" : "  " + Size.text((long) perSecond) + "/s");
        }
        if (total == 0) {
            return start + "asking for the torrent";
        }
        String line = String.format(
                Locale.ROOT, "%s%d%%  %s of %s", start, percent(done, total), Size.text(done), Size.text(total));
        return perSecond < 1
                ? line
                : line + "  " + Size.text((long) perSecond) + "/s  ETA " + clock((long) ((total - done) / perSecond));
    }

    private static long percent(long done, long total) {
        return (long) (100.0 * done / total);
    }

    /** {@code 0:07}, {@code 1:02:03}. */
    public static String clock(long seconds) {
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    @Override
    public void close() {
        console.endProgress();
    }
}
