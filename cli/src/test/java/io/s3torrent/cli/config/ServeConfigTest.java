package io.s3torrent.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.cli.options.SourceRef;
import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.daemon.DaemonConfig;
import io.s3torrent.seeder.daemon.FollowedSource;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import io.s3torrent.seeder.wire.mse.Encryption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeConfigTest {
    private static final String SOURCES = "sources: [{prefix: 's3://b1/set/'}]\n";

    @TempDir
    private Path folder;

    private ServeConfig read(String yaml) throws IOException {
        return read(yaml, Map.of());
    }

    private ServeConfig read(String yaml, Map<String, String> env) throws IOException {
        Path file = Files.writeString(folder.resolve("s3torrent.yaml"), yaml);
        Overrides variables = (variable, option) ->
                Optional.ofNullable(env.get(variable)).map(text -> new Overrides.Given(text, "variable " + variable));
        return ServeConfig.read(file, variables, env);
    }

    private String problem(String yaml) {
        try {
            read(yaml);
            return "none";
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).replace(folder + "/", "");
        }
    }

    @Test
    void theSmallestFileOfTheGuideIsEnough() throws IOException {
        ServeConfig config = read("""
            s3: {endpoint-url: "http://127.0.0.1:9000", region: us-east-1, no-sign-request: true, path-style: true}
            state-dir: /var/lib/s3torrent
            sources:
              - {prefix: "s3://bucket/set/", poll: auto}
            seeder: {listen: "[::]:6881"}
            tracker: {listen: "[::]:6969"}
            gateway: {listen: "127.0.0.1:8080"}
            admin: {listen: "127.0.0.1:9080"}
            """);
        DaemonConfig daemon = config.toDaemonConfig(Map.of(), event -> {});
        SeederConfig seeder = daemon.seeder();
        assertThat(seeder.listen().getPort()).isEqualTo(6881);
        assertThat(seeder.tracker().orElseThrow().http().getPort()).isEqualTo(6969);
        assertThat(seeder.s3().pathStyle()).isTrue();
        assertThat(daemon.gateway().orElseThrow().listen().getPort()).isEqualTo(8080);
        assertThat(daemon.admin().orElseThrow().listen().getPort()).isEqualTo(9080);
        assertThat(daemon.state().path()).isEqualTo(Path.of("/var/lib/s3torrent"));
        assertThat(daemon.sources()).extracting(FollowedSource::name).containsExactly("s3://bucket/set/");
    }

    @Test
    void absentKeysHaveTheDefaultsOfTheCommandLine() throws IOException {
        DaemonConfig daemon = read(SOURCES).toDaemonConfig(Map.of(), event -> {});
        assertThat(daemon.seeder().tracker().orElseThrow().http().getPort()).isEqualTo(6969);
        assertThat(daemon.seeder().cacheMemory()).isEqualTo(256L << 20);
        assertThat(daemon.seeder().peers().encryption()).isEqualTo(Encryption.PREFERRED);
        assertThat(daemon.seeder().revalidation().interval()).contains(Duration.ofMinutes(5));
        assertThat(daemon.gateway()).isEmpty();
        assertThat(daemon.admin()).isEmpty();
        DaemonConfig announced = read(SOURCES + "seeder: {announce: ['http://t.example/announce']}")
                .toDaemonConfig(Map.of(), event -> {});
        assertThat(announced.seeder().tracker()).isEmpty();
        assertThat(announced.seeder().announce()).containsExactly("http://t.example/announce");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seedr: {}|:2:1: unknown key \"seedr\"; did you mean \"seeder\"?",
                "seeder: {lisen: x}|:2:10: unknown key \"lisen\" in seeder; did you mean \"listen\"?",
                "seeder: {max_peers: 3}|:2:10: unknown key \"max_peers\" in seeder; did you mean \"max-peers\"?",
                "admin: {listen: ':1', tls: 1}|:2:23: unknown key \"tls\" in admin (expected: listen, admin-name)",
                "seeder: {listen: 'a b'}|:2:18: seeder.listen: \"a b\" (expected: HOST:PORT, [IPV6]:PORT or :PORT,"
                        + " with port 0 for any free port)",
                "seeder: {max-peers: 0}|:2:21: seeder.max-peers: \"0\" (expected: a whole number from 1 on)",
                "seeder: {dht: yes}|:2:15: seeder.dht: \"yes\" (expected: true or false)",
                "seeder: {encryption: some}|:2:22: seeder.encryption: \"some\" (expected: off or preferred or"
                        + " required)",
                "seeder: {listen: [1]}|:2:18: seeder.listen: not a single value (expected: HOST:PORT)",
                "seeder: {listen: }|:2:17: seeder.listen: empty (expected: HOST:PORT)",
                "seeder: {announce: 'http://t/'}|:2:20: seeder.announce: expected: a list, as in [URL]",
                "seeder: {announce: [ftp://t/]}|:2:21: seeder.announce: \"ftp://t/\" (expected:"
                        + " http://HOST[:PORT]/announce, https:// or udp://)",
                "seeder: {dht-bootstrap: ['h:1']}|:2:9: seeder: dht-bootstrap needs dht: true",
                "seeder: {upload-limit: 0}|:2:9: seeder: upload-limit: 0 (expected: >= 1 byte per second)",
                "seeder: {advertise: '0.0.0.0'}|:2:9: seeder: advertise: \"0.0.0.0\" (expected: a host name or address"
                        + " that others can reach)",
                "seeder: 7|:2:9: seeder: not a section (expected: listen, advertise, announce, encryption, max-peers,"
                        + " max-peers-per-address, peer-allow, peer-deny, upload-limit, torrent-upload-limit, copies, dht,"
                        + " dht-bootstrap, sidecar, revalidate)",
                "cache: {cache-dir: /c}|:2:8: cache: cache-dir needs cache-disk",
                "cache: {cache-memory: 1KiB}|:2:8: cache: cache-memory: 1024 bytes (expected: >= 1 MiB)",
                "cache: {cache-memory: 1, cache-memory: 2}|:2:26: the key \"cache-memory\" appears twice",
                "admin: {admin-name: [a]}|:2:8: the key \"listen\" is missing",
                "gateway: {tls-key: k}|:2:10: gateway: tls-key needs tls-cert",
                "gateway: {update-url: true}|:2:10: gateway: update-url needs public-url: update URLs begin with it",
                "budgets: {s3-budget: 1GB/week}|:2:22: budgets.s3-budget: \"1GB/week\" (expected: SIZE, SIZE/hour,"
                        + " SIZE/day or SIZE/month, as in 100GB/month)",
                "prices: {price: none}|:2:17: prices.price: \"none\" (expected: aws-internet, aws-region, r2, b2, or a"
                        + " file of prices)",
                "? [a]|:2:3: the key is not a word (expected: s3, state-dir, sources, seeder, cache, tracker, gateway,"
                        + " admin, budgets, prices)",
                "s3: {<<: {}}|:2:6: unknown key \"<<\" in s3 (expected: endpoint-url, region, profile,"
                        + " no-sign-request, request-payer, expected-bucket-owner, sse-customer-key-file, path-style,"
                        + " ca-bundle, no-verify-ssl)",
                "state-dir: ''|:2:12: state-dir: \"\" (expected: a file or folder)",
                "state-dir: ${NOWHERE}|:2:12: state-dir: the variable NOWHERE is not set",
                "state-dir: ${file:/nowhere}|:2:12: state-dir: the file /nowhere cannot be read: /nowhere",
                "state-dir: ${a b}|:2:12: state-dir: \"${a b}\" (expected: ${NAME}, ${file:PATH}, or $${ for the"
                        + " characters ${)",
            })
    void wrongKeysAndValuesAreRejectedWithTheirPlace(String line, String message) {
        assertThat(problem(SOURCES + line)).isEqualTo("s3torrent.yaml" + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|:1:12: sources[0]: expected: either object or prefix",
                "{object: 's3://b1/k', prefix: 's3://b1/'}|:1:12: sources[0]: expected: either object or prefix",
                "{object: 's3://b1/k/'}|:1:12: sources[0]: object: \"s3://b1/k/\" names a prefix (expected:"
                        + " s3://bucket/key, or prefix: s3://b1/k/)",
                "{prefix: 's3://b1/k'}|:1:12: sources[0]: prefix: \"s3://b1/k\" names an object (expected: a slash at"
                        + " the end, as in s3://b1/k/)",
                "{object: 's3://b1/k', exclude: ['*']}|:1:12: sources[0]: include and exclude need a prefix",
                "{prefix: 's3://b1/', poll: 0s}|:1:39: sources[0].poll: \"0s\" (expected: auto, or a time from 1s to"
                        + " 365d, as in 30s, 5m or 1h)",
                "{prefix: 's3://b1/', as-one: true}|:1:33: unknown key \"as-one\" in sources[0] (expected: object,"
                        + " prefix, exclude, include, poll)",
                "s3://b1/|:1:12: sources[0]: expected: {prefix: s3://bucket/prefix/}",
                "{prefix: 's3://b1/'}, {prefix: 's3://b1', poll: 1h}|:1:1: sources: \"s3://b1/\" appears twice",
            })
    void wrongSourcesAreRejectedWithTheirPlace(String entries, String message) {
        assertThat(problem("sources: [ " + entries + " ]\n")).isEqualTo("s3torrent.yaml" + message);
    }

    @Test
    void otherDocumentsAreRejected() {
        assertThat(problem("")).isEqualTo("s3torrent.yaml: nothing to seed (expected: sources, or a gateway)");
        assertThat(problem("- a")).isEqualTo("s3torrent.yaml:1:1: expected: sections, as in \"seeder: {listen: ...}\"");
        assertThat(problem("a: b: c"))
                .isEqualTo("s3torrent.yaml:1:5: invalid YAML: mapping values are not allowed here");
        assertThat(problem(SOURCES + "---\n" + SOURCES)).startsWith("s3torrent.yaml:2:1: invalid YAML: ");
        assertThat(problem("seeder: !!java.net.URL [x]"))
                .isEqualTo(
                        "s3torrent.yaml:1:9: invalid YAML: Global tag is not allowed: tag:yaml.org,2002:java.net.URL");
    }

    @Test
    void sizeDepthAndAliasesAreBounded() {
        assertThat(problem("#".repeat(YamlFile.MAX_BYTES + 1))).contains(": more than 1048576 bytes");
        assertThat(problem("[".repeat(100_000))).contains("s3torrent.yaml: invalid YAML: Nesting Depth exceeded");
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 30; i++) {
            int before = i - 1;
            bomb.append("a" + i + ": &a" + i + " [*a" + before + ", *a" + before + "]\n");
        }
        assertThat(problem(bomb.toString())).contains("aliases");
        assertThat(problem("sources: &a [*a]")).startsWith("s3torrent.yaml:1:");
    }

    @Test
    void bytesThatAreNotTextAreRejected() throws IOException {
        Path file = Files.write(folder.resolve("raw.yaml"), new byte[] {'a', ':', (byte) 0xff});
        assertThatThrownBy(() -> ServeConfig.read(file, Overrides.NONE, Map.of()))
                .hasMessage(file + ": not UTF-8");
    }

    @Test
    void variablesOverrideTheFile() throws IOException {
        ServeConfig config = read(
                SOURCES + "tracker: {listen: ':1'}",
                Map.of(
                        "S3TORRENT_TRACKER_LISTEN", ":2",
                        "S3TORRENT_SEEDER_PEER_DENY", "10.0.0.0/8,192.168.0.0/16",
                        "S3TORRENT_ADMIN_LISTEN", "127.0.0.1:3"));
        assertThat(config.tracker().orElseThrow().listen().port()).hasValue(2);
        assertThat(config.seeder().peerDeny()).hasSize(2);
        assertThat(config.admin().orElseThrow().listen().port()).hasValue(3);
        assertThat(config.gateway()).isEmpty();
        assertThatThrownBy(() -> read(SOURCES, Map.of("S3TORRENT_TRACKER_LISTEN", "x:99999")))
                .hasMessage("variable S3TORRENT_TRACKER_LISTEN: \"x:99999\" (expected: a port from 0 to 65535)");
    }

    @Test
    void placeholdersTakeVariablesAndFilesAndAreNotQuoted() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "eu-west-1\n");
        ServeConfig config = read(
                SOURCES + "s3: {region: '${file:" + secret + "}', profile: 'a-${NAME}-$${x}'}", Map.of("NAME", "n"));
        assertThat(config.s3().region()).contains("eu-west-1");
        assertThat(config.s3().profile()).contains("a-n-${x}");
        assertThat(problem(SOURCES + "s3: {endpoint-url: '${file:" + secret + "}'}"))
                .isEqualTo("s3torrent.yaml:2:20: s3.endpoint-url: \"${file:"
                        + secret.toString().replace(folder + "/", "")
                        + "}\" (expected: http://HOST[:PORT] or https://HOST[:PORT])");
    }

    @Test
    void excludeComesBeforeInclude() throws IOException {
        FollowedSource source = read("sources: [{prefix: 's3://b1/', exclude: ['*'], include: ['*.bin']}]")
                .followedSources()
                .get(0);
        assertThat(source.filter().wants("a.bin")).isTrue();
        assertThat(source.filter().wants("a.txt")).isFalse();
    }

    @Test
    void onlyOtherSectionsThanSourcesAreDifferences() throws IOException {
        String seeder = "seeder: {peer-deny: [10.0.0.0/8], copies: 3, revalidate: 1h}\n";
        ServeConfig config = read(SOURCES + seeder);
        assertThat(config.differences(read("sources: [{prefix: 's3://b2/'}]\n" + seeder)))
                .isEmpty();
        assertThat(config.differences(read(SOURCES + "cache: {cache-memory: 64MiB}\nprices: {price: r2}")))
                .containsExactly("seeder", "cache", "prices");
    }

    @Test
    void aRunWithoutAFileHasTheSourcesOfTheCommandLine() throws IOException {
        ServeConfig config =
                ServeConfig.of(List.of(SourceRef.parse("s3://b1/k"), SourceRef.parse("s3://b1")), Overrides.NONE);
        assertThat(config.followedSources())
                .extracting(FollowedSource::target)
                .containsExactly(
                        new FollowedSource.Target.Single(new S3Location("b1", "k")),
                        FollowedSource.below(S3Prefix.parse("s3://b1"), KeyFilter.ALL, Optional.empty())
                                .target());
    }

    @Test
    void everyKeyHasAVariable() {
        assertThat(ServeConfig.variables())
                .contains(
                        "S3TORRENT_STATE_DIR",
                        "S3TORRENT_S3_ENDPOINT_URL",
                        "S3TORRENT_ENDPOINT_URL",
                        "S3TORRENT_TRACKER_LISTEN",
                        "S3TORRENT_TRACKER",
                        "S3TORRENT_CACHE_CACHE_MEMORY",
                        "S3TORRENT_CACHE_MEMORY")
                .doesNotContain("S3TORRENT_LISTEN", "S3TORRENT_SOURCES_PREFIX", "S3TORRENT_SOURCES");
    }
}
