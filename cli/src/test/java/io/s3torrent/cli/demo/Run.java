package io.s3torrent.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One run of the launcher in its own process. It prints JSON lines; its stderr goes to a file. */
final class Run {
    private static final Duration GOODBYE = Duration.ofSeconds(10);

    private final String command;
    private final Process process;
    private final Path console;
    private final BlockingQueue<Optional<Event>> events = new LinkedBlockingQueue<>(); // empty: stdout has ended

    private Run(String command, Process process, Path console) {
        this.command = command;
        this.process = process;
        this.console = console;
    }

    /**
     * Starts {@code ./s3torrent ARGUMENTS -o json}.
     *
     * @param console a file that does not exist
     */
    static Run start(Path launcher, Path console, List<String> arguments) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(launcher.toString());
        words.addAll(arguments);
        words.addAll(List.of("-o", "json"));
        Process process =
                new ProcessBuilder(words).redirectError(console.toFile()).start();
        Run run = new Run(arguments.get(0), process, console);
        Thread reader = new Thread(run::readEvents, "demo-" + arguments.get(0) + "-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        return run;
    }

    /** Waits for the next event of that name, and skips others. */
    Event await(String name, Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<Event> next = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw failed("said no \"" + name + "\" within " + limit.toSeconds() + " s");
            }
            Event event = next.orElseThrow(() -> failed("ended without \"" + name + "\""));
            if (event.name().equals(name)) {
                return event;
            }
        }
    }

    /** Asks the process to end, as Ctrl-C does. Its last event can still be awaited. */
    void terminate() {
        process.toHandle().destroy(); // Process.destroy would close its stdout at once
    }

    /** Waits until the process has ended. */
    void awaitEnd() throws InterruptedException {
        process.waitFor();
    }

    /** Ends the process, by force after a while. */
    void close() {
        process.destroy();
        try {
            if (process.waitFor(GOODBYE.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    private void readEvents() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().map(Event::new).map(Optional::of).forEach(events::add);
        } catch (IOException | UncheckedIOException e) {
            // the process was ended, which closed its stream
        } finally {
            events.add(Optional.empty());
        }
    }

    private IllegalStateException failed(String how) {
        String said = "";
        try {
            said = Files.readString(console);
        } catch (IOException e) {
            said = e.toString();
        }
        return new IllegalStateException("s3torrent " + command + " " + how + "; it wrote:\n" + said);
    }
}
