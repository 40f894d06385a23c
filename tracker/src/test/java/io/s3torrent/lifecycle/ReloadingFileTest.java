package io.s3torrent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadingFileTest {
    @TempDir
    private Path folder;

    private Path source;

    /** The results of the next reads, before those of the source itself. */
    private final Queue<ReloadingFile.Reader<String>> script = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void sayOne() throws IOException {
        source = Files.writeString(folder.resolve("source"), "one");
    }

    private ReloadingFile<String> follow() throws IOException {
        return ReloadingFile.start(source, "followed", this::read);
    }

    private String read() throws IOException {
        ReloadingFile.Reader<String> next = script.poll();
        return next == null ? Files.readString(source) : next.read();
    }

    /** Replaces the source atomically: a reader sees the old or the new content. */
    private void say(String text) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.move(next, source, StandardCopyOption.ATOMIC_MOVE);
    }

    private void haveItLook() throws IOException {
        Files.writeString(folder.resolve("neighbour"), "changed");
    }

    @Test
    void aChangeThatCannotBeReadAtFirstIsReadLater() throws IOException {
        try (ReloadingFile<String> followed = follow()) {
            script.add(() -> {
                throw new IOException("Too many open files");
            });
            say("two");
            await().until(script::isEmpty);
            haveItLook();
            await().until(() -> followed.current().equals("two"));
        }
    }

    @Test
    void aFolderWhoseListingFailsOnItsWayIsFollowedOn() throws IOException {
        ReloadingFile.Reader<String> broken = () -> {
            throw new DirectoryIteratorException(new IOException("Input/output error"));
        };
        script.add(broken);
        assertThatThrownBy(() -> follow().close()).isInstanceOf(IOException.class);
        try (ReloadingFile<String> followed = follow()) {
            script.add(broken);
            say("two");
            await().until(script::isEmpty);
            say("three");
            await().until(() -> followed.current().equals("three"));
        }
    }

    @Test
    void aChangeBehindALinkToAnotherFolderIsFoundByThePeriodicCheck(@TempDir Path elsewhere) throws IOException {
        Path target = Files.writeString(elsewhere.resolve("target"), "one");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        try (ReloadingFile<String> followed = ReloadingFile.start(
                List.of(source, link), "followed", Duration.ofMillis(20), () -> Files.readString(link))) {
            assertThat(followed.current()).isEqualTo("one");
            Files.writeString(target, "three");
            await().until(() -> followed.current().equals("three"));
        }
    }

    @Test
    void aReaderThatFailsForAnyReasonIsAskedAgain() throws IOException {
        try (ReloadingFile<String> followed = follow()) {
            script.add(() -> {
                throw new IllegalStateException("a fault of the reader");
            });
            say("two");
            await().until(script::isEmpty);
            haveItLook();
            await().until(() -> followed.current().equals("two"));
        }
    }

    @Test
    void closeEndsItQuietlyThoughItIsNotWaiting() throws Exception {
        Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
        CompletableFuture<Thread> reading = new CompletableFuture<>();
        CompletableFuture<String> closed = new CompletableFuture<>();
        ReloadingFile<String> followed = follow();
        script.add(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, fault) -> uncaught.add(fault));
            reading.complete(Thread.currentThread());
            String text = closed.join();
            Thread.interrupted(); // close() may also come between a check of the flag and the next wait
            return text;
        });
        say("two");
        Thread follower = reading.get(10, TimeUnit.SECONDS);
        followed.close();
        closed.complete("late");
        follower.join(10_000);
        assertThat(follower.isAlive()).isFalse();
        assertThat(uncaught).isEmpty();
    }
}
