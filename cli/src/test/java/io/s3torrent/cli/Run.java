package io.s3torrent.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One run of the command line in this process: its exit code, and what it said where. */
record Run(int exitCode, String stdout, String stderr) {

    static Run of(String... args) {
        return with(Map.of(), args);
    }

    static Run with(Map<String, String> env, String... args) {
        StringWriter out = new StringWriter();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = S3Torrent.run(env, new PrintWriter(out), new Talk(err, false), args);
        return new Run(exitCode, out.toString(), err.toString(StandardCharsets.UTF_8));
    }
}
