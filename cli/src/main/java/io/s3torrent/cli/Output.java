package io.s3torrent.cli;

import io.s3torrent.seeder.catalogue.Printable;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** stdout: the result of a command, as lines for people or as JSON lines, never both. */
final class Output {
    private final OutputFormat format;
    private final PrintWriter out;
    private final Talk talk;
    private final Clock clock;

    Output(OutputFormat format, PrintWriter out, Talk talk, Clock clock) {
        this.format = format;
        this.out = out;
        this.talk = talk;
        this.clock = clock;
    }

    /** True when stdout carries JSON. */
    boolean isJson() {
        return format == OutputFormat.JSON;
    }

    /** A JSON line of this moment, to be filled and given to {@link #print}. */
    JsonLine event(String name) {
        return new JsonLine(name, clock.instant());
    }

    /** Prints one of the two. */
    void print(JsonLine json, List<String> text) {
        print(() -> json, text::stream);
    }

    /** Prints one of the two, and makes only that one: either may be long. */
    void print(Supplier<JsonLine> json, Supplier<Stream<String>> text) {
        if (isJson()) {
            json.get().writeTo(out);
            out.write('\n');
        } else {
            // Not println: a line ends the same on every system.
            text.get().forEach(line -> out.write(Printable.of(line) + "\n"));
        }
        out.flush();
    }

    /** Where one says what is not the result. */
    Talk talk() {
        return talk;
    }
}
