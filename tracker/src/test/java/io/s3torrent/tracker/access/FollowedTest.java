package io.s3torrent.tracker.access;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedTest {
    @TempDir
    private Path folder;

    private Path source;

    /** What is read next, before the source itself. */
    private final Queue<Followed.Reader<String>> script = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void sayOne() throws IOException {
        source = Files.writeString(folder.resolve("source"), "one");
    }

    private Followed<String> follow() throws IOException {
        return Followed.start(source, "followed", this::read);
    }

    private String read() throws IOException {
        Followed.Reader<String> next = script.poll();
        return next == null ? Files.readString(source) : next.read();
    }

    /** Changes the source once: whoever looks sees it before or after. */
    private void say(String text) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.move(next, source, StandardCopyOption.ATOMIC_MOVE);
    }

    private void haveItLook() throws IOException {
        Files.writeString(folder.resolve("neighbour"), "changed");
    }

    @Test
    void aChangeThatCannotBeReadAtFirstIsReadLater() throws IOException {
        try (Followed<String> followed = follow()) {
            script.add(() -> {
                throw new IOException("Too many open files");
            });
            say("two");
            await().until(script::isEmpty);
            haveItLook();
            await().until(() -> followed.current().equals("two"));
        }
    }
}
