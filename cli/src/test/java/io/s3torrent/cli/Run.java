package io.s3torrent.cli;

import io.s3torrent.cli.output.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One run of the command line in this process: its exit code, and what it said where. */
public record Run(int exitCode, String stdout, String stderr) {

    public static Run of(String... args) {
        return with(Map.of(), args);
    }

    public static Run with(Map<String, String> env, String... args) {
        StringWriter out = new StringWriter();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = S3Torrent.run(env, new PrintWriter(out), new Console(err, false), args);
        return new Run(exitCode, out.toString(), err.toString(StandardCharsets.UTF_8));
    }
}
