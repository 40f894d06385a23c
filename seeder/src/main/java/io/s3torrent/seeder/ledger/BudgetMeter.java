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
 * Enforces a budget for one kind of bytes, across restarts and processes.
 *
 * <p>Bytes are taken from the file in slices before they are used. A process that is killed has counted up to one slice too many, never
 * too few. A slice is a thousandth of the budget, from 1 MiB to 256 MiB. All methods may block on the disk. Guarded by its monitor;
 * listeners are called outside it.
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
    /** Used bytes according to the file, including those in hand. */
    private long taken;
    /** Bytes taken from the file and not used; negative if more was used than was left. */
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
     * Opens a budget and continues the count in {@code folder}.
     *
     * @param listener is told of warning, exhaustion and renewal, once each per period, on the thread that notices
     * @throws IOException if the count cannot be read or written
     */
    public static BudgetMeter open(Kind kind, Budget budget, Path folder, Clock clock, Consumer<BudgetEvent> listener)
            throws IOException {
        BudgetMeter meter = new BudgetMeter(kind, budget, folder, clock, listener);
        meter.use(0);
        return meter;
    }

    /** The budget that this meter enforces. */
    public Budget budget() {
        return budget;
    }

    /**
     * Takes bytes that are about to be transferred. Returns false and takes nothing if not enough are left.
     *
     * @throws IOException if the count cannot be written
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

    /** Returns bytes that were taken and not transferred. */
    public synchronized void giveBack(long bytes) {
        inHand += bytes;
    }

    /**
     * Counts bytes that were already transferred, even beyond the budget. Returns true while bytes are left. Call it with 0 to check
     * whether a new period has begun.
     *
     * @throws IOException if the count cannot be written
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
     * The bytes that are left now.
     *
     * @throws IOException if the count cannot be read
     */
    public long left() throws IOException {
        use(0);
        synchronized (this) {
            draw(0); // other processes may have taken some
            return Math.max(0, budget.bytes() - used());
        }
    }

    /** The start of the next period; {@link Instant#MAX} if there is none. */
    public synchronized Instant renewal() {
        return renewal;
    }

    /** Begins a new period if it is time. Bytes in hand belong to the old period and are dropped. */
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

    /** Returns the bytes in hand. */
    @Override
    public synchronized void close() throws IOException {
        if (inHand > 0 && clock.instant().isBefore(renewal)) {
            draw(-inHand);
        }
    }

    /**
     * The used bytes of a budget, in a file that all processes with the same state folder share: {@code 2026-07-01T00:00:00Z 12345}.
     *
     * <p>Each change holds a lock on a second file and is atomic. Within a process, only one thread at a time takes that lock, because Java
     * gives file locks to processes, not to threads.
     */
    private static final class BudgetAccount {
        private static final Pattern FORM = Pattern.compile("(\\S{1,40}) ([0-9]{1,19})\n");
        private static final Object ONE_THREAD = new Object();

        private final Path file;
        private final Path lock;
        private final Path next;

        /** Creates the account of one kind of bytes and one period. It does not depend on the limit, so a changed limit keeps the count. */
        BudgetAccount(Path folder, String kind, Period period) {
            String name = "budget-" + kind + "-" + period.word();
            file = folder.resolve(name);
            lock = folder.resolve(name + ".lock");
            next = folder.resolve(name + ".next");
        }

        /** The granted bytes, and the used bytes of the period including them. */
        record Grant(long granted, long used) {}

        private record Count(Instant start, long used) {}

        /**
         * Takes {@code bytes}, or as many as are left up to {@code limit}. 0 only reads; a negative number returns bytes.
         *
         * @param start of the current period; earlier use is forgotten
         */
        Grant take(long bytes, long limit, Instant start) throws IOException {
            synchronized (ONE_THREAD) {
                try (FileChannel channel =
                        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                FileLock unused = channel.lock(); // closing the channel releases it
                    Count count = count(start);
                    long granted = Math.max(-count.used, Math.min(bytes, Math.max(0, limit - count.used)));
                    if (granted != 0) {
                        write(new Count(count.start, count.used + granted));
                    }
                    return new Grant(granted, count.used + granted);
                }
            }
        }

        /** Keeps a count of a later period than ours: a clock that was set back must not free used bytes. */
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
            return file + ": not a budget count (expected: a time and a number); delete the file to count from 0";
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
