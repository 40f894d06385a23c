package io.s3torrent.seeder.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.net.PemFiles;
import io.s3torrent.net.http.RawHttp;
import io.s3torrent.seeder.Client;
import io.s3torrent.seeder.MainJob;
import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.gateway.AwsCli.Ended;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.status.AdminConfig;
import io.s3torrent.testing.PemKeys;
import io.s3torrent.tracker.TrackerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Tests real clients at one port for gateway, tracker and status pages, over HTTP and HTTPS. */
class SharedPortIT {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final String ID = "AKIDREADER";
    private static final String SECRET = "reader/+secret";

    @TempDir
    private Path folder;

    private final byte[] content = new byte[3_000_000];
    private PemKeys keys;
    private ScriptedS3 store;
    private GatewayConfig config;

    @BeforeEach
    void prepare() throws Exception {
        new Random(7).nextBytes(content);
        keys = PemKeys.make(folder, "us", "RSA");
        store = ScriptedS3.start(content);
        Path file = Files.writeString(
                folder.resolve("keys.yaml"),
                "- {access-key: " + ID + ", secret-key: " + SECRET + ", allow: [data/*]}\n");
        config = GatewayConfig.builder(ANY)
                .accessKeys(AccessKeysFile.read(file))
                .admin(AdminConfig.on(ANY))
                .build();
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
    }

    private SeedingGateway start(GatewayConfig gateway) throws IOException {
        SeederConfig seeder = MainJob.config(store.options(), TrackerConfig.on(ANY));
        return SeedingGateway.start(seeder, gateway);
    }

    private GatewayConfig overTls() {
        return config.toBuilder()
                .tls(new PemFiles(keys.certificate(), keys.key()))
                .build();
    }

    private static String httpsUrl(SeedingGateway gateway) {
        return "https://127.0.0.1:" + gateway.address().getPort();
    }

    @ParameterizedTest
    @EnumSource(names = {"LIBTORRENT", "ARIA2"})
    void clientsAnnounceThereAndDownload(Client client) throws Exception {
        try (SeedingGateway gateway = start(config)) {
            Path torrent = folder.resolve("out.torrent");
            Ended ended = AwsCli.of(folder, gateway.address(), ID, SECRET).getObjectTorrent("data", "a.bin", torrent);
            assertThat(ended.stderr()).isEmpty();

            assertThat(client.download(torrent, folder, "a.bin")).hasBinaryContent(content);
            assertThat(status(new RawHttp(gateway.address()))).containsPattern("\"http\":\\{\"announces\":[1-9]");
        }
    }

    @Test
    void libtorrentAnnouncesByUdpThere() throws Exception {
        try (SeedingGateway gateway = start(config)) {
            Path torrent = folder.resolve("out.torrent");
            AwsCli.of(folder, gateway.address(), ID, SECRET).getObjectTorrent("data", "a.bin", torrent);
            Metainfo made = MetainfoCodec.decode(Files.readAllBytes(torrent));
            String udp = "udp://127.0.0.1:" + gateway.address().getPort() + "/announce";
            Files.write(torrent, MetainfoCodec.encode(Metainfo.of(made.info(), List.of(udp), "test")));

            assertThat(Client.LIBTORRENT.download(torrent, folder, "a.bin")).hasBinaryContent(content);
            assertThat(status(new RawHttp(gateway.address())))
                    .containsPattern("\"udp\":\\{\"connects\":[1-9][0-9]*,\"announces\":[1-9]")
                    .contains("\"http\":{\"announces\":0");
        }
    }

    private static String status(RawHttp http) throws IOException {
        try (http) {
            return http.send("GET /stats HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .answer(false)
                    .text();
        }
    }

    @Test
    void theAwsCliAndAria2TrustTheCertificateThatTheyAreGiven() throws Exception {
        try (SeedingGateway gateway = start(overTls())) {
            Path torrent = folder.resolve("out.torrent");
            AwsCli cli = new AwsCli(folder, httpsUrl(gateway), ID, SECRET);
            Ended ended = cli.getObjectTorrent(
                    "data", "a.bin", torrent, "--ca-bundle", keys.certificate().toString());
            assertThat(ended.stderr()).isEmpty();
            assertThat(ended.exitCode()).isZero();
            assertThat(MetainfoCodec.decode(Files.readAllBytes(torrent)).trackers())
                    .containsExactly(httpsUrl(gateway) + "/announce");

            Ended distrusting = cli.getObjectTorrent("data", "a.bin", folder.resolve("none"));
            assertThat(distrusting.stderr()).contains("SSL validation failed");
            Ended wrong = new AwsCli(folder, httpsUrl(gateway), ID, "wrong")
                    .getObjectTorrent(
                            "data",
                            "a.bin",
                            torrent,
                            "--ca-bundle",
                            keys.certificate().toString());
            assertThat(wrong.stderr()).contains("(SignatureDoesNotMatch)");

            Path target = Files.createDirectory(folder.resolve("target"));
            Client.run(aria2(torrent, target), folder);
            assertThat(target.resolve("a.bin")).hasBinaryContent(content);
            assertThat(status(new RawHttp(gateway.address()).startTls()))
                    .containsPattern("\"http\":\\{\"announces\":[1-9]");
        }
    }

    private List<String> aria2(Path torrent, Path target) throws Exception {
        return Stream.concat(
                        Client.ARIA2.command(torrent, target).stream(),
                        Stream.of("--ca-certificate=" + keys.certificate()))
                .toList();
    }

    @Test
    void theSdkDoesTheSameOverTls() throws Exception {
        try (SeedingGateway gateway = start(overTls());
                S3Client s3 = S3Client.builder()
                        .httpClientBuilder(Apache5HttpClient.builder()
                                .tlsTrustManagersProvider(() -> trusting().getTrustManagers()))
                        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(ID, SECRET)))
                        .region(Region.EU_CENTRAL_1)
                        .endpointOverride(URI.create(httpsUrl(gateway)))
                        .forcePathStyle(true)
                        .build()) {
            byte[] torrent = s3.getObjectTorrentAsBytes(
                            request -> request.bucket("data").key("a b.bin"))
                    .asByteArray();
            assertThat(MetainfoCodec.decode(torrent).info().name()).isEqualTo("a b.bin");
        }
    }

    private TrustManagerFactory trusting() {
        try (InputStream in = Files.newInputStream(keys.certificate())) {
            KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
            known.load(null, null);
            known.setCertificateEntry(
                    "us", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory trusting = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusting.init(known);
            return trusting;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
