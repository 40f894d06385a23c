package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.gateway.GatewayConfig;
import io.s3torrent.seeder.gateway.SeedingGateway;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.resolve.TorrentOptions;
import io.s3torrent.seeder.resolve.TorrentOptions.PieceLengthChoice;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.resolve.TorrentSource.AllBelow;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import io.s3torrent.seeder.webseed.WebSeed;
import io.s3torrent.testing.FreePort;
import io.s3torrent.tracker.TrackerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests foreign clients with the web seed of a gateway to a real store. The torrents have no tracker, so there are no peers. */
class WebSeedIT {
    private static final String NAME = "an öbject+%2F.bin";
    private static final S3Location OBJECT = new S3Location("data", "dir/" + NAME);

    @TempDir
    private Path folder;

    private final byte[] content = new byte[32_000_001];
    private EmbeddedS3 store;
    private SeedingGateway gateway;
    private URI url = URI.create("http://unset");

    @BeforeEach
    void start() throws IOException {
        new Random(7).nextBytes(content);
        store = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")));
        store.createBucket("data");
        store.put("data", OBJECT.key(), content);
        gateway = gateway();
    }

    @AfterEach
    void stop() {
        gateway.close();
        store.close();
    }

    private SeedingGateway gateway() throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        SeederConfig config = MainJob.config(store.options(), TrackerConfig.on(any));
        InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.any());
        url = URI.create("http://127.0.0.1:" + listen.getPort());
        return SeedingGateway.start(
                config,
                GatewayConfig.builder(listen)
                        .unauthenticated(true)
                        .publicUrl(url)
                        .build());
    }

    /** The torrent, as every client gets it. */
    private Metainfo asked() throws Exception {
        URI question = URI.create(url + "/data/dir/an%20%C3%B6bject%2B%252F.bin?torrent");
        return MetainfoCodec.decode(HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(question).build(), BodyHandlers.ofByteArray())
                .body());
    }

    private Path download(Client client, Metainfo torrent, String run) throws Exception {
        Path own = Files.createDirectory(folder.resolve(run));
        Path file = Files.write(own.resolve("web.torrent"), MetainfoCodec.encode(torrent));
        return client.download(file, own, torrent.info().name());
    }

    @ParameterizedTest
    @EnumSource(names = {"LIBTORRENT", "ARIA2"})
    void theWebSeedAloneIsEnough(Client client) throws Exception {
        Metainfo torrent = asked();
        assertThat(torrent.webSeeds())
                .containsExactly(url + "/webseed/" + torrent.infoHash().hex() + "/");

        Path copy = download(client, torrent.withTrackers(List.of()), "web");

        assertThat(copy).hasBinaryContent(content);
        assertThat(gateway.seeder().snapshot().connections()).isZero();
        assertThat(gateway.seeder().snapshot().uploadedBytes()).isBetween((long) content.length, content.length * 2L);
        assertThat(gateway.seeder().snapshot().s3Bytes()).isLessThanOrEqualTo(content.length * 102L / 100);
    }

    @ParameterizedTest
    @EnumSource(names = {"LIBTORRENT", "ARIA2"})
    void besidePeersItDoesNoHarm(Client client) throws Exception {
        Metainfo torrent = asked();
        assertThat(torrent.trackers()).isNotEmpty();
        assertThat(download(client, torrent, "mixed")).hasBinaryContent(content);
    }

    /** The torrent is given, so nothing is cached before the first request. */
    @Test
    void fourAtATimeCostTheStoreOneCopy() throws Exception {
        Metainfo torrent = asked();
        gateway.close();
        gateway = gateway();
        gateway.seeder().seed(TorrentRequest.of(OBJECT).withTorrent(Optional.of(torrent)));
        Metainfo webOnly = torrent.withTrackers(List.of()).withWebSeeds(List.of(WebSeed.url(url, torrent.infoHash())));
        List<CompletableFuture<Path>> copies = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Client client = i % 2 == 0 ? Client.LIBTORRENT : Client.ARIA2;
            String run = "run" + i;
            copies.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return download(client, webOnly, run);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (CompletableFuture<Path> copy : copies) {
            assertThat(copy.join()).hasBinaryContent(content);
        }
        assertThat(gateway.seeder().snapshot().s3Bytes()).isBetween((long) content.length, content.length * 102L / 100);
    }

    @ParameterizedTest
    @EnumSource(names = {"LIBTORRENT", "ARIA2"})
    void aFolderComesFileByFile(Client client) throws Exception {
        Map<String, byte[]> files = new TreeMap<>();
        for (String key : List.of("a b/ü+%2F .bin", "a b/tiny", "empty", "z.bin")) {
            byte[] bytes = new byte[key.equals("empty") ? 0 : key.length() * 300_001];
            new Random(key.hashCode()).nextBytes(bytes);
            files.put(key, bytes);
            store.put("data", "p/set/" + key, bytes);
        }
        for (TorrentFormat format : List.of(TorrentFormat.V1, TorrentFormat.HYBRID)) {
            Metainfo torrent = gateway.seeder()
                    .seed(TorrentRequest.of(new AllBelow(new S3Prefix("data", "p/set/"), KeyFilter.ALL))
                            .withOptions(new TorrentOptions(
                                    Optional.empty(),
                                    new PieceLengthChoice.Bytes(16 << 10),
                                    format,
                                    false,
                                    Optional.empty())))
                    .metainfo()
                    .withTrackers(List.of());
            Metainfo webOnly = torrent.withWebSeeds(List.of(WebSeed.url(url, torrent.infoHash())));

            Path copy = download(client, webOnly, "folder" + format);

            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                assertThat(copy.resolve(file.getKey())).hasBinaryContent(file.getValue());
            }
        }
        assertThat(gateway.seeder().snapshot().connections()).isZero();
    }
}
