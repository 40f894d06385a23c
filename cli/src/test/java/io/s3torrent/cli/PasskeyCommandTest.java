package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.cli.output.TorrentFileTest;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.tracker.access.PasskeySecret;
import io.s3torrent.tracker.access.Passkeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasskeyCommandTest {
    private static final String V1 = "2b20252600ff80c3a93d3f0d0a2f5c7fe282acfe";
    private static final String V2 = "0123456789abcdef".repeat(4);
    private static final InfoHash ONE = InfoHash.ofHex(V1);
    private static final InfoHash TWO = InfoHashV2.ofHex(V2).truncated();
    private static final InfoHash OTHER = InfoHash.ofHex("0".repeat(40));

    @TempDir
    private Path folder;

    private Path secret;

    @BeforeEach
    void makeASecret() {
        secret = folder.resolve("secret");
        Run run = Run.of("passkey", "--new-secret", secret.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.stdout()).isEqualTo(secret + "\n");
    }

    private Run make(String... more) {
        String[] words = {"passkey", "--passkey-secret", secret.toString(), "--user", "ann"};
        return Run.of(Stream.of(words, more).flatMap(Arrays::stream).toArray(String[]::new));
    }

    private boolean opens(String passkey, InfoHash torrent, Duration later) throws IOException {
        Clock clock = Clock.offset(Clock.systemUTC(), later);
        byte[] text = passkey.getBytes(StandardCharsets.US_ASCII);
        return new Passkeys(PasskeySecret.read(secret), clock).fault(text, torrent) == null;
    }

    @Test
    void aSecretIsNotOverwritten() throws IOException {
        String before = Files.readString(secret);
        Run run = Run.of("passkey", "--new-secret", secret.toString());
        assertThat(run.exitCode()).isEqualTo(255);
        assertThat(run.stderr()).isEqualTo("s3torrent: " + secret + ": already exists, and is kept\n");
        assertThat(secret).hasContent(before);
    }

    @Test
    void aPasskeyIsForAllTorrentsAndNinetyDays() throws IOException {
        String passkey = make().stdout().strip();
        assertThat(opens(passkey, OTHER, Duration.ofDays(89))).isTrue();
        assertThat(opens(passkey, OTHER, Duration.ofDays(91))).isFalse();
    }

    @Test
    void orForOneTorrentByFileOrHashOrMagnetAndUntilATime() throws IOException {
        Metainfo torrent = TorrentFileTest.torrent("data");
        Path file = folder.resolve("data.torrent");
        new TorrentFile(file, false).write(torrent);
        String ofFile = make("--torrent", file.toString()).stdout().strip();
        assertThat(opens(ofFile, torrent.infoHash(), Duration.ZERO)).isTrue();
        assertThat(opens(ofFile, OTHER, Duration.ZERO)).isFalse();
        assertThat(opens(make("--torrent", V1).stdout().strip(), ONE, Duration.ZERO))
                .isTrue();
        assertThat(opens(make("--torrent", V2).stdout().strip(), TWO, Duration.ZERO))
                .isTrue();
        String magnet = "magnet:?xt=urn:btih:" + V1 + "&xt=urn:btmh:1220" + V2;
        String until = Instant.now().plusSeconds(3600).toString();
        String ofMagnet = make("--torrent", magnet, "--valid", until).stdout().strip();
        assertThat(opens(ofMagnet, ONE, Duration.ofSeconds(3500))).isTrue();
        assertThat(opens(ofMagnet, TWO, Duration.ofSeconds(3500))).isTrue();
        assertThat(opens(ofMagnet, OTHER, Duration.ofSeconds(3500))).isFalse();
        assertThat(opens(ofMagnet, ONE, Duration.ofSeconds(3700))).isFalse();
    }

    @Test
    void theAnnounceUrlOfATrackerIsPrinted() {
        for (String url :
                new String[] {"http://t.example:6969", "udp://t.example:6969/announce", "https://[2001:db8::1]/"}) {
            String base = url.replaceFirst("/(announce)?$", "");
            assertThat(make("--tracker", url).stdout())
                    .startsWith(base + "/announce/")
                    .hasLineCount(1);
        }
        Run wrong = make("--tracker", "http://t.example/x/announce");
        assertThat(wrong.exitCode()).isEqualTo(252);
        assertThat(wrong.stderr())
                .contains("--tracker: \"http://t.example/x/announce\" (expected: http://HOST[:PORT]/announce");
    }

    @Test
    void asJson() {
        String out = make("-o", "json", "--torrent", V1, "--tracker", "http://t", "--valid", "2099-01-01T00:00:00Z")
                .stdout();
        assertThat(out)
                .matches("\\{\"event\":\"passkey\",\"time\":\"[^\"]+\",\"passkey\":\"([A-Za-z0-9_-]+)\","
                        + "\"announce\":\"http://t/announce/\\1\",\"user\":\"ann\",\"infoHashes\":\\[\"" + V1
                        + "\"],\"expires\":\"2099-01-01T00:00:00Z\"}\n");
    }

    @Test
    void mistakesAreTold() throws IOException {
        assertThat(Run.of("passkey", "--user", "ann").stderr())
                .contains("error: expected: --new-secret FILE, or --passkey-secret FILE and --user NAME");
        assertThat(Run.of("passkey", "--passkey-secret", secret.toString(), "--user", "a b")
                        .stderr())
                .contains("error: user: \"a b\" (expected: 1 to 32 letters, digits, and . _ @ + -)");
        assertThat(make("--valid", "2020-01-01T00:00:00Z").stderr()).contains("(expected: in the future, before 2106)");
        assertThat(make("--torrent", "s3://b/k").stderr())
                .contains("\"s3://b/k\" (expected: a file, an info-hash or magnet:?...)");
        assertThat(Run.of("tracker", "--access", "open", "--revoked", "f").stderr())
                .contains("error: --revoked needs --passkey-secret FILE");
        assertThat(Run.of("tracker", "--access", "open", "--full-scrape", "--passkey-secret", "f")
                        .stderr())
                .contains("error: --full-scrape and --passkey-secret exclude each other");
        Files.writeString(secret, "hunter2");
        for (Run run :
                new Run[] {make(), Run.of("tracker", "--access", "open", "--passkey-secret", secret.toString())}) {
            assertThat(run.exitCode()).isEqualTo(253);
            assertThat(run.stderr())
                    .isEqualTo("s3torrent: " + secret + ": not a passkey secret (expected: 32 to 4096 bytes)\n");
        }
    }
}
