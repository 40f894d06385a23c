package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.gateway.GatewayConfig;
import io.s3torrent.seeder.gateway.SeedingGateway;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.testing.FreePort;
import io.s3torrent.tracker.TrackerConfig;
import java.io.ByteArrayInputStream;
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
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** Tests the way from links on pages and in feeds to the object, with foreign clients. */
class CatalogueIT {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final String NAME = "an öbject+100%.bin";
    private static final String PATH = "/data/dir/an%20%C3%B6bject%2B100%25.bin";

    @TempDir
    private Path folder;

    private final byte[] content = new byte[1_500_000];
    private final HttpClient http = HttpClient.newHttpClient();
    private EmbeddedS3 store;
    private SeedingGateway gateway;

    @BeforeEach
    void start() throws IOException {
        start(false);
    }

    private void start(boolean updating) throws IOException {
        new Random(9).nextBytes(content);
        store = EmbeddedS3.start(Files.createTempDirectory(folder, "store"));
        store.createBucket("data");
        store.put("data", "dir/" + NAME, content);
        SeederConfig config = MainJob.config(store.options(), TrackerConfig.on(ANY));
        InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.any());
        GatewayConfig gatewayConfig = GatewayConfig.builder(listen)
                .unauthenticated(true)
                .publicUrl(URI.create("http://127.0.0.1:" + listen.getPort() + "/"))
                .updatable(updating)
                .build();
        gateway = SeedingGateway.start(config, gatewayConfig);
    }

    @AfterEach
    void stop() {
        gateway.close();
        store.close();
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + gateway.address().getPort() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
    }

    @Test
    void libtorrentDownloadsWhatAMagnetPathLeadsTo() throws Exception {
        HttpResponse<byte[]> answer = get(PATH + ".magnet");

        assertThat(answer.statusCode()).isEqualTo(302);
        String magnet = answer.headers().firstValue("location").orElseThrow();
        assertThat(Client.downloadMagnet(magnet, folder, NAME)).hasBinaryContent(content);
    }

    @Test
    void aria2DownloadsWhatAnEnclosureOfTheFeedLeadsTo() throws Exception {
        int length = get(PATH + ".torrent").body().length;

        Element enclosure = (Element) DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(get("/feed.xml").body()))
                .getElementsByTagName("enclosure")
                .item(0);

        assertThat(enclosure.getAttribute("length")).isEqualTo(String.valueOf(length));
        Path target = Files.createDirectory(folder.resolve("aria2"));
        Client.downloadUrl(enclosure.getAttribute("url"), target);
        assertThat(target.resolve(NAME)).hasBinaryContent(content);
    }

    @Test
    void torrentsThatSayWhereTheirSuccessorsAreAreTorrentsToOthersAndLeadThere() throws Exception {
        stop();
        start(true);

        byte[] torrent = get(PATH + ".torrent").body();
        Path file = Files.write(folder.resolve("updating.torrent"), torrent);
        assertThat(Client.LIBTORRENT.download(file, folder, NAME)).hasBinaryContent(content);

        content[0]++;
        store.put("data", "dir/" + NAME, content);
        Info old = MetainfoCodec.decode(torrent).info();
        URI update = URI.create(old.spec().updateUrl().orElseThrow() + "?info_hash="
                + old.infoHash().hex());
        byte[] next = get(update.getRawPath() + "?" + update.getRawQuery()).body();
        assertThat(update.getAuthority())
                .isEqualTo("127.0.0.1:" + gateway.address().getPort());
        assertThat(MetainfoCodec.decode(next).info().spec()).isEqualTo(old.spec());
        assertThat(MetainfoCodec.decode(next).infoHash()).isNotEqualTo(old.infoHash());
    }

    @Test
    void aClientThatAsksForUpdatesDownloadsTheSuccessor() throws Exception {
        String old = get(PATH + ".torrent")
                .headers()
                .firstValue("etag")
                .orElseThrow()
                .replace("\"", "");
        assertThat(get("/update?info_hash=" + old).statusCode()).isEqualTo(404);
        content[0]++;
        store.put("data", "dir/" + NAME, content);

        HttpResponse<byte[]> successor = get("/update?info_hash=" + old);

        assertThat(successor.statusCode()).isEqualTo(200);
        Path torrent = Files.write(folder.resolve("next.torrent"), successor.body());
        assertThat(Client.LIBTORRENT.download(torrent, folder, NAME)).hasBinaryContent(content);
        assertThat(new String(get("/catalogue.json").body(), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain(old);
    }
}
