package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.testing.ForeignTool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A separate network namespace whose loopback device has other addresses, because some programs ignore loopback addresses. */
public final class OwnNetwork {
    private static final int PATIENCE_SECONDS = 300;

    private OwnNetwork() {}

    /** Runs a class's {@code main} there, which must succeed. */
    public static void run(Class<?> main, List<String> addresses, Path folder, String... arguments) throws Exception {
        ForeignTool.requireOwnNetwork();
        String network = addresses.stream()
                .map(address -> " && ip addr add " + address + "/32 dev lo")
                .collect(Collectors.joining("", "ip link set lo up", " && exec \"$@\""));
        List<String> command = new ArrayList<>(
                List.of("unshare", "--map-root-user", "--net", "sh", "-c", network, "sh", java(), "-Xmx512m", "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), main.getName()));
        command.addAll(Arrays.asList(arguments));
        Path log = folder.resolve("job.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as(Files.readString(log, StandardCharsets.UTF_8))
                    .isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue())
                .as(Files.readString(log, StandardCharsets.UTF_8))
                .isZero();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
