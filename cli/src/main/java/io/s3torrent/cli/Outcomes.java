package io.s3torrent.cli;

import java.io.IOException;
import java.util.List;

/** What became of each of several things: one that fails is told, and the others go on. For one thread to write, any to read. */
final class Outcomes {
    private final Output output;
    private final Runnable beforeFailure;
    private volatile int done;
    private volatile int failed;
    private volatile int firstFailure = ExitCode.OK;

    /** {@code beforeFailure} runs before one is told. */
    Outcomes(Output output, Runnable beforeFailure) {
        this.output = output;
        this.beforeFailure = beforeFailure;
    }

    /** Tells that this one is done. */
    void done(JsonLine json, List<String> text) {
        output.print(json, text);
        done = done + 1;
    }

    /** Tells that this one failed. */
    void failed(String source, IOException reason) {
        beforeFailure.run();
        int code = Failures.tell(output.talk(), reason);
        firstFailure = firstFailure == ExitCode.OK ? code : firstFailure;
        failed = failed + 1;
        JsonLine json = output.event("failed").put("source", source).put("message", reason.getMessage());
        output.print(json.put("exitCode", code), List.of());
    }

    boolean anyDone() {
        return done > 0;
    }

    /** 0, or what the only one, or the first of several failed with; 2 when others are done. */
    int exitCode() {
        return firstFailure != ExitCode.OK && anyDone() ? ExitCode.PARTLY : firstFailure;
    }

    /** For several, how many. */
    String summary() {
        return done + " torrents" + (failed > 0 ? ", " + failed + " failed" : "");
    }
}
