package io.s3torrent.cli;

import ch.qos.logback.classic.Logger;
import io.s3torrent.cli.output.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** One run of the command line in this process: its exit code, stdout and stderr. */
public record Run(int exitCode, String stdout, String stderr) {

    public static Run of(String... args) {
        return with(Map.of(), args);
    }

    public static Run with(Map<String, String> env, String... args) {
        StringWriter out = new StringWriter();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            int exitCode = S3Torrent.run(env, new PrintWriter(out), new Console(err, false), args);
            return new Run(exitCode, out.toString(), err.toString(StandardCharsets.UTF_8));
        } finally {
            endDebug();
        }
    }

    /** Starts the command line in a process of its own. */
    public static ProcessBuilder process(String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                S3Torrent.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command);
    }

    /** Undoes {@code --debug}: otherwise later tests in this process would also write debug lines. */
    public static void endDebug() {
        for (String name : List.of("io.s3torrent", "software.amazon.awssdk.request")) {
            if (LoggerFactory.getLogger(name) instanceof Logger logger) {
                logger.setLevel(null);
            }
        }
    }
}
