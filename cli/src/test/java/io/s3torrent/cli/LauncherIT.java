package io.s3torrent.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher beside the shipped jar, in a folder whose name has spaces, without sources. */
class LauncherIT {
    @TempDir
    Path folder;

    private Path launcher;

    @BeforeEach
    void install() throws IOException {
        Path home = Files.createDirectory(folder.resolve("a place for it"));
        launcher = home.resolve("s3torrent");
        Files.copy(Path.of("..", "s3torrent"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(Path.of(requireNonNull(System.getProperty("s3torrent.jar"))), home.resolve("s3torrent.jar"));
    }

    @Test
    void runsTheJarBesideIt() throws Exception {
        assertThat(run(Map.of(), launcher.toString(), "--version")).startsWith("s3torrent");
    }

    @Test
    void runsThroughASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a place for it", "s3torrent"));

        assertThat(run(Map.of(), link.toString(), "--version")).startsWith("s3torrent");
    }

    @Test
    void passesOverAJavaHomeThatIsNone() throws Exception {
        assertThat(run(Map.of("JAVA_HOME", folder.toString()), launcher.toString(), "--version"))
                .startsWith("s3torrent");
    }

    @Test
    void namesTheJarThatIsMissing() throws Exception {
        Files.delete(launcher.resolveSibling("s3torrent.jar"));

        assertThat(run(Map.of(), launcher.toString(), "--version")).endsWith("s3torrent.jar is missing\n");
    }

    @Test
    void boundsDirectMemoryByTheCacheThatIsAskedFor() throws Exception {
        assertThat(directMemory("--cache-memory", "1GiB")).isEqualTo((2 << 10) + 256);
        assertThat(directMemory("--cache-memory=64MiB")).isEqualTo(2 * 64 + 256);
        assertThat(directMemory("--cache-memory", "much")).isEqualTo(2 * 256 + 256);
    }

    @Test
    void givesATrackerAJvmForManySmallThings() throws Exception {
        Map<String, String> printing = Map.of("S3TORRENT_JAVA_OPTS", "-XX:+PrintCommandLineFlags");

        assertThat(run(printing, launcher.toString(), "tracker", "--help"))
                .contains("-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=67108864", "usage: s3torrent tracker");
    }

    /** 3, the JVM's own code for it, says that the work can be resumed. */
    @Test
    void aLackOfMemoryEndsAsAKill() throws Exception {
        Path torrent = folder.resolve("many.torrent");
        Files.writeString(torrent, "d4:infod5:filesl" + "d6:lengthi0e4:pathl1:aee".repeat(300_000) + "eee");
        ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "show", torrent.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("S3TORRENT_JAVA_OPTS", "-Xms2m -Xmx16m");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + 9);
    }

    /** In MiB. */
    private long directMemory(String... arguments) throws Exception {
        List<String> command = Stream.concat(Stream.of(launcher.toString()), Stream.of(arguments))
                .toList();
        String flags = run(Map.of("S3TORRENT_JAVA_OPTS", "-XX:+PrintCommandLineFlags"), command.toArray(String[]::new));
        String bytes = flags.replaceAll("(?s).*-XX:MaxDirectMemorySize=(\\d+).*", "$1");
        return Long.parseLong(bytes) >> 20;
    }

    /** What it says on stdout and stderr. */
    private String run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
