package io.s3torrent.cli;

import static io.s3torrent.seeder.s3.ScriptedS3.head;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.cli.output.ExitCode;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.seeder.s3.ScriptedS3.Fault;
import io.s3torrent.seeder.s3.ScriptedS3.Request;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Torrents of objects from stores that differ from AWS: sizes, listings, codings, keys. */
@Timeout(60)
@Tag("slow")
class OddStoresTest {
    private static final byte[] BYTES = new byte[100_000];

    @TempDir
    private Path folder;

    private ScriptedS3 s3;

    @BeforeEach
    void start() throws IOException {
        s3 = ScriptedS3.start(BYTES);
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
    }

    private Run create(String source, String target, String... more) {
        List<String> args = new ArrayList<>(List.of("create", source, "--sidecar", "none", "-o", "json"));
        args.addAll(List.of("-O", folder.resolve(target).toString()));
        args.addAll(List.of("--endpoint-url", s3.endpoint().toString(), "--no-sign-request", "--region", "us-east-1"));
        args.addAll(List.of("--state-dir", folder.resolve("state").toString()));
        args.addAll(List.of(more));
        return Run.of(args.toArray(String[]::new));
    }

    private static boolean isHead(Request request) {
        return request.method().equals("HEAD");
    }

    private void lists(String encoding, String... keys) {
        String entries = Stream.of(keys)
                .map(key -> "<Contents><Key>" + key + "</Key><Size>" + BYTES.length + "</Size><ETag>" + ScriptedS3.ETAG
                        + "</ETag></Contents>")
                .collect(Collectors.joining());
        byte[] xml = ("<ListBucketResult><IsTruncated>false</IsTruncated>" + encoding + entries + "</ListBucketResult>")
                .getBytes(UTF_8);
        Fault answer = exchange -> {
            exchange.head(200, Map.of("Content-Length", Integer.toString(xml.length)));
            exchange.out().write(xml);
            exchange.out().flush();
        };
        s3.when(request -> request.target().contains("list-type=2"), answer);
    }

    private List<String> saved(String target) {
        return Stream.of(String.valueOf(String.join(
                        "\n", List.of(folder.resolve(target).toFile().list()))))
                .flatMap(String::lines)
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "28000000000000, v1, 67108864",
        "29000000000000, v1, 134217728",
        "50000000000000, v1, 134217728",
        "50000000000000, hybrid, 536870912"
    })
    void piecesAreChosenForTheLargestObjects(String length, String format, String pieceLength) {
        s3.when(OddStoresTest::isHead, head(200, Map.of("Content-Length", length)));

        Run run = create("s3://b/k", "k.torrent", "--dry-run", "--format", format);

        assertThat(run.exitCode()).as(run.stderr()).isZero();
        assertThat(run.stdout()).contains("\"size\":" + length, "\"pieceLength\":" + pieceLength);
    }

    @ParameterizedTest
    @CsvSource({"50000000000000, 16KiB", "999999999999999999, auto"})
    void tooManyPiecesAreRefusedInWords(String length, String pieceLength) {
        s3.when(OddStoresTest::isHead, head(200, Map.of("Content-Length", length)));

        Run run = create("s3://b/k", "k.torrent", "--dry-run", "--piece-length", pieceLength);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.stderr()).contains("pieces of", "choose a larger piece length");
    }

    @Test
    void sidecarsAreNoObjectsInWhateverOrderTheyAreListed() {
        lists("", "p/a.torrent", "p/b", "p/c", "p/a", "p/b.torrent");

        Run run = create("s3://b/p/", "out");
        Run one = create("s3://b/p/", "one.torrent", "--as-one");
        lists("", "p/a", "p/a.torrent", "p/b", "p/b.torrent", "p/c");
        Run sorted = create("s3://b/p/", "sorted.torrent", "--as-one");

        assertThat(run.exitCode()).as(run.stderr()).isZero();
        assertThat(saved("out")).containsExactly("a.torrent", "b.torrent", "c.torrent");
        assertThat(infoHash(one)).isEqualTo(infoHash(sorted));
    }

    private static String infoHash(Run run) {
        assertThat(run.exitCode()).as(run.stderr()).isZero();
        return run.stdout().replaceAll("(?s).*\"infoHash\":\"([0-9a-f]{40})\".*", "$1");
    }

    @Test
    void keysAreTakenRawWhereTheStoreDoesNotSayThatItEncodedThem() {
        lists("", "100%25", "a+b", "x&#10;y");
        assertThat(create("s3://b", "out").exitCode()).isZero();
        lists("<EncodingType>url</EncodingType>", "a%2Bb%25", "c%20d");
        assertThat(create("s3://b", "out2").exitCode()).isZero();

        assertThat(s3.requests())
                .filteredOn(OddStoresTest::isHead)
                .extracting(request -> URLDecoder.decode(request.target().replace("+", "%2B"), UTF_8))
                .contains("/b/100%25", "/b/a+b", "/b/x\ny", "/b/a+b%", "/b/c d");
    }

    @Test
    void aListingThatIsNoXmlEndsInWords() {
        lists("", "z&#1;");

        Run run = create("s3://b", "out");

        assertThat(run.exitCode()).isEqualTo(ExitCode.STORE_SAID_NO);
        assertThat(run.stderr()).contains("ListObjectsV2 s3://b/*: Could not parse XML");
    }

    @Test
    void whatIsStoredInACodingIsHashedAsItIsAndTheUserIsTold() {
        s3.when(request -> true, head(200, Map.of("Content-Encoding", "gzip")));

        Run run = create("s3://b/k.gz", "k.torrent");

        assertThat(run.exitCode()).as(run.stderr()).isZero();
        assertThat(run.stderr()).contains("s3://b/k.gz: stored with Content-Encoding gzip");
    }

    /** Golden values: another name would change the info-hash for all users. */
    @ParameterizedTest
    @CsvSource({"'dir\\file.bin', dir_file.bin-b1f19ede", "'x\u200e.bin', x_.bin-e51768d0", "data.bin, data.bin"})
    void everyKeyHasATorrent(String key, String name) throws IOException {
        Run run = create("s3://b/" + key, "k.torrent");

        Metainfo made = TorrentFile.read(folder.resolve("k.torrent"));
        assertThat(run.exitCode()).as(run.stderr()).isZero();
        assertThat(made.info().name()).isEqualTo(name);
        byte[] info = ("d6:lengthi100000e4:name" + name.length() + ":" + name
                        + "12:piece lengthi262144e6:pieces20:PIECE")
                .getBytes(UTF_8);
        assertThat(made.infoHash().hex()).isEqualTo(goldenHash(info));
    }

    private static String goldenHash(byte[] info) {
        var sha1 = Digests.sha1();
        sha1.update(info, 0, info.length - "PIECE".length());
        sha1.update(Digests.sha1().digest(BYTES));
        sha1.update((byte) 'e');
        return HexFormat.of().formatHex(sha1.digest());
    }

    @Test
    void everyKeyBelowAPrefixHasATorrentInAFileOfItsOwn() {
        String longName = "a".repeat(300);
        lists("", "p/" + longName, "p/" + longName + "b", "p/x&#10;y", "p/x_y", "p/dir\\f");

        Run run = create("s3://b/p/", "out");
        Run one = create("s3://b/p/", "one.torrent", "--as-one");

        assertThat(run.exitCode()).as(run.stderr()).isZero();
        assertThat(one.exitCode()).as(one.stderr()).isZero();
        assertThat(saved("out")).hasSize(5).allMatch(file -> file.length() <= 255);
    }
}
