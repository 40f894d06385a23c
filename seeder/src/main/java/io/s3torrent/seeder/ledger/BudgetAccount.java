package io.s3torrent.seeder.ledger;

import io.s3torrent.seeder.ledger.Budget.Period;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of a budget is used, in a file that all processes with the same state folder share: {@code 2026-07-01T00:00:00Z 12345}.
 *
 * <p>Each change is made under a lock on the file beside it and is whole or not there. Of one process only one thread at a time
 * has that lock, as Java gives a file's lock to a process, not to a thread.
 */
final class BudgetAccount {
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
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
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
