package io.s3torrent.cli.output;

import io.s3torrent.seeder.gateway.pages.PrintableText;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** stdout: the result of a command, either as text or as JSON lines. */
public final class Output {
    private final OutputFormat format;
    private final PrintWriter out;
    private final Console console;
    private final Clock clock;

    public Output(OutputFormat format, PrintWriter out, Console console, Clock clock) {
        this.format = format;
        this.out = out;
        this.console = console;
        this.clock = clock;
    }

    /** True when stdout carries JSON. */
    public boolean isJson() {
        return format == OutputFormat.JSON;
    }

    /** A JSON line with the current time, to fill and pass to {@link #print}. */
    public JsonLine event(String name) {
        return new JsonLine(name, clock.instant());
    }

    /** Prints the form that the user chose. */
    public void print(JsonLine json, List<String> text) {
        print(() -> json, text::stream);
    }

    /** Makes and prints only the form that the user chose, because either may be long. */
    public void print(Supplier<JsonLine> json, Supplier<Stream<String>> text) {
        console.withoutProgress(() -> {
            synchronized (out) { // several threads print; a line is written in parts
                if (isJson()) {
                    json.get().writeTo(out);
                    out.write('\n');
                } else {
                    // Not println, whose line break depends on the system.
                    text.get().forEach(line -> out.write(PrintableText.of(line) + "\n"));
                }
                out.flush();
            }
        });
    }

    /** Where messages go. */
    public Console console() {
        return console;
    }
}
