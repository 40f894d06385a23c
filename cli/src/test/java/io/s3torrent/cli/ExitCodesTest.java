package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.cli.output.TorrentFileTest;
import io.s3torrent.seeder.s3.ScriptedS3;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The exit codes of docs/cli.md, as the commands give them. {@code ExitCodeTest} has the failures without a command of their own. */
@Tag("slow")
class ExitCodesTest {
    /** Codes that no command line in this process can cause: partly done, resumable, disk full, Ctrl-C, out of memory. */
    private static final Set<Integer> ELSEWHERE = Set.of(2, 3, 4, 130, 137);

    @TempDir
    private Path folder;

    /**
     * A mistake.
     *
     * @param line the command; {@code DIR/} is the test's folder, {@code STORE} a store, {@code CLOSED} a URL where nothing listens
     */
    record Mistake(int code, String line, String said) {
        @Override
        public String toString() {
            return line;
        }
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                // wrong usage
                new Mistake(252, "", "the following arguments are required: COMMAND"),
                new Mistake(252, "sed s3://b/k", "Unknown command: sed"),
                new Mistake(252, "help sed", "Unknown command: sed"),
                new Mistake(252, "seed DIR/data", "s3torrent put uploads a local file"),
                new Mistake(252, "show", "the following arguments are required: FILE"),
                new Mistake(252, "tracker", "which torrents?"),
                new Mistake(252, "download DIR/good.torrent -d DIR/d", "the torrent names no tracker"),
                // local files
                new Mistake(255, "show DIR/missing", "missing: no such file or folder"),
                new Mistake(255, "show DIR/", ": is a folder (expected: a .torrent file)"),
                new Mistake(255, "edit DIR/missing --comment c -O DIR/x", "missing: no such file or folder"),
                new Mistake(255, "verify DIR/missing DIR/data", "missing: no such file or folder"),
                new Mistake(255, "create DIR/missing -O DIR/x", "missing: no such file or folder"),
                new Mistake(255, "put DIR/missing s3://b/k --endpoint-url STORE", "missing: no such file or folder"),
                new Mistake(255, "download DIR/missing -d DIR/d", "missing: no such file or folder"),
                new Mistake(255, "download DIR/good.torrent -d DIR/data", "data: is a file (expected: a folder for"),
                new Mistake(255, "tracker --allow DIR/missing --http 127.0.0.1:0", "missing: no such file or folder"),
                new Mistake(255, "gateway --access-keys DIR/missing", "missing: no such file or folder"),
                // torrents and their bytes
                new Mistake(1, "show DIR/data", "data: not a torrent: "),
                new Mistake(1, "edit DIR/data --comment c -O DIR/x", "data: not a torrent: "),
                new Mistake(1, "verify DIR/data DIR/data", "data: not a torrent: "),
                new Mistake(1, "download DIR/data -d DIR/d", "data: not a torrent: "),
                new Mistake(1, "create DIR/empty -O DIR/x", "empty is empty, and a torrent needs at least one byte"),
                new Mistake(1, "create DIR/data -O DIR/good.torrent", "good.torrent: holds another torrent"),
                new Mistake(1, "create DIR/data -O DIR/data", "data: exists and is not a torrent"),
                // configuration
                new Mistake(253, "create s3://b/k -O DIR/x --profile none", "config profile (none) could not be found"),
                new Mistake(253, "create s3://b/k -O DIR/x --endpoint-url https:STORE", "does not speak TLS"),
                new Mistake(
                        253, "create s3://b/k -O DIR/x --ca-bundle DIR/data --endpoint-url https://h", "The CA bundle"),
                // the store
                new Mistake(254, "create s3://b/none -O DIR/x --endpoint-url STORE", "there is no such object"),
                new Mistake(254, "get-object-torrent --bucket b --key none DIR/x --endpoint-url STORE", "NoSuchKey"),
                new Mistake(254, "create s3://none/k -O DIR/x --endpoint-url STORE", "there is no such bucket"),
                // the network
                new Mistake(255, "create s3://b/k -O DIR/x --endpoint-url CLOSED", "Could not connect to the endpoint"),
                new Mistake(
                        255,
                        "create s3://b/k -O DIR/x --no-sign-request --endpoint-url http://no.invalid",
                        "unknown host"),
                new Mistake(255, "tracker --access open --http STOREPORT", "Address already in use"));
    }

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("data"), "no torrent");
        Files.createFile(folder.resolve("empty"));
        new TorrentFile(folder.resolve("good.torrent"), false).write(TorrentFileTest.torrent("other"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void eachMistakeHasItsCodeAndLeavesStdoutEmpty(Mistake mistake) throws Exception {
        try (ScriptedS3 store = ScriptedS3.start(new byte[100])) {
            store.when(request -> request.target().contains("/none"), missing());
            String line = mistake.line()
                    .replace("DIR/", folder + "/")
                    .replace("https:STORE", "https:" + store.endpoint().getSchemeSpecificPart() + " --no-sign-request")
                    .replace("STOREPORT", store.endpoint().getAuthority())
                    .replace("STORE", store.endpoint() + " --no-sign-request")
                    .replace("CLOSED", "http://127.0.0.1:" + closedPort() + " --no-sign-request");

            Run run = Run.with(Map.of(), line.isEmpty() ? new String[0] : line.split(" "));

            assertThat(run.stderr()).contains(mistake.said()).doesNotContain("Exception");
            assertThat(run.exitCode()).as(run.stderr()).isEqualTo(mistake.code());
            assertThat(run.stdout()).isEmpty();
        }
    }

    private static ScriptedS3.Fault missing() {
        return exchange -> ScriptedS3.error(
                        404, exchange.request().target().startsWith("/none") ? "NoSuchBucket" : "NoSuchKey", Map.of())
                .answer(exchange);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void theDocumentedCodesAreTheseAndNoOthers() throws IOException {
        String page = Files.readString(Path.of("../docs/cli.md"));
        String table = page.substring(page.indexOf("## Exit codes\n"), page.indexOf("<!-- begin"));
        Set<Integer> documented = Pattern.compile("(?m)^\\| ([0-9]+) \\|")
                .matcher(table)
                .results()
                .map((MatchResult row) -> Integer.parseInt(row.group(1)))
                .collect(Collectors.toSet());
        List<Integer> caused = Stream.concat(
                        mistakes().map(Mistake::code), Stream.concat(ELSEWHERE.stream(), Stream.of(0)))
                .distinct()
                .toList();

        assertThat(documented).containsExactlyInAnyOrderElementsOf(caused);
    }
}
