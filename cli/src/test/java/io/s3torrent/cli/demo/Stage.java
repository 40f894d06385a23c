package io.s3torrent.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The temporary parts of the demo. It removes all of them, however the process ends. */
final class Stage {
    private final Path root;
    private final Deque<Runnable> parts =
            new ArrayDeque<>(); // guarded by this: Ctrl-C may remove parts while main adds them

    private Stage(Path root) {
        this.root = root;
    }

    /** Creates an empty stage, which is closed when the JVM ends. */
    static Stage open() throws IOException {
        Stage stage = new Stage(Files.createTempDirectory("s3torrent-demo"));
        Runtime.getRuntime().addShutdownHook(new Thread(stage::takeDown, "demo-take-down"));
        return stage;
    }

    /** Adds a resource; later ones are closed before it. */
    synchronized <T> T add(T part, Consumer<? super T> close) {
        parts.push(() -> close.accept(part));
        return part;
    }

    /** A new folder. */
    Path folder(String name) throws IOException {
        return Files.createDirectory(root.resolve(name));
    }

    /** A new file. */
    Path file(String prefix) throws IOException {
        return Files.createTempFile(root, prefix, "");
    }

    private synchronized void takeDown() {
        parts.forEach(Runnable::run);
        try (Stream<Path> tree = Files.walk(root)) {
            List<Path> leavesFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : leavesFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
