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
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher next to the shipped jar, without sources, in a folder whose name has spaces. */
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
    void aResultForAClosedStdoutIsAFailure() throws Exception {
        String script = "'" + launcher + "' --version >&-";
        Process process = start(Map.of(), "sh", "-c", script);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(1);
        assertThat(said).contains("s3torrent: cannot write the result to standard output: ");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void closedDescriptorsStayOutOfTheJvm() throws Exception {
        Path jdk = folder.resolve("jdk");
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17\"\n");
        Path java = Files.writeString(
                jdk.resolve("bin/java"),
                "#!/bin/sh\nfor i in 0 1 2; do file=$(readlink /proc/$$/fd/$i); echo \"$file\" >>'" + folder
                        + "/said'; done\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        start(Map.of("JAVA_HOME", jdk.toString()), "sh", "-c", "'" + launcher + "' show <&- >&- 2>&-")
                .waitFor();

        assertThat(folder.resolve("said")).content().isEqualTo("/dev/null\n/dev/null\n/dev/null\n");
    }

    @Test
    void aReadOnlyCheckoutRunsItsJarOrSaysWhatToDo() throws Exception {
        Path checkout = Objects.requireNonNull(launcher.getParent());
        Path jar = checkout.resolve("s3torrent.jar");
        for (String folderOfSources : List.of(".mvn", "tracker/src", "seeder/src", "cli/src", "cli/target", "target")) {
            Files.createDirectories(checkout.resolve(folderOfSources));
        }
        for (String pom : List.of("pom.xml", "tracker/pom.xml", "seeder/pom.xml", "cli/pom.xml", "target/run")) {
            Files.createFile(checkout.resolve(pom)); // target/run can then not be made a folder, not even by root
        }

        assertThat(run(Map.of(), launcher.toString(), "--version"))
                .contains("cannot write to " + checkout.toRealPath() + "/target, and the jar there is missing");

        Files.createFile(checkout.resolve("cli/target/demo.classpath"));
        Files.copy(jar, checkout.resolve("cli/target/s3torrent.jar"));
        assertThat(run(Map.of(), launcher.toString(), "--version")).startsWith("s3torrent/");
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

    @Test
    void runningOutOfMemoryIsNothingThatCanBeResumed() throws Exception {
        Path torrent = Files.write(folder.resolve("many.torrent"), torrentOfManyFiles());
        for (List<String> command : List.of(
                List.of("show", torrent.toString()),
                List.of("download", torrent.toString(), "-d", folder.toString(), "--peer", "127.0.0.1:1"))) {
            Process process = start(
                    Map.of("S3TORRENT_JAVA_OPTS", "-Xms16m -Xmx32m"),
                    Stream.concat(Stream.of(launcher.toString()), command.stream())
                            .toArray(String[]::new));
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isIn(137, 255);
        }
    }

    private static byte[] torrentOfManyFiles() {
        StringBuilder torrent = new StringBuilder("d4:infod5:filesl");
        for (int i = 100_000; i < 300_000; i++) {
            torrent.append("d6:lengthi0e4:pathl6:").append(i).append("ee");
        }
        torrent.append("d6:lengthi1e4:pathl1:aee");
        return (torrent + "e4:name4:many12:piece lengthi16384e6:pieces20:01234567890123456789ee")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** In MiB. */
    private long directMemory(String... arguments) throws Exception {
        List<String> command = Stream.concat(Stream.of(launcher.toString()), Stream.of(arguments))
                .toList();
        String flags = run(Map.of("S3TORRENT_JAVA_OPTS", "-XX:+PrintCommandLineFlags"), command.toArray(String[]::new));
        String bytes = flags.replaceAll("(?s).*-XX:MaxDirectMemorySize=(\\d+).*", "$1");
        return Long.parseLong(bytes) >> 20;
    }

    /** Its output on stdout and stderr. */
    private String run(Map<String, String> environment, String... command) throws Exception {
        Process process = start(environment, command);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    private Process start(Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }
}
