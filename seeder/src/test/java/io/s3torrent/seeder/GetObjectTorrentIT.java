package io.s3torrent.seeder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.gateway.AccessKeysFile;
import io.s3torrent.seeder.gateway.AwsCli;
import io.s3torrent.seeder.gateway.AwsCli.Ended;
import io.s3torrent.seeder.gateway.GatewayConfig;
import io.s3torrent.seeder.gateway.SeedingGateway;
import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.ledger.Budget.Period;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.seeder.s3.ScriptedS3.Fault;
import io.s3torrent.seeder.s3.client.StoreFaults;
import io.s3torrent.tracker.TrackerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Tests unmodified S3 clients at the gateway (AWS CLI, SDK, presigned URLs), and then libtorrent at the seeder. */
class GetObjectTorrentIT {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final String ID = "AKIDREADER";
    private static final String SECRET = "reader/+secret";

    @TempDir
    private Path folder;

    private final byte[] content = new byte[3_000_000];

    private SeedingGateway gateway(S3Options store) throws IOException {
        return gateway(store, config -> config);
    }

    private SeedingGateway gateway(S3Options store, UnaryOperator<GatewayConfig.Builder> change) throws IOException {
        new Random(7).nextBytes(content);
        Path keys = Files.writeString(
                folder.resolve("keys.yaml"),
                "- {access-key: " + ID + ", secret-key: " + SECRET + ", allow: [data/*]}\n"
                        + "- {access-key: anonymous, allow: [data/public/*]}\n");
        SeederConfig seeder = MainJob.config(store, TrackerConfig.on(ANY));
        GatewayConfig.Builder config = GatewayConfig.builder(ANY).accessKeys(AccessKeysFile.read(keys));
        return SeedingGateway.start(seeder, change.apply(config).build());
    }

    private AwsCli cli(SeedingGateway gateway) {
        return AwsCli.of(folder, gateway.address(), ID, SECRET);
    }

    @Test
    void theAwsCliGetsATorrentThatLibtorrentDownloads() throws Exception {
        try (EmbeddedS3 store = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")));
                SeedingGateway gateway = gateway(store.options())) {
            store.createBucket("data");
            store.put("data", "dir/object.bin", content);
            Path out = folder.resolve("out.torrent");

            Ended ended = cli(gateway).getObjectTorrent("data", "dir/object.bin", out);

            assertThat(ended.stderr()).isEmpty();
            assertThat(ended.exitCode()).isZero();
            assertThat(ended.stdout())
                    .as("the CLI prints other response fields, and there are none")
                    .isEmpty();
            Metainfo torrent = MetainfoCodec.decode(Files.readAllBytes(out));
            assertThat(torrent.trackers()).isEqualTo(gateway.seeder().announceUrls());
            assertThat(torrent.webSeeds()).as("no public URL is configured").isEmpty();
            assertThat(Client.LIBTORRENT.download(out, folder, "object.bin")).hasBinaryContent(content);
        }
    }

    @Test
    void keysArriveWhateverCharactersTheyHave() throws Exception {
        try (ScriptedS3 store = ScriptedS3.start(new byte[1000]);
                SeedingGateway gateway = gateway(store.options())) {
            for (String key : List.of("a b", "ü/ß", "a+b", "a%2Fb", "/lead", "a//b/...c", "100%", "quote\"'<&>.bin")) {
                store.forgetRequests();
                Path out = folder.resolve("odd.torrent");

                Ended ended = cli(gateway).getObjectTorrent("data", key, out);

                assertThat(ended.stderr()).as(key).isEmpty();
                assertThat(ended.exitCode()).as(key).isZero();
                Metainfo torrent = MetainfoCodec.decode(Files.readAllBytes(out));
                assertThat(key).endsWith(torrent.info().name());
                assertThat(store.requests())
                        .isNotEmpty()
                        .allMatch(request -> java.net.URLDecoder.decode(
                                        request.target().replaceAll("\\?.*", "").replace("+", "%2B"), UTF_8)
                                .equals("/data/" + key));
            }
        }
    }

    @Test
    void refusalsAreTheCliSOwnMessagesAndNoStrangerReachesTheStore() throws Exception {
        try (ScriptedS3 store = ScriptedS3.start(content);
                SeedingGateway gateway = gateway(store.options())) {
            Path out = folder.resolve("none.torrent");
            AwsCli good = cli(gateway);
            AwsCli wrong = AwsCli.of(folder, gateway.address(), ID, "wrong");
            AwsCli unknown = AwsCli.of(folder, gateway.address(), "AKIDNOBODY", SECRET);

            assertRefused(wrong.getObjectTorrent("data", "key", out), "SignatureDoesNotMatch");
            assertRefused(unknown.getObjectTorrent("data", "key", out), "InvalidAccessKeyId");
            assertRefused(good.getObjectTorrent("foreign", "key", out), "AccessDenied");
            assertRefused(good.getObjectTorrent("data", "key", out, "--no-sign-request"), "AccessDenied");
            assertThat(store.requests()).isEmpty();
            assertThat(good.getObjectTorrent("data", "public/key", out, "--no-sign-request")
                            .exitCode())
                    .isZero();
        }
    }

    @Test
    void missingObjectsGetTheErrorsOfS3() throws Exception {
        try (EmbeddedS3 store = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")));
                SeedingGateway gateway = gateway(store.options())) {
            Path out = folder.resolve("none.torrent");
            assertRefused(cli(gateway).getObjectTorrent("data", "missing", out), "NoSuchBucket");
            store.createBucket("data");
            assertRefused(cli(gateway).getObjectTorrent("data", "missing", out), "NoSuchKey");
        }
    }

    private static void assertRefused(Ended ended, String code) {
        assertThat(ended.stderr())
                .contains("An error occurred (" + code + ") when calling the GetObjectTorrent operation: ");
        assertThat(ended.exitCode()).isEqualTo(254);
    }

    @Test
    void theSdkAndPresignedUrlsDoTheSame() throws Exception {
        try (ScriptedS3 store = ScriptedS3.start(content);
                SeedingGateway gateway = gateway(store.options())) {
            byte[] torrent = bySdk(gateway, SECRET, "dir/a b.bin");
            assertThat(MetainfoCodec.decode(torrent).info().name()).isEqualTo("a b.bin");
            assertThatThrownBy(() -> bySdk(gateway, "wrong", "dir/a b.bin"))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            refused -> assertThat(refused.awsErrorDetails().errorCode())
                                    .isEqualTo("SignatureDoesNotMatch"));

            String url = cli(gateway).presigned("data", "dir/a b.bin", 60);
            assertThat(get(url)).satisfies(answer -> {
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo(torrent);
            });
            assertThat(get(url.replace("a%20b", "c")).statusCode()).isEqualTo(403);
            assertThat(get(url.replace("torrent=", "acl=")).statusCode()).isEqualTo(501);
        }
    }

    @Test
    void urlsThatBoto3PresignsByDefaultAreAnswered() throws Exception {
        try (ScriptedS3 store = ScriptedS3.start(new byte[1000]);
                SeedingGateway gateway = gateway(store.options())) {
            for (String key : List.of("key.bin", "ü +~!(x)'*/a//b&=?.bin")) {
                String url = cli(gateway).presignedByBoto3("data", key, "GET");

                assertThat(url).contains("AWSAccessKeyId=" + ID).doesNotContain("X-Amz-Algorithm");
                HttpResponse<byte[]> answer = get(url);
                assertThat(answer.statusCode()).as(key).isEqualTo(200);
                assertThat(key)
                        .endsWith(MetainfoCodec.decode(answer.body()).info().name());
                assertThat(get(url.replace("/data/", "/other/")).statusCode()).isEqualTo(403);
            }
            String head = cli(gateway).presignedByBoto3("data", "key.bin", "HEAD");
            HttpRequest request = HttpRequest.newBuilder(URI.create(head))
                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    /** Uses the SDK with one key and path style. */
    private static byte[] bySdk(SeedingGateway gateway, String secret, String key) {
        try (S3Client s3 = S3Client.builder()
                .httpClientBuilder(Apache5HttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(ID, secret)))
                .region(Region.EU_CENTRAL_1)
                .endpointOverride(
                        URI.create("http://localhost:" + gateway.address().getPort()))
                .forcePathStyle(true)
                .build()) {
            return s3.getObjectTorrentAsBytes(request -> request.bucket("data").key(key))
                    .asByteArray();
        }
    }

    private static HttpResponse<byte[]> get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
    }

    @Test
    void aClientThatNamesManyObjectsStaysWithinItsBudget() throws Exception {
        Budget budget = new Budget(10_000_000, Period.DAY);
        try (ScriptedS3 store = ScriptedS3.start(content);
                SeedingGateway gateway = gateway(store.options(), config -> config.hashBudget(budget))) {
            HttpClient http = HttpClient.newHttpClient();
            String url = "http://localhost:" + gateway.address().getPort() + "/data/public/%d?torrent";
            List<CompletableFuture<HttpResponse<byte[]>>> asked = IntStream.range(0, 40)
                    .mapToObj(i -> URI.create(String.format(Locale.ROOT, url, i)))
                    .map(uri -> http.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray()))
                    .toList();

            assertThat(asked.stream().map(answer -> answer.join().statusCode()).filter(status -> status == 200))
                    .hasSize(3);
            assertThat(asked)
                    .allMatch(answer -> List.of(200, 503).contains(answer.join().statusCode()));
            assertThat(gateway.seeder().snapshot().s3Bytes()).isLessThanOrEqualTo(budget.bytes());
            assertThat(cli(gateway)
                            .getObjectTorrent("data", "another's", folder.resolve("out.torrent"))
                            .exitCode())
                    .isZero();
        }
    }

    @Test
    void sixtyFourWhoAskFirstReadTheObjectOnce() throws Exception {
        byte[] large = new byte[32 << 20];
        new Random(8).nextBytes(large);
        try (ScriptedS3 store = ScriptedS3.start(large);
                SeedingGateway gateway = gateway(store.options())) {
            URI url = URI.create(cli(gateway).presigned("data", "large.bin", 60));
            HttpClient http = HttpClient.newHttpClient();
            List<CompletableFuture<HttpResponse<byte[]>>> asked = IntStream.range(0, 64)
                    .mapToObj(i -> http.sendAsync(
                            HttpRequest.newBuilder(url)
                                    .version(HttpClient.Version.HTTP_1_1)
                                    .build(),
                            BodyHandlers.ofByteArray()))
                    .toList();

            Set<String> hashes = new HashSet<>();
            for (CompletableFuture<HttpResponse<byte[]>> answer : asked) {
                assertThat(answer.join().statusCode()).isEqualTo(200);
                hashes.add(MetainfoCodec.decode(answer.join().body()).infoHash().hex());
            }
            assertThat(hashes).hasSize(1);
            assertThat(gateway.seeder().snapshot().s3Bytes()).isLessThanOrEqualTo(large.length * 102L / 100);
        }
    }

    @Test
    void theCliSaysWhoPaidAndTheStoreHearsWhoseBucketItMustBe() throws Exception {
        try (ScriptedS3 store = ScriptedS3.start(content);
                SeedingGateway gateway =
                        gateway(store.options().toBuilder().requestPayer(true).build())) {
            store.when(
                    request -> request.method().equals("HEAD")
                            && request.header("x-amz-request-payer").equals("requester"),
                    ScriptedS3.head(200, Map.of("x-amz-request-charged", "requester")));

            Ended ended = cli(gateway)
                    .getObjectTorrent(
                            "data",
                            "key",
                            folder.resolve("paid.torrent"),
                            "--request-payer",
                            "requester",
                            "--expected-bucket-owner",
                            "123456789012");

            assertThat(ended.stdout().replaceAll("\\s", "")).isEqualTo("{\"RequestCharged\":\"requester\"}");
            assertThat(store.requests().get(0).header("x-amz-expected-bucket-owner"))
                    .isEqualTo("123456789012");
            assertThat(store.requests().stream().skip(1))
                    .as("our own requests use our own terms")
                    .isNotEmpty()
                    .allMatch(request ->
                            request.header("x-amz-expected-bucket-owner").isEmpty());
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aTorrentThatTakesLongerThanTheCliWaitsArrivesInOneAttempt() throws Exception {
        byte[] large = new byte[16 << 20];
        new Random(9).nextBytes(large);
        try (ScriptedS3 store = ScriptedS3.start(large);
                SeedingGateway gateway = gateway(store.options())) {
            store.always(StoreFaults.slow((8 << 20) / 20)); // two GETs of 8 MiB in 20 s
            Path out = folder.resolve("slow.torrent");

            Ended ended =
                    cli(gateway).getObjectTorrent("data", "slow.bin", out, "--cli-read-timeout", "16", "--no-paginate");

            assertThat(ended.stderr()).isEmpty();
            assertThat(ended.exitCode()).isZero();
            assertThat(gateway.seeder().snapshot().s3Bytes()).isEqualTo(large.length);
            Path whole = folder.resolve("whole.torrent");
            cli(gateway).getObjectTorrent("data", "slow.bin", whole);
            assertThat(out).hasSameBinaryContentAs(whole);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aStoreThatFailsHalfWayIsTheClisErrorAndNoShortFileIsCalledGood() throws Exception {
        byte[] large = new byte[16 << 20];
        try (ScriptedS3 store = ScriptedS3.start(large);
                SeedingGateway gateway = gateway(store.options())) {
            Queue<Fault> second = new ConcurrentLinkedQueue<>(List.of(exchange -> {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(13)); // by then the first half was sent
                exchange.reset();
            }));
            Fault refused = ScriptedS3.error(403, "AccessDenied", Map.of());
            store.when(
                    request -> request.header("range").startsWith("bytes=8388608-"),
                    exchange ->
                            Optional.ofNullable(second.poll()).orElse(refused).answer(exchange));

            Ended ended = cli(gateway).getObjectTorrent("data", "broken.bin", folder.resolve("broken.torrent"));

            assertThat(second).isEmpty();
            assertThat(ended.exitCode()).isNotZero();
            assertThat(ended.stderr()).isNotBlank();
        }
    }
}
