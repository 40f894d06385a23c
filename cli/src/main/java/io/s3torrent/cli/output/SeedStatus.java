package io.s3torrent.cli.output;

import io.s3torrent.seeder.SeederSnapshot;
import java.time.Duration;

/** Shows the state of seeding: on a terminal one line that is redrawn each second, else a line each minute in which bytes were sent. */
public final class SeedStatus {
    private static final Duration ON_TERMINAL = Duration.ofSeconds(1);
    private static final Duration IN_LOG = Duration.ofMinutes(1);

    private final Console console;
    private final Rate rate = new Rate(System.nanoTime(), 0);
    private long shownBytes;

    public SeedStatus(Console console) {
        this.console = console;
    }

    public Duration interval() {
        return console.isTerminal() ? ON_TERMINAL : IN_LOG;
    }

    public void show(SeederSnapshot now) {
        String perSecond = Size.text((long) rate.update(System.nanoTime(), now.uploadedBytes())) + "/s";
        if (console.isTerminal() || now.uploadedBytes() != shownBytes) {
            console.progress(peers(now.connections()) + ", " + perSecond + ", " + text(now));
        }
        shownBytes = now.uploadedBytes();
    }

    public static String peers(int count) {
        return count == 1 ? "1 peer" : count + " peers";
    }

    /** The bytes sent and read so far. */
    public static String text(SeederSnapshot now) {
        return Size.text(now.uploadedBytes()) + " sent to peers, " + Size.text(now.s3Bytes()) + " read from S3 in "
                + now.store().requests() + " requests";
    }
}
