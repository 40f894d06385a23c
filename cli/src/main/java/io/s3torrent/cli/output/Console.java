package io.s3torrent.cli.output;

import io.s3torrent.seeder.gateway.pages.PrintableText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * stderr: warnings, errors and log lines, and on a terminal one progress line below them, which is redrawn in place. Several threads
 * write; guarded by its monitor.
 */
public final class Console extends FilterOutputStream {

    /** Gives access to the console of the process. */
    public interface Owner {
        Console console();
    }

    private static final String ERASE = "\r\033[K";
    /** Around a progress line: a terminal that is narrower cuts it off. A line that wraps could not be erased. */
    private static final String NO_WRAP = "\033[?7l";

    private static final String WRAP = "\033[?7h";

    private final boolean terminal;
    private final boolean sharedWithStdout;
    private boolean progressShown;

    public Console(OutputStream err, boolean terminal) {
        this(err, terminal, terminal);
    }

    /** {@code sharedWithStdout} is true when stdout appears on the same terminal. */
    private Console(OutputStream err, boolean terminal, boolean sharedWithStdout) {
        super(err);
        this.terminal = terminal;
        this.sharedWithStdout = sharedWithStdout;
    }

    /** The stderr of the process. A dumb terminal, as in Emacs, cannot erase a line, so it gets progress as lines. */
    public static Console onStderr() {
        boolean terminal = isTerminal(2) && !"dumb".equals(System.getenv("TERM"));
        return new Console(new FileOutputStream(FileDescriptor.err), terminal, terminal && isTerminal(1));
    }

    /** Java cannot tell whether a descriptor is a terminal, but Linux can. Elsewhere progress is printed as lines. */
    private static boolean isTerminal(int descriptor) {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** True when progress can be redrawn in place. */
    public boolean isTerminal() {
        return terminal;
    }

    /** Prints one line with the program name in front. */
    public void note(String text) {
        line("s3torrent: " + text);
    }

    /** Prints one line. */
    public void line(String text) {
        print(PrintableText.of(text) + "\n");
    }

    /** Prints progress: on a terminal in place of the previous one, else as a line. */
    public synchronized void progress(String text) {
        if (terminal) {
            print(NO_WRAP + PrintableText.of(text) + WRAP);
            progressShown = true;
        } else {
            line(text);
        }
    }

    /** Erases the progress line. */
    public synchronized void endProgress() {
        print("");
    }

    /** Runs {@code printing}, which writes to stdout, so that its text never follows a progress line on the same terminal. */
    void withoutProgress(Runnable printing) {
        if (!sharedWithStdout) {
            printing.run(); // without the lock: a reader of stdout that has stopped must not block the log
            return;
        }
        synchronized (this) {
            endProgress();
            printing.run();
        }
    }

    private synchronized void print(String text) {
        try {
            write(text.getBytes(StandardCharsets.UTF_8));
            flush();
        } catch (IOException e) {
            // stderr is closed; messages are not worth ending the command for.
        }
    }

    @Override
    public synchronized void write(int b) throws IOException {
        eraseProgress();
        out.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        eraseProgress();
        out.write(bytes, offset, length);
    }

    @Override
    public synchronized void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        flush();
    }

    private void eraseProgress() throws IOException {
        if (progressShown) {
            progressShown = false;
            out.write(ERASE.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
