package io.s3torrent.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs processes without the launcher, whose JVM continues after it has run out of memory. */
@Tag("slow")
class OutOfMemoryTest {

    /** The process that runs out of memory: in a THREAD, or in what a thread throws. */
    public static void main(String[] args) throws Exception {
        OutOfMemory.endsTheProcess(Console.onStderr());
        Thread thread = new Thread(() -> {
            if (args[0].equals("thread")) {
                throw new OutOfMemoryError("as scripted");
            }
            throw new IllegalStateException(args[0].equals("cause") ? new OutOfMemoryError("as scripted") : null);
        });
        thread.start();
        thread.join();
    }

    @Test
    void threadThatRunsOutOfMemoryEndsTheProcess() throws Exception {
        assertThat(run("thread"))
                .isEqualTo("255 s3torrent: out of memory; set a larger heap, for example S3TORRENT_JAVA_OPTS=-Xmx1g\n");
        assertThat(run("cause")).startsWith("255 ");
        assertThat(run("bug")).startsWith("0 ").contains("IllegalStateException");
    }

    private static String run(String how) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        OutOfMemoryTest.class.getName(),
                        how)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said;
    }
}
