package io.s3torrent.seeder.ledger;

import io.s3torrent.seeder.ledger.Budget.Period;
import io.s3torrent.seeder.ledger.BudgetEvent.Kind;
import io.s3torrent.seeder.ledger.BudgetEvent.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds one kind of bytes within a budget, over restarts and together with other processes.
 *
 * <p>Bytes are taken from the file in slices, before they are used: a process that is killed has counted up to one slice too
 * many, never too few. A slice is a thousandth of the budget, from 1 MiB to 256 MiB. All methods may block on the disk; guarded
 * by its monitor, under which nobody is told of anything.
 */
public final class BudgetMeter implements AutoCloseable {
    private static final long MIN_SLICE = 1 << 20;
    private static final long MAX_SLICE = 256 << 20;

    private final Kind kind;
    private final Budget budget;
    private final BudgetAccount account;
    private final Clock clock;
    private final Consumer<BudgetEvent> listener;
    private final long slice;

    private Instant start = Instant.MIN;
    private Instant renewal = Instant.MIN;
    /** Used as the file has it, with what is in hand. */
    private long taken;
    /** Taken and not used; less than 0 when more went out than there was. */
    private long inHand;

    private boolean warned;
    private boolean exhausted;

    private BudgetMeter(Kind kind, Budget budget, Path folder, Clock clock, Consumer<BudgetEvent> listener) {
        this.kind = kind;
        this.budget = budget;
        this.account = new BudgetAccount(folder, kind.name().toLowerCase(Locale.ROOT), budget.period());
        this.clock = clock;
        this.listener = listener;
        this.slice = Math.max(MIN_SLICE, Math.min(MAX_SLICE, budget.bytes() / 1000));
    }

    /**
     * Goes on with the count that is in {@code folder}.
     *
     * @param listener hears of warning, exhaustion and renewal, once each in a period, on the thread that finds it
     * @throws IOException when the count cannot be read or written
     */
    public static BudgetMeter open(Kind kind, Budget budget, Path folder, Clock clock, Consumer<BudgetEvent> listener)
            throws IOException {
        BudgetMeter meter = new BudgetMeter(kind, budget, folder, clock, listener);
        meter.use(0);
        return meter;
    }

    /** What it holds to. */
    public Budget budget() {
        return budget;
    }

    /**
     * Takes bytes that are about to be moved; false when they are not left, and then nothing is taken.
     *
     * @throws IOException when that cannot be written down
     */
    public boolean take(long bytes) throws IOException {
        boolean granted;
        List<BudgetEvent> events = new ArrayList<>();
        synchronized (this) {
            roll(events);
            if (inHand < bytes) {
                draw(Math.max(slice, bytes - inHand));
            }
            granted = inHand >= bytes;
            inHand -= granted ? bytes : 0;
            notice(!granted, events);
        }
        events.forEach(listener);
        return granted;
    }

    /** Puts back what was taken and not moved. */
    public synchronized void giveBack(long bytes) {
        inHand += bytes;
    }

    /**
     * Counts bytes that have been moved, even beyond the budget; true as long as some are left. With 0 it looks whether another
     * period has begun.
     *
     * @throws IOException when that cannot be written down
     */
    public boolean use(long bytes) throws IOException {
        boolean some;
        List<BudgetEvent> events = new ArrayList<>();
        synchronized (this) {
            roll(events);
            inHand -= bytes;
            if (inHand < slice / 2) {
                draw(slice - inHand);
            }
            some = inHand > 0;
            notice(!some, events);
        }
        events.forEach(listener);
        return some;
    }

    /**
     * Bytes that are left now.
     *
     * @throws IOException when the count cannot be read
     */
    public long left() throws IOException {
        use(0);
        synchronized (this) {
            draw(0); // others may have taken some
            return Math.max(0, budget.bytes() - used());
        }
    }

    /** When the next period begins; {@link Instant#MAX} if none does. */
    public synchronized Instant renewal() {
        return renewal;
    }

    /** What is in hand belongs to the period that it was taken in. */
    private void roll(List<BudgetEvent> events) throws IOException {
        Instant now = clock.instant();
        if (now.isBefore(renewal)) {
            return;
        }
        start = budget.period().start(now);
        inHand = 0;
        draw(0);
        renewal = budget.period().end(now);
        warned = false;
        if (exhausted) {
            exhausted = false;
            events.add(event(State.RENEWED));
        }
    }

    private void draw(long bytes) throws IOException {
        BudgetAccount.Grant grant = account.take(bytes, budget.bytes(), start);
        inHand += grant.granted();
        taken = grant.used();
    }

    private void notice(boolean spent, List<BudgetEvent> events) {
        if (!warned && used() >= budget.bytes() - budget.bytes() / 5) {
            warned = true;
            events.add(event(State.WARNING));
        }
        if (!exhausted && spent) {
            exhausted = true;
            events.add(event(State.EXHAUSTED));
        }
    }

    private long used() {
        return taken - inHand;
    }

    private BudgetEvent event(State state) {
        return new BudgetEvent(kind, state, used(), budget, renewal);
    }

    /** Puts back what is in hand. */
    @Override
    public synchronized void close() throws IOException {
        if (inHand > 0 && clock.instant().isBefore(renewal)) {
            draw(-inHand);
        }
    }

    /**
     * How much of a budget is used, in a file that all processes with the same state folder share: {@code 2026-07-01T00:00:00Z 12345}.
     *
     * <p>Each change is made under a lock on the file beside it and is whole or not there. Of one process only one thread at a time
     * has that lock, as Java gives a file's lock to a process, not to a thread.
     */
    private static final class BudgetAccount {
        private static final Pattern FORM = Pattern.compile("(\\S{1,40}) ([0-9]{1,19})\n");
        private static final Object ONE_THREAD = new Object();

        private final Path file;
        private final Path lock;
        private final Path next;

        /** The account of one kind of bytes in one kind of period: who changes the limit goes on with the same count. */
        BudgetAccount(Path folder, String kind, Period period) {
            String name = "budget-" + kind + "-" + period.word();
            file = folder.resolve(name);
            lock = folder.resolve(name + ".lock");
            next = folder.resolve(name + ".next");
        }

        /** What was granted, and what is used in the period with it. */
        record Grant(long granted, long used) {}

        private record Count(Instant start, long used) {}

        /**
         * Takes {@code bytes}, or as many as there are up to {@code limit}. With 0 it only looks; less than 0 gives back.
         *
         * @param start when the period began; what was used before it is forgotten
         */
        Grant take(long bytes, long limit, Instant start) throws IOException {
            synchronized (ONE_THREAD) {
                try (FileChannel channel =
                        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    FileLock unused = channel.lock(); // goes with the channel
                    Count count = count(start);
                    long granted = Math.max(-count.used, Math.min(bytes, Math.max(0, limit - count.used)));
                    if (granted != 0) {
                        write(new Count(count.start, count.used + granted));
                    }
                    return new Grant(granted, count.used + granted);
                }
            }
        }

        /** A later period than ours stands: a clock that was set back must not free what is used. */
        private Count count(Instant start) throws IOException {
            Count count = Files.exists(file) ? read() : new Count(start, 0);
            return count.start.isBefore(start) ? new Count(start, 0) : count;
        }

        private Count read() throws IOException {
            Matcher form = FORM.matcher(Files.readString(file));
            try {
                if (form.matches()) {
                    return new Count(Instant.parse(form.group(1)), Long.parseLong(form.group(2)));
                }
            } catch (DateTimeException | NumberFormatException e) {
                throw new IOException(unreadable(), e);
            }
            throw new IOException(unreadable());
        }

        private String unreadable() {
            return file + ": no count of a budget (expected: a time and a number); remove it to count from 0";
        }

        private void write(Count count) throws IOException {
            byte[] line = (count.start + " " + count.used + "\n").getBytes(StandardCharsets.US_ASCII);
            try (FileChannel channel = FileChannel.open(
                    next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                channel.write(ByteBuffer.wrap(line));
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
