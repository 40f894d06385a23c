package io.s3torrent.cli.demo;

import io.s3torrent.seeder.s3.EmbeddedS3;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Seeds an object of a store in this process to three downloads at once, and shows what that cost.
 *
 * <p>The seeder and the downloads are processes of the shipped jar, started as the reader would start them.
 */
final class Demo {
    private static final String OBJECT = "s3://demo/films/holiday.mkv";
    private static final long SIZE = 256L << 20;
    private static final int DOWNLOADS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final PrintStream out;
    private final Path launcher;
    private final Stage stage;

    private Demo(PrintStream out, Path launcher, Stage stage) {
        this.out = out;
        this.launcher = launcher;
        this.stage = stage;
    }

    /** Ends with 0 only when every download has the object's SHA-256. */
    public static void main(String[] arguments) throws Exception {
        List<String> options = List.of(arguments);
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        if (!List.of("--keep").containsAll(options)) {
            out.println("usage: s3torrent demo [--keep]");
            out.println("  --keep  go on seeding at the end, with a magnet for a client of your own");
            System.exit(options.contains("--help") ? 0 : 252);
        }
        Path launcher = Path.of(Objects.requireNonNull(System.getProperty("s3torrent.launcher")));
        boolean right = false;
        try {
            right = new Demo(out, launcher, Stage.open()).run(options.contains("--keep"));
        } catch (IOException | IllegalStateException e) {
            out.println("The demo failed: " + e.getMessage());
        } finally {
            System.exit(right ? 0 : 1); // the store's threads would keep the JVM
        }
    }

    private boolean run(boolean keep) throws Exception {
        EmbeddedS3 store = stage.add(EmbeddedS3.start(stage.folder("store")), EmbeddedS3::close);
        String sha256 = putObject(store);
        long begin = System.nanoTime();
        Run seeder = seed(store);
        List<Path> files = download(awaitMagnet(seeder));
        double seconds = (System.nanoTime() - begin) / 1e9;
        boolean right = check(files, sha256);
        seeder.terminate();
        report(seeder.await("stopped", PATIENCE), seconds);
        if (keep && right) {
            keepSeeding(store);
        }
        return right;
    }

    private String putObject(EmbeddedS3 store) throws IOException {
        out.printf(
                Locale.ROOT,
                "An S3 store runs at %s; %s, %,d random bytes, goes in.%n",
                store.endpoint(),
                OBJECT,
                SIZE);
        SampleObject object = SampleObject.write(stage.folder("object").resolve("bytes"), SIZE);
        store.createBucket("demo");
        store.put("demo", OBJECT.substring("s3://demo/".length()), object.file());
        Files.delete(object.file());
        return object.sha256();
    }

    private Run seed(EmbeddedS3 store) throws IOException {
        out.println("The seeder reads it once, makes its torrent, and serves it with a tracker of its own:");
        return start(List.of(
                "seed",
                OBJECT,
                "--endpoint-url",
                store.endpoint().toString(),
                "--no-sign-request",
                "--listen",
                "127.0.0.1:0",
                "--tracker",
                "127.0.0.1:0",
                "--sidecar",
                "none")); // the demo leaves nothing behind
    }

    private String awaitMagnet(Run seeder) throws Exception {
        Event torrent = seeder.await("torrent", PATIENCE);
        seeder.await("ready", PATIENCE);
        out.printf(
                Locale.ROOT,
                "It is ready: info-hash %s, %d pieces of %,d bytes.%n",
                torrent.text("infoHash"),
                torrent.number("pieces"),
                torrent.number("pieceLength"));
        return torrent.text("magnet");
    }

    private List<Path> download(String magnet) throws Exception {
        out.printf(Locale.ROOT, "%d downloads start at once; all they know is the magnet:%n", DOWNLOADS);
        List<Run> downloads = new ArrayList<>();
        for (int i = 1; i <= DOWNLOADS; i++) {
            downloads.add(start(List.of(
                    "download", magnet, "-d", stage.folder("download-" + i).toString())));
        }
        List<Path> files = new ArrayList<>();
        for (Run download : downloads) {
            Event done = download.await("done", PATIENCE);
            out.printf(Locale.ROOT, "Done in %s s: %s%n", done.text("seconds"), done.text("path"));
            files.add(Path.of(done.text("path")));
        }
        return files;
    }

    private boolean check(List<Path> files, String sha256) throws IOException {
        int right = 0;
        for (Path file : files) {
            right += SampleObject.sha256(file).equals(sha256) ? 1 : 0;
        }
        out.printf(Locale.ROOT, "%d of %d files have the object's SHA-256, %s.%n", right, DOWNLOADS, sha256);
        return right == DOWNLOADS;
    }

    private void report(Event stopped, double seconds) {
        Bill bill = new Bill(
                SIZE,
                DOWNLOADS,
                stopped.number("uploadedBytes"),
                stopped.number("s3Bytes"),
                stopped.number("s3Requests"),
                seconds);
        out.println();
        bill.lines().forEach(out::println);
        out.println();
    }

    private void keepSeeding(EmbeddedS3 store) throws Exception {
        out.println("Once more, for a client of your own on this machine. Ctrl-C ends it.");
        Run seeder = seed(store);
        out.println("  " + awaitMagnet(seeder));
        seeder.awaitEnd();
    }

    private Run start(List<String> arguments) throws IOException {
        out.println("  $ ./s3torrent " + String.join(" ", arguments).replaceAll("magnet:\\S+", "'$0'"));
        return stage.add(Run.start(launcher, stage.file("stderr"), arguments), Run::close);
    }
}
