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
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    private final boolean terminal;
    private boolean progressShown;

    public Console(OutputStream err, boolean terminal) {
        super(err);
        this.terminal = terminal;
    }

    /** The stderr of the process. */
    public static Console onStderr() {
        return new Console(new FileOutputStream(FileDescriptor.err), stderrIsTerminal());
    }

    /** Java cannot tell whether stderr is a terminal, but Linux can. Elsewhere progress is printed as lines. */
    private static boolean stderrIsTerminal() {
        try {
            String device = Files.readSymbolicLink(STDERR).toString();
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
            print(PrintableText.of(text));
            progressShown = true;
        } else {
            line(text);
        }
    }

    /** Erases the progress line. */
    public synchronized void endProgress() {
        print("");
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
