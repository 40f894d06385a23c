package io.s3torrent.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultStreamTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test
    void aFullDiskIsToldOnceAndRemembered() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        PrintWriter out = new ResultStream(full, new Console(shown, false)).writer();
        Output output = new Output(OutputFormat.TEXT, out, new Console(shown, false), Clock.systemUTC());

        output.print(output.event("torrent"), List.of("one"));
        output.print(output.event("torrent"), List.of("two"));

        assertThat(out.checkError()).isTrue();
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .isEqualTo("s3torrent: cannot write the result to standard output: No space left on device\n");
    }

    @Test
    void aResultOnTheSameTerminalReplacesTheProgressLine() {
        Console console = new Console(shown, true);
        PrintWriter out = new ResultStream(shown, console).writer();
        Output output = new Output(OutputFormat.TEXT, out, console, Clock.systemUTC());

        console.progress("hashing 50%");
        output.print(output.event("torrent"), List.of("result"));

        assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo("\033[?7lhashing 50%\033[?7h\r\033[Kresult\n");
    }
}
