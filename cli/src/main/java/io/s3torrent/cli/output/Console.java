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
 * stderr: warnings, errors, log lines, and on a terminal one line of progress below them that is drawn over. Guarded by itself:
 * several threads talk.
 */
public final class Console extends FilterOutputStream {

    /** A program that has a console. */
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

    /** The process's own stderr. */
    public static Console onStderr() {
        return new Console(new FileOutputStream(FileDescriptor.err), stderrIsTerminal());
    }

    /** Java cannot tell, Linux can; elsewhere progress is a line now and then. */
    private static boolean stderrIsTerminal() {
        try {
            String device = Files.readSymbolicLink(STDERR).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** True when progress may be drawn over. */
    public boolean isTerminal() {
        return terminal;
    }

    /** One line for the user, led by the program's name. */
    public void note(String text) {
        line("s3torrent: " + text);
    }

    /** One line as it is. */
    public void line(String text) {
        print(PrintableText.of(text) + "\n");
    }

    /** Progress: on a terminal in the place of the last one, else a line like any other. */
    public synchronized void progress(String text) {
        if (terminal) {
            print(PrintableText.of(text));
            progressShown = true;
        } else {
            line(text);
        }
    }

    /** Takes the progress away. */
    public synchronized void endProgress() {
        print("");
    }

    private synchronized void print(String text) {
        try {
            write(text.getBytes(StandardCharsets.UTF_8));
            flush();
        } catch (IOException e) {
            // Nobody listens any more: no reason to end.
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
