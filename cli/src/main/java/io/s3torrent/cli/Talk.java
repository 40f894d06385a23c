package io.s3torrent.cli;

import io.s3torrent.seeder.catalogue.Printable;
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
final class Talk extends FilterOutputStream {
    private static final String ERASE = "\r\033[K";
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    private final boolean terminal;
    private boolean progressShown;

    Talk(OutputStream err, boolean terminal) {
        super(err);
        this.terminal = terminal;
    }

    /** The process's own stderr. */
    static Talk onStderr() {
        return new Talk(new FileOutputStream(FileDescriptor.err), stderrIsTerminal());
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
    boolean isTerminal() {
        return terminal;
    }

    /** One line for the user, led by the program's name. */
    void note(String text) {
        line("s3torrent: " + text);
    }

    /** One line as it is. */
    void line(String text) {
        print(Printable.of(text) + "\n");
    }

    /** Progress: on a terminal in the place of the last one, else a line like any other. */
    synchronized void progress(String text) {
        if (terminal) {
            print(Printable.of(text));
            progressShown = true;
        } else {
            line(text);
        }
    }

    /** Takes the progress away. */
    synchronized void endProgress() {
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
