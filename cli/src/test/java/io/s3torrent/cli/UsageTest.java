package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.cli.output.Console;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class UsageTest {
    private static Arguments line(String args, String... said) {
        return Arguments.of(args.isEmpty() ? new String[0] : args.split(" "), said);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                line("", "the following arguments are required: COMMAND"),
                line("sed s3://b/k", "Unknown command: sed", "Did you mean seed or edit or serve?"),
                line("download " + "0".repeat(40), "is an info-hash (expected: 'magnet:?xt=urn:btih:0000"),
                line("help sed", "Unknown command: sed", "Did you mean seed or edit or serve?"),
                line("seed", "the following arguments are required: SRC"),
                line("create", "the following arguments are required: -O/--save-torrent, SRC"),
                line("create s3://b/k -O", "argument -O/--save-torrent: expected one argument"),
                line(
                        "create s3://b/k -o out.torrent",
                        "argument -o/--output: \"out.torrent\"",
                        "did you mean -O out.torrent?"),
                line("create s3://b/k -o yaml", "argument -o/--output: \"yaml\" (expected: text or json)"),
                line(
                        "seed b/k",
                        "argument SRC...: \"b/k\" (expected: s3://bucket/key, or s3://bucket/prefix/ for all objects below it)\n"),
                line("seed pom.xml", "for all objects below it); s3torrent put uploads a local file\n"),
                line("seed s3://", "argument SRC...: \"s3://\" (expected: s3://bucket/key"),
                line("seed s3:///k", "argument SRC...: \"s3:///k\" (expected: s3://bucket/key"),
                line(
                        "create http://h/k -O f",
                        "argument SRC: \"http://h/k\" (expected: s3://bucket/key, s3://bucket/prefix/, or a file or folder)"),
                line("create b/k -O f --piece-length parts", "--piece-length parts goes with an object, and b/k is"),
                line("verify f.torrent", "the following arguments are required: CONTENT"),
                line("create s3://b/k s3://b/l -O f", "Unexpected argument: s3://b/l"),
                line(
                        "create s3://b/k -O f --region x --no-sign-request --region=y",
                        "option '--region' should be specified only once"),
                line("gateway --tls-key key.pem", "--tls-key needs --tls-cert FILE"),
                line("gateway --listen 127.0.0.1", "--listen: \"127.0.0.1\" (expected: HOST:PORT)"),
                line(
                        "tracker --access open --tls-cert c.pem --tls-key k.pem",
                        "--https needs --tls-cert FILE and --tls-key FILE"),
                line("seed --anounce http://t/ s3://b/k", "Unknown options: --anounce", "Did you mean --announce"),
                line("seed s3://b/k --engine ltorrent", "argument --engine: \"ltorrent\" (expected: netty or bt)"),
                line(
                        "seed s3://b/k --encryption rc4",
                        "argument --encryption: \"rc4\" (expected: off or preferred or required)"),
                line("seed s3://b/k --max-peers 0", "--max-peers: 0 (expected: >= 1)"),
                line("seed s3://b/k --max-peers-per-address -1", "--max-peers-per-address: -1 (expected: >= 1)"),
                line(
                        "seed s3://b/k --peer-deny 10.0.0.1/8",
                        "--peer-deny: \"10.0.0.1/8\" (expected: an address block such as 10.0.0.0/8",
                        "the block around it is 10.0.0.0/8"),
                line("seed s3://b/k --peer-allow 10.0.0.0/8,lan", "--peer-allow: \"lan\" (expected: an address block"),
                line(
                        "seed s3://b/k --engine bt --encryption required",
                        "--dht, --encryption, --max-peers, --max-peers-per-address, --peer-allow, --peer-deny, --upload-limit and --torrent-upload-limit need --engine netty"),
                line("gateway --update-url", "--update-url needs --public-url: update URLs begin with it"),
                line("gateway --gateway-auth none --listen 0.0.0.0:0", "listens on a loopback address only"),
                line("seed s3://b/k --listen 6881", "--listen: \"6881\" (expected: HOST:PORT)"),
                line("seed s3://b/k --advertise :80", "--advertise: \"::\" (expected: a host name or address"),
                line("seed s3://b/k --cache-memory 1", "error: --cache-memory: 1 bytes (expected: >= 1 MiB)"),
                line("seed s3://b/k --cache-dir c", "--cache-dir needs --cache-disk SIZE"),
                line("seed s3://b/k --cache-disk 1GB", "--cache-disk needs --cache-dir DIR"),
                line("seed s3://b/k --cache-dir c --cache-disk 1", "error: --cache-disk: 1 bytes (expected: >= 1 MiB)"),
                line("seed s3://b/k s3://b/l --torrent f", "--torrent: 2 SRC arguments (expected: one)"),
                line("seed s3://b/k s3://b/l -O pom.xml", "-O: \"pom.xml\" (expected: a folder for 2 torrents)"),
                line("seed s3://b/k --torrent f --private", "--torrent excludes --name, --piece-length, --format"),
                line("seed s3://b/k s3://b/l --name n", "--name: several torrents (expected: one SRC"),
                line("create s3://b/k/ -O d --name n", "--name: several torrents (expected: one SRC"),
                line("create s3://b/k -O f --name=", "--name: empty"),
                line("create s3://b/k -O f --format v3", "argument --format: \"v3\" (expected: v1 or hybrid or v2)"),
                line(
                        "create s3://b/k -O f --creation-date today",
                        "--creation-date: \"today\" (expected: now, or a time"),
                line(
                        "create s3://b/k -O f --creation-date 1969-12-31T23:59:59Z",
                        "(expected: now, or a time from 1970 on as in 2024-12-31T23:59:59Z)"),
                line(
                        "create s3://b/k -O f --web-seed ftp://h/",
                        "--web-seed: \"ftp://h/\" (expected: http://HOST/PATH"),
                line("create s3://b/k -O f --web-seed http://h/?a=b", "without ? and #)"),
                line(
                        "seed s3://b/k --endpoint-url host:9000",
                        "argument --endpoint-url: \"host:9000\" (expected: http://HOST"),
                line("seed --request-payer s3://b/k", "argument --request-payer: \"s3://b/k\" (expected: requester)"),
                line(
                        "tracker",
                        "which torrents? Name them with --allow FILE|DIR, or track every torrent",
                        "--access open"),
                line("tracker --access open --allow f", "--allow and --access open exclude each other"),
                line("tracker --access own", "argument --access: \"own\" (expected: allow or open)"),
                line("tracker --allow f --workers 0", "error: --workers: 0 (expected: 1 to 256)"),
                line("tracker --allow f --https :443", "--https needs --tls-cert FILE and --tls-key FILE"),
                line(
                        "tracker --allow f --trust-proxy 10.0.0.1/8",
                        "--trust-proxy: \"10.0.0.1/8\" (expected: an address"),
                line(
                        "tracker --allow f --trust-proxy 10.0.0.0/8,lb",
                        "--trust-proxy: \"lb\" (expected: an address block"),
                line(
                        "tracker --allow f --external-address me.example",
                        "\"me.example\" (expected: an address as 203.0"),
                line("tracker --allow f --external-address 10.0.0.1", "10.0.0.1 (expected: a public address)"),
                line(
                        "tracker --allow f --external-address 203.0.113.7,203.0.113.8",
                        "203.0.113.8 (expected: at most one IPv4 and one IPv6 address)"),
                line("tracker --allow f --udp 6969", "--udp: \"6969\" (expected: HOST:PORT)"),
                line(
                        "download http://h/f.torrent",
                        "argument SRC: \"http://h/f.torrent\" (expected: a file, s3://bucket/key"),
                line(
                        "download magnet:?xt=urn:btih:" + "0".repeat(40),
                        "(expected: --peer HOST:PORT or --dht, to find peers)"),
                line("seed s3://b/k --dht-bootstrap dht.example.org:6881", "--dht-bootstrap needs --dht"),
                line(
                        "download magnet:?xt=urn:btih:" + "0".repeat(40) + " --dht --dht-bootstrap 10.0.0.1:6881",
                        "--dht-bootstrap: 10.0.0.1:6881 (expected: a name, or a public IPv4 address)"),
                line("seed s3://b/k --dht --dht-bootstrap dht.example.org", "(expected: a port from 1 to 65535)"),
                line(
                        "seed s3://b/k --announce http://t.example/a --trust-proxy 10.0.0.0/8",
                        "--trust-proxy and --external-address need --tracker HOST:PORT"),
                line("seed s3://b/k --external-address 10.0.0.1", "10.0.0.1 (expected: a public address)"),
                line("seed s3://b/k --dht --engine bt", "need --engine netty"),
                line("create s3://b/k --dir d", "error: unknown option --dir; s3torrent calls it -O\n"),
                line("create s3://b/k --out=f", "error: unknown option --out; s3torrent calls it -O\n"),
                line("download f.torrent --out f", "error: unknown option --out; s3torrent calls it -d\n"),
                line(
                        "seed s3://b/k --seed-time 60",
                        "unknown option --seed-time; s3torrent calls it --until-time (24h or 30m, not a number of minutes)"),
                line("download f.torrent --select-file=1", "s3torrent download fetches all files of a torrent"),
                line("create s3://b/k/ -O d --select-file=1", "s3torrent calls it --include\n"),
                line(
                        "seed s3://b/k --max-overall-upload-limit=1M",
                        "unknown option --max-overall-upload-limit; s3torrent calls it --upload-limit\n"),
                line(
                        "seed s3://b/k/ --recursive",
                        "--recursive; end a source s3://bucket/prefix/ with a slash for all"),
                line("seed s3://b/k --bwlimit 10M", "--bwlimit; s3torrent calls it --upload-limit (a size for one sec"),
                line(
                        "download f.torrent --seed-time 0",
                        "unknown option --seed-time; only s3torrent seed has it: --until-time (24h or 30m, not a number"),
                line(
                        "download f.torrent --bwlimit 1M",
                        "unknown option --bwlimit; only s3torrent seed and gateway have it: --upload-limit (a size for"),
                line(
                        "put f s3://b/k --recursive",
                        "unknown option --recursive; end a source s3://bucket/prefix/ with a slash for all objects below"
                                + " it; put uploads one file\n"),
                line("create s3://b/k -O f -a http://t/a", "error: unknown option -a; s3torrent calls it --announce\n"),
                line(
                        "create s3://b/k -O f -l 18",
                        "-l; s3torrent calls it --piece-length (a size such as 1MiB, not an"),
                line("create -p s3://b/k -O f", "error: unknown option -p; s3torrent calls it --private\n"),
                line("create -w http://h/ -O f s3://b/k", "error: unknown option -w; s3torrent calls it --web-seed\n"),
                line("show f.torrent -a http://t/a", "Unknown options: -a"),
                line("edit f.torrent -O g", "nothing to change (expected: --announce, --no-announce"),
                line("edit f.torrent --no-announce", "the following arguments are required: -O/--save-torrent"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsAnsweredAsByTheAwsCli(String[] args, String[] said) {
        Run run = Run.of(args);
        assertThat(run.exitCode()).isEqualTo(252);
        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr())
                .startsWith("\nusage: s3torrent ")
                .contains("s3torrent: error: ")
                .contains(said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create",
                "seed",
                "tracker",
                "download",
                "put",
                "get-object-torrent",
                "show",
                "edit",
                "verify",
                "demo"
            })
    void everyCommandHelps(String command) {
        Run run = Run.of(command, "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.stdout()).startsWith("usage: s3torrent " + command).contains("s3torrent " + command + " ");
        assertThat(run.stdout().lines()).allMatch(line -> line.length() <= 100);
        assertThat(run.stderr()).isEmpty();
    }

    /** The help breaks lines at slashes and colons, too. */
    @Test
    void helpBreaksNoNameInTwo() {
        assertThat(S3Torrent.commandLine(Console.onStderr()).getSubcommands().values().stream()
                        .flatMap(UsageTest::brokenWords))
                .isEmpty();
    }

    private static Stream<String> brokenWords(CommandLine command) {
        String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
        return command.getCommandSpec().args().stream()
                .flatMap(arg -> Stream.of(arg.description()))
                .flatMap(text -> Stream.of(text.split("\\s|%n")))
                .filter(word -> word.matches(".*[a-z0-9~.][/:\\[].*") && !word.contains("$"))
                .filter(word -> !help.contains(word))
                .map(word -> command.getCommandName() + ": " + word);
    }

    @Test
    void aBadVariableIsToldAndNoOptionIsBlamed() {
        Run run = Run.with(Map.of("AWS_ENDPOINT_URL", "nowhere"), "edit", "f.torrent", "--no-announce", "-O", "g");

        assertThat(run.exitCode()).isEqualTo(252);
        assertThat(run.stderr()).contains("s3torrent: error: variable AWS_ENDPOINT_URL: \"nowhere\" (expected: http");
    }

    @Test
    void theVersionIsOneLine() {
        assertThat(Run.of("--version").stdout()).matches("s3torrent/\\S+ Java/\\d+ \\S+/\\S+\\R");
    }

    @Test
    void theShippedJarSaysWhereTheDemoRuns() {
        Run run = Run.of("demo", "--keep");
        assertThat(run.exitCode()).isEqualTo(255);
        assertThat(run.stderr())
                .isEqualTo("s3torrent: the demo runs from a source checkout only: git clone, then ./s3torrent demo\n");
    }

    @Test
    void aPasswordInAWrongAddressIsNotRepeated() {
        Run run = Run.of("tracker", "--access", "open", "--redis", "redis://:hunter2@host:x");

        assertThat(run.exitCode()).isEqualTo(252);
        assertThat(run.stderr()).contains("--redis: expected redis://").doesNotContain("hunter2");
    }
}
