package io.s3torrent.seeder.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.net.http.RawHttp;
import io.s3torrent.seeder.SeedHandle;
import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.SourceListing;
import io.s3torrent.seeder.gateway.GatewayConfig;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.resolve.PersistenceConfig;
import io.s3torrent.seeder.resolve.SidecarMode;
import io.s3torrent.seeder.resolve.StateDir;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import io.s3torrent.status.AdminConfig;
import io.s3torrent.tracker.TrackerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
@Timeout(120)
class DaemonTest {
    private static final Optional<Duration> OFTEN = Optional.of(Duration.ofMillis(100));

    @TempDir
    private Path folder;

    private final Events events = new Events();
    private EmbeddedS3 store;

    private static final class Events implements DaemonListener {
        final List<String> found = new CopyOnWriteArrayList<>();
        final List<String> told = new CopyOnWriteArrayList<>();
        final List<SeedHandle> torrents = new CopyOnWriteArrayList<>();

        @Override
        public void found(FollowedSource source, SourceListing listing, Duration interval) {
            found.add(source.name() + " " + listing.objects().size());
        }

        @Override
        public void seeded(SeedHandle torrent) {
            torrents.add(torrent);
            told.add("seeded " + torrent.source() + " " + torrent.origin());
        }

        @Override
        public void failed(S3Location object, IOException reason) {
            told.add("failed " + object);
        }

        @Override
        public void ended(S3Location object, InfoHash infoHash, String reason) {
            told.add("ended " + object + " " + reason);
        }

        @Override
        public void unlisted(FollowedSource source, IOException reason) {
            told.add("unlisted " + source.name());
        }

        @Override
        public void listedAgain(FollowedSource source) {
            told.add("again " + source.name());
        }

        @Override
        public void gone(InfoHash infoHash, ObjectException reason) {
            told.add("gone");
        }

        @Override
        public void authError(InfoHash infoHash, ObjectException reason) {
            told.add("denied");
        }

        void expect(String... wanted) {
            await().atMost(Duration.ofSeconds(50))
                    .untilAsserted(() -> assertThat(told).containsExactlyInAnyOrder(wanted));
            told.clear();
        }
    }

    @BeforeEach
    void start() throws IOException {
        store = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")));
        store.createBucket("data");
        put("set/a", 300_000);
        put("set/b", 1000);
        put("set/c.log", 10);
        put("other/d", 500);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private void put(String key, int length) {
        store.put("data", key, new byte[length]);
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static FollowedSource set() {
        return FollowedSource.below(S3Prefix.parse("s3://data/set/"), KeyFilter.ALL.exclude("*.log"), OFTEN);
    }

    private DaemonConfig config(Optional<GatewayConfig> gateway, FollowedSource... sources) {
        StateDir state = new StateDir(folder.resolve("state"));
        SeederConfig seeder = SeederConfig.builder(store.options(), loopback())
                .tracker(TrackerConfig.builder(loopback()).build())
                .persistence(new PersistenceConfig(SidecarMode.LOCAL, Optional.of(state)))
                .build();
        return new DaemonConfig(seeder, gateway, Optional.of(AdminConfig.on(loopback())), state, List.of(sources));
    }

    private Daemon follow(DaemonConfig config) throws IOException {
        Daemon daemon = Daemon.start(config, events);
        daemon.follow();
        return daemon;
    }

    @Test
    void objectsAreSeededAsTheyComeChangeAndGo() throws IOException {
        try (Daemon daemon = follow(config(Optional.empty(), set()))) {
            events.expect("seeded s3://data/set/a hashing", "seeded s3://data/set/b hashing");
            assertThat(events.found).containsExactly("s3://data/set/ 2");
            put("set/new", 2000);
            events.expect("seeded s3://data/set/new hashing");
            put("set/a", 300_001);
            events.expect("ended s3://data/set/a was replaced", "seeded s3://data/set/a hashing");
            store.delete("data", "set/b");
            events.expect("ended s3://data/set/b was deleted");
            assertThat(daemon.seeder().snapshot().torrents()).isEqualTo(2);
            assertThat(daemon.seeder().totals()).hasSize(2);
            put("set/b", 1000);
            events.expect("seeded s3://data/set/b kept");
        }
    }

    @Test
    void anObjectIsFollowedLikeAPrefix() throws IOException {
        FollowedSource one = FollowedSource.object(new S3Location("data", "one"), OFTEN);
        try (Daemon daemon = follow(config(Optional.empty(), one))) {
            put("one", 100);
            events.expect("seeded s3://data/one hashing");
            put("one", 101);
            events.expect("ended s3://data/one was replaced", "seeded s3://data/one hashing");
            store.delete("data", "one");
            events.expect("ended s3://data/one was deleted");
            assertThat(daemon.seeder().snapshot().torrents()).isZero();
        }
    }

    @Test
    void nothingIsHashedTwiceAfterARestart() throws IOException {
        try (Daemon daemon = follow(config(Optional.empty(), set()))) {
            assertThat(daemon.adminAddress()).isPresent();
            events.expect("seeded s3://data/set/a hashing", "seeded s3://data/set/b hashing");
        }
        try (Daemon daemon = follow(config(Optional.empty(), set()))) {
            events.expect("seeded s3://data/set/a kept", "seeded s3://data/set/b kept");
            assertThat(daemon.seeder().snapshot().s3Bytes()).isZero();
        }
    }

    @Test
    void aReloadKeepsTheTorrentsOfObjectsThatStay() throws IOException {
        FollowedSource other = FollowedSource.below(S3Prefix.parse("s3://data/other/"), KeyFilter.ALL, OFTEN);
        try (Daemon daemon = follow(config(Optional.empty(), set(), other))) {
            events.expect(
                    "seeded s3://data/set/a hashing",
                    "seeded s3://data/set/b hashing",
                    "seeded s3://data/other/d hashing");
            daemon.reload(List.of(FollowedSource.below(S3Prefix.parse("s3://data/set/"), KeyFilter.ALL, OFTEN)));
            events.expect("ended s3://data/other/d is no longer in a source", "seeded s3://data/set/c.log hashing");
            assertThat(stats(daemon))
                    .contains("\"reloads\":1,\"rejectedReloads\":0")
                    .contains("\"seeding\":3");
        }
    }

    private static RawHttp.Answer get(InetSocketAddress address, String path) throws IOException {
        return RawHttp.ask(address, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private static String stats(Daemon daemon) throws IOException {
        return get(daemon.adminAddress().orElseThrow(), "/stats").text();
    }

    @Test
    void aStoreThatCannotBeListedKeepsEverythingAndIsToldOnce() throws IOException {
        FollowedSource missing = FollowedSource.below(S3Prefix.parse("s3://missing/"), KeyFilter.ALL, OFTEN);
        try (Daemon daemon = follow(config(Optional.empty(), set(), missing))) {
            events.expect("unlisted s3://missing/", "seeded s3://data/set/a hashing", "seeded s3://data/set/b hashing");
            store.createBucket("missing");
            events.expect("again s3://missing/");
            assertThat(daemon.seeder().snapshot().torrents()).isEqualTo(2);
        }
    }

    @Test
    void theGatewayListsWhatSourcesHave() throws IOException {
        GatewayConfig gateway =
                GatewayConfig.builder(loopback()).unauthenticated(true).build();
        try (Daemon daemon = follow(config(Optional.of(gateway), set()))) {
            events.expect("seeded s3://data/set/a hashing", "seeded s3://data/set/b hashing");
            InetSocketAddress address = daemon.gatewayAddress().orElseThrow();
            assertThat(get(address, "/catalogue.json").text()).contains("\"key\":\"set/a\"", "\"key\":\"set/b\"");
            assertThat(get(address, "/data/set/a?torrent").status()).isEqualTo(200);
            store.delete("data", "set/a");
            await().until(() -> !get(address, "/catalogue.json").text().contains("set/a"));
            assertThat(get(address, "/data/set/a?torrent").status()).isEqualTo(404);
            assertThat(events.torrents).hasSize(2);
        }
    }

    @Test
    void torrentsAreListedInPages() throws IOException {
        try (Daemon daemon = follow(config(Optional.empty(), set()))) {
            events.expect("seeded s3://data/set/a hashing", "seeded s3://data/set/b hashing");
            InetSocketAddress admin = daemon.adminAddress().orElseThrow();
            String hash = events.torrents.stream()
                    .filter(torrent -> torrent.source().toString().endsWith("/a"))
                    .map(torrent -> torrent.metainfo().infoHash().hex())
                    .findFirst()
                    .orElseThrow();
            RawHttp.Answer first = get(admin, "/api/v1/torrents?limit=1");
            assertThat(first.header("content-type")).isEqualTo("application/json");
            assertThat(first.text())
                    .startsWith("{\"torrents\":[{\"infoHash\":\"" + hash
                            + "\",\"name\":\"a\",\"source\":\"s3://data/set/a\","
                            + "\"state\":\"seeding\",\"size\":300000,\"magnet\":\"magnet:?")
                    .endsWith("}],\"next\":\"s3://data/set/a\"}\n");
            assertThat(get(admin, "/api/v1/torrents?limit=1&after=s3%3A%2F%2Fdata%2Fset%2Fa")
                            .text())
                    .contains("\"source\":\"s3://data/set/b\"")
                    .endsWith("}],\"next\":null}\n");
            assertThat(get(admin, "/api/v1/torrents?limit=0").text())
                    .isEqualTo("{\"error\":\"limit: \\\"0\\\" (expected: 1 to 1000)\"}\n");
            assertThat(get(admin, "/api/v1/torrents?limits=1").status()).isEqualTo(400);
            assertThat(get(admin, "/api/v1/torrents?after=x").status()).isEqualTo(400);
        }
    }

    @Test
    void aSecondDaemonNamesTheFirst() throws IOException {
        DaemonConfig config = config(Optional.empty(), set());
        try (Daemon daemon = Daemon.start(config, events)) {
            assertThatThrownBy(() -> Daemon.start(config, events))
                    .hasMessage(folder.resolve("state") + ": process "
                            + ProcessHandle.current().pid()
                            + " already serves with this state folder (expected: one process for each folder)");
            assertThat(daemon.gatewayAddress()).isEmpty();
        }
        Daemon.start(config, events).close();
    }
}
