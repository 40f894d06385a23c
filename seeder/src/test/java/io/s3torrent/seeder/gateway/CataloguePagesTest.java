package io.s3torrent.seeder.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.http.HttpServer;
import io.s3torrent.net.http.RawHttp;
import io.s3torrent.net.http.RawHttp.Answer;
import io.s3torrent.seeder.gateway.TorrentHandler.WaitTimeouts;
import io.s3torrent.seeder.metainfo.Magnet;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.auth.AccessKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what browsers, programs and feed readers get at the gateway's port. */
class CataloguePagesTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Clock CLOCK = Clock.systemUTC();
    private static final GatewayConfig OPEN =
            GatewayConfig.builder(ANY).unauthenticated(true).build();
    private static final WaitTimeouts PATIENT = new WaitTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(30));

    @TempDir
    private Path folder;

    private final FakeTorrentService service = new FakeTorrentService();
    private Gateway gateway = gateway(OPEN, PATIENT);
    private HttpServer server = server();

    private Gateway gateway(GatewayConfig config, WaitTimeouts timeouts) {
        return new Gateway(config, service, "https://store.example", Optional::empty, CLOCK, timeouts);
    }

    private HttpServer server() {
        try {
            return HttpServer.start("the gateway", ANY, HttpLimits.DEFAULT, gateway);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void restart(GatewayConfig config) {
        restart(config, PATIENT);
    }

    private void restart(GatewayConfig config, WaitTimeouts timeouts) {
        server.close();
        gateway.close();
        gateway = gateway(config, timeouts);
        server = server();
    }

    @AfterEach
    void stop() {
        service.open.countDown();
        server.close();
        gateway.close();
    }

    private Answer ask(String line, String... headers) throws IOException {
        String more = headers.length == 0 ? "" : "\r\n" + String.join("\r\n", headers);
        return RawHttp.ask(server.address(), line + " HTTP/1.1\r\nHost: 127.0.0.1:8080" + more);
    }

    /** Two objects have the same torrent, which continues as that of the second object. */
    @Test
    void anObjectThatIsNotThereAnyMoreIsNotListedAndItsTwinIs() throws IOException {
        ask("GET /bucket/a/twin?torrent");
        ask("GET /bucket/b/twin?torrent");
        service.failures.put("look a/twin", new ObjectException.NotFound("gone", null));

        assertThat(ask("GET /bucket/a/twin?torrent").status()).isEqualTo(404);

        assertThat(ask("GET /catalogue.json").text()).contains("b/twin").doesNotContain("a/twin");
    }

    private static InfoHash hash(String key) {
        return FakeTorrentService.torrent(new S3Location("bucket", key)).infoHash();
    }

    private static InfoHash hash(String key, String etag) {
        return FakeTorrentService.torrent(new S3Location("bucket", key), etag).infoHash();
    }

    /** Unlike the web seed: pages that a browser sees with its user's address or signature must not be readable by other origins. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/catalogue.json", "/feed.xml", "/bucket/key?torrent", "/bucket/key.torrent", "/x"})
    void pagesOfOtherOriginsMayReadNothing(String path) throws IOException {
        for (String method : List.of("GET", "OPTIONS")) {
            Answer answer =
                    ask(method + " " + path, "Origin: https://page.example", "Access-Control-Request-Method: GET");

            assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8",
        "/catalogue.json, application/json",
        "/feed.xml, application/rss+xml; charset=utf-8",
    })
    void seededTorrentsAreListed(String path, String type) throws IOException {
        assertThat(ask("GET " + path).text()).doesNotContain("key-1");
        ask("GET /bucket/key-1?torrent");
        ask("GET /bucket/key-2.torrent");

        Answer answer = ask("GET " + path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .contains("http://127.0.0.1:8080/bucket/key-1.torrent")
                .contains("http://127.0.0.1:8080/bucket/key-2.torrent")
                .contains(hash("key-1").hex());
        assertThat(answer.headers())
                .containsEntry("content-type", type)
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("referrer-policy", "no-referrer");
        assertThat(answer.header("content-security-policy")).startsWith("default-src 'none';");
        assertThat(ask("HEAD " + path).header("content-length")).isEqualTo(String.valueOf(answer.body().length));

        gateway.gone(hash("key-1"));
        assertThat(ask("GET " + path).text()).contains("key-2").doesNotContain("key-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/catalogue.json", "/feed.xml"})
    void pagesThatTheClientHasAreNotSentAgain(String path) throws IOException {
        ask("GET /bucket/key?torrent");
        String etag = ask("GET " + path).header("etag");

        Answer known = ask("GET " + path, "If-None-Match: " + etag);
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.header("etag")).isEqualTo(etag);

        ask("GET /bucket/key2?torrent");
        assertThat(ask("GET " + path, "If-None-Match: " + etag).status()).isEqualTo(200);
    }

    @Test
    void aFeedSaysWhenItChangedAndHowLongItsTorrentsAre() throws IOException {
        Answer torrent = ask("GET /bucket/key?torrent");
        Answer feed = ask("GET /feed.xml");

        assertThat(feed.text())
                .contains("<pubDate>" + feed.header("last-modified") + "</pubDate>")
                .contains("<enclosure url=\"http://127.0.0.1:8080/bucket/key.torrent\" length=\""
                        + torrent.body().length + "\" type=\"application/x-bittorrent\"/>");
    }

    @Test
    void aFeedHasTheNewest100AndAPage200() throws IOException {
        for (int i = 1000; i < 1201; i++) {
            ask("GET /bucket/key-" + i + "?torrent");
        }

        assertThat(ask("GET /feed.xml").text())
                .contains("key-1200.torrent")
                .contains("key-1101.torrent")
                .doesNotContain("key-1100.torrent");
        assertThat(ask("GET /").text())
                .contains("key-1199.torrent")
                .doesNotContain("key-1200.torrent")
                .contains("http://127.0.0.1:8080/?after=bucket%2Fkey-1199");
        assertThat(ask("GET /?after=bucket%2Fkey-1199").text())
                .contains("key-1200.torrent")
                .doesNotContain("key-1199.torrent")
                .doesNotContain("after=");
        assertThat(ask("GET /catalogue.json").text())
                .contains("key-1200.torrent")
                .doesNotContain("\"next\"");
    }

    private GatewayConfig withKeys(String... lines) throws IOException {
        Path keys = Files.writeString(folder.resolve("keys.yaml"), String.join("\n", lines));
        return GatewayConfig.builder(ANY).accessKeys(AccessKeysFile.read(keys)).build();
    }

    @Test
    void clientsWithoutAccessLearnNothing() throws IOException {
        restart(withKeys("- {access-key: AKID, secret-key: secret, allow: ['*']}"));

        Answer page = ask("GET /");
        assertThat(page.status()).isEqualTo(403);
        assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.text()).contains("must be signed").contains("--access-keys");
        for (String path : List.of("/catalogue.json", "/feed.xml", "/update?info_hash=" + hash("key"))) {
            Answer answer = ask("GET " + path);
            assertThat(answer.status()).as(path).isEqualTo(403);
            assertThat(answer.text()).contains("<Code>AccessDenied</Code>");
        }
    }

    @Test
    void clientsSeeOnlyTheTorrentsThatTheyMaySee() throws IOException {
        restart(withKeys(
                "- {access-key: anonymous, allow: [bucket/public/*]}",
                "- {access-key: AKID, secret-key: secret, allow: [bucket/*]}"));
        ask("GET /bucket/public/a?torrent");
        String page = ask("GET /").text();
        String json = ask("GET /catalogue.json").text();

        assertThat(signed("/bucket/public2/c.torrent").status()).isEqualTo(200);

        assertThat(page).contains("public/a");
        assertThat(ask("GET /").text()).isEqualTo(page);
        assertThat(ask("GET /catalogue.json").text()).isEqualTo(json);
        assertThat(ask("GET /feed.xml").text()).doesNotContain("public2");
        assertThat(ask("GET /update?info_hash=" + hash("c").hex()).status()).isEqualTo(404);
        assertThat(signed("/").text()).contains("public/a").contains("public2/c");
    }

    private Answer signed(String path) throws IOException {
        Optional<AccessKey> key = Optional.of(AccessKey.lasting("AKID", "secret"));
        return RawHttp.ask(server.address(), Signing.get(server.address(), path, key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /?torrent", "GET /feed.xml?torrent=", "GET /catalogue.json?x=y&torrent", "PUT /"})
    void callsOfS3StayCallsOfS3(String line) throws IOException {
        Answer answer = ask(line);

        assertThat(answer.status()).isIn(405, 501);
        assertThat(answer.header("content-type")).isEqualTo("application/xml");
    }

    @Test
    void onTheHostOfABucketPathsAreKeys() throws IOException {
        String host = "\r\nHost: bucket.localhost";
        Answer torrent = RawHttp.ask(server.address(), "GET /dir/key.torrent HTTP/1.1" + host);
        Answer noPage = RawHttp.ask(server.address(), "GET /feed.xml HTTP/1.1" + host);

        assertThat(torrent.status()).isEqualTo(200);
        assertThat(service.looked).containsExactly(new S3Location("bucket", "dir/key"));
        assertThat(noPage.status()).isEqualTo(501);
    }

    @Test
    void aPublicUrlIsWhatLinksBeginWith() throws IOException {
        restart(OPEN.toBuilder().publicUrl(URI.create("https://cdn.example/t/")).build());
        ask("GET /bucket/key?torrent");

        assertThat(ask("GET /catalogue.json").text()).contains("\"https://cdn.example/t/bucket/key.torrent\"");
    }

    @Test
    void anEndingGivesWhatTheParameterGives() throws IOException {
        Answer asked = ask("GET /bucket/dir/a%20key?torrent");
        Answer named = ask("GET /bucket/dir/a%20key.torrent");
        Answer ofTorrent = ask("GET /bucket/key.torrent?torrent");

        assertThat(named.status()).isEqualTo(200);
        assertThat(named.body()).isEqualTo(asked.body());
        assertThat(named.header("content-disposition")).isEqualTo(asked.header("content-disposition"));
        assertThat(ofTorrent.status()).isEqualTo(200);
        assertThat(service.looked).contains(new S3Location("bucket", "key.torrent"));
        assertThat(ask("GET /bucket/key.torrent", "Range: bytes=0-9").status()).isEqualTo(206);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /bucket/.torrent",
                "GET /bucket/.magnet",
                "GET /bucket.torrent",
                "GET /bucket/key.torrent?acl",
                "GET /bucket/key.magnet?uploads=",
                "GET /bucket/key"
            })
    void requestsThatNameNoTorrentAreNotImplemented(String line) throws IOException {
        assertThat(ask(line).status()).isEqualTo(501);
        assertThat(service.looked).isEmpty();
    }

    @Test
    void aMagnetIsFollowedOrRead() throws IOException {
        Answer answer = ask("GET /bucket/key%20name.magnet");

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
        String uri = answer.header("location");
        assertThat(answer.text()).isEqualTo(uri + "\n");
        Magnet magnet = Magnet.parse(uri);
        assertThat(magnet.infoHash()).isEqualTo(hash("key name"));
        assertThat(magnet.name()).contains("key name");
        assertThat(magnet.trackers()).isEqualTo(service.trackers());
        assertThat(ask("HEAD /bucket/key%20name.magnet").header("location")).isEqualTo(uri);
    }

    @Test
    void aMagnetThatIsNotReadyInTimeIsAskedForAgain() throws IOException {
        restart(OPEN, new WaitTimeouts(Duration.ofMillis(300), Duration.ofMillis(300)));
        service.slow = true;
        Answer answer = ask("GET /bucket/key.magnet");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("10");
        assertThat(answer.text()).contains("retry");
        service.open.countDown();
        await().untilAsserted(
                        () -> assertThat(ask("GET /bucket/key.magnet").status()).isEqualTo(302));
        assertThat(service.seeded).hasSize(1);
    }

    @Test
    void anOldTorrentHasASuccessorAndTheNewestHasNone() throws IOException {
        ask("GET /bucket/key?torrent");
        String old = hash("key").hex();
        assertThat(ask("GET /update?info_hash=" + old).status()).isEqualTo(404);

        service.etags.put("key", "\"other\"");
        Answer successor = ask("GET /update?info_hash=" + old);

        assertThat(successor.status()).isEqualTo(200);
        assertThat(successor.header("content-type")).isEqualTo("application/x-bittorrent");
        InfoHash next = MetainfoCodec.decode(successor.body()).infoHash();
        assertThat(next).isEqualTo(hash("key", "\"other\"")).isNotEqualTo(hash("key"));
        assertThat(ask("GET /update?info_hash=" + next.hex()).status()).isEqualTo(404);
        assertThat(ask("GET /update?info_hash=" + old.toUpperCase(java.util.Locale.ROOT))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aTorrentThatIsNoLongerSeededHasSuccessorsAsWell() throws IOException {
        ask("GET /bucket/key?torrent");
        gateway.gone(hash("key"));
        service.etags.put("key", "\"other\"");

        assertThat(ask("GET /update?info_hash=" + hash("key").hex()).status()).isEqualTo(200);
    }

    @Test
    void theSameBytesAgainAreNoSuccessor() throws IOException {
        ask("GET /bucket/key?torrent");
        service.length = FakeTorrentService.LENGTH + 1; // another version, with the same torrent in this fake

        assertThat(ask("GET /update?info_hash=" + hash("key").hex()).status()).isEqualTo(404);
    }

    @Test
    void anObjectThatIsGoneHasNoSuccessor() throws IOException {
        ask("GET /bucket/key?torrent");
        service.failures.put("look key", new ObjectException.NotFound("no", null));

        assertThat(ask("GET /update?info_hash=" + hash("key").hex()).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 400",
        "abc, 400",
        "zz00000000000000000000000000000000000000, 400",
        "0000000000000000000000000000000000000000, 404",
        "0000000000000000000000000000000000000000000000000000000000000000, 404",
    })
    void unknownInfoHashesHaveNoSuccessor(String hash, int status) throws IOException {
        assertThat(ask("GET /update?info_hash=" + hash).status()).isEqualTo(status);
        assertThat(service.looked).isEmpty();
    }
}
