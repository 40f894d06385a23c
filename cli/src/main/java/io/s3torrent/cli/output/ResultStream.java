package io.s3torrent.cli.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * stdout, which tells the user on stderr when it cannot be written: {@link PrintWriter} hides the reason. After the first failure, writes
 * do nothing.
 */
public final class ResultStream extends OutputStream {
    private final OutputStream out;
    private final Console console;
    private boolean failed;

    ResultStream(OutputStream out, Console console) {
        this.out = out;
        this.console = console;
    }

    /** A writer to the stdout of the process. */
    public static PrintWriter onStdout(Console console) {
        return new ResultStream(new FileOutputStream(FileDescriptor.out), console).writer();
    }

    /** A writer to this stream, whose {@link PrintWriter#checkError} is true after a failure. */
    PrintWriter writer() {
        return new PrintWriter(new OutputStreamWriter(this, StandardCharsets.UTF_8));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (failed) {
            return;
        }
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failed = true;
            console.note("cannot write the result to standard output: " + e.getMessage());
            throw e;
        }
    }
}
