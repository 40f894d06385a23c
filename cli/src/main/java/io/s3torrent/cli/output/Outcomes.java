package io.s3torrent.cli.output;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What became of each of several things: one that fails is told, and the others go on. For one thread to write, any to read. */
public final class Outcomes {
    private final Output output;
    private final Runnable beforeFailure;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private volatile int firstFailure = ExitCode.OK;

    /** {@code beforeFailure} runs before one is told. */
    public Outcomes(Output output, Runnable beforeFailure) {
        this.output = output;
        this.beforeFailure = beforeFailure;
    }

    /** Tells that this one is done. */
    public void done(JsonLine json, List<String> text) {
        output.print(json, text);
        done.incrementAndGet();
    }

    /** Tells that this one failed. */
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

    /** 0, or what the only one, or the first of several failed with; 2 when others are done. */
    public int exitCode() {
        return firstFailure != ExitCode.OK && anyDone() ? ExitCode.PARTLY : firstFailure;
    }

    /** For several, how many. */
    public String summary() {
        return done + " torrents" + (failed.get() > 0 ? ", " + failed + " failed" : "");
    }
}
