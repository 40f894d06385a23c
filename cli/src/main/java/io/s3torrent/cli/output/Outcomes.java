package io.s3torrent.cli.output;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts and prints the results of several torrents; a failure does not stop the others. One thread writes, any thread reads. */
public final class Outcomes {
    private final Output output;
    private final Runnable beforeFailure;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private volatile int firstFailure = ExitCode.OK;

    /** {@code beforeFailure} runs before a failure is printed. */
    public Outcomes(Output output, Runnable beforeFailure) {
        this.output = output;
        this.beforeFailure = beforeFailure;
    }

    /** Prints a torrent that succeeded. */
    public void done(JsonLine json, List<String> text) {
        output.print(json, text);
        done.incrementAndGet();
    }

    /** Prints a torrent that failed. */
    public void failed(String source, IOException reason) {
        beforeFailure.run();
        int code = Failures.tell(output.console(), reason);
        firstFailure = firstFailure == ExitCode.OK ? code : firstFailure;
        failed.incrementAndGet();
        JsonLine json = output.event("failed").put("source", source).put("message", reason.getMessage());
        output.print(json.put("exitCode", code), List.of());
    }

    public boolean anyDone() {
        return done.get() > 0;
    }

    /** 0 without failures, 2 when some torrents succeeded, else the code of the first failure. */
    public int exitCode() {
        return firstFailure != ExitCode.OK && anyDone() ? ExitCode.PARTLY : firstFailure;
    }

    /** How many succeeded and failed: {@code 3 seeded, 1 failed}. */
    public String summary(String verb) {
        return done + " " + verb + ", " + failed + " failed";
    }
}
