package io.s3torrent.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.access.AllowList;
import io.s3torrent.tracker.access.PasskeyKit;
import io.s3torrent.tracker.announce.AccessPolicy;
import io.s3torrent.tracker.http.RawClient;
import io.s3torrent.tracker.swarm.Peers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scrape that names no torrent, from the outside. */
class TrackerFullScrapeTest {
    private static final InfoHash OPEN = Peers.swarm("open");
    private static final InfoHash SECRET = Peers.swarm("secret");
    private static final InfoHash QUIET = Peers.swarm("quiet");

    @TempDir
    private Path folder;

    private static Tracker start(@Nullable Predicate<InfoHash> listed, Predicate<InfoHash> tracked) throws IOException {
        InetSocketAddress anywhere = new InetSocketAddress("127.0.0.1", 0);
        return Tracker.start(
                TrackerConfig.builder(anywhere)
                        .access(new AccessPolicy(null, listed))
                        .build(),
                tracked);
    }

    private static void announce(Tracker tracker, InfoHash torrent, int port) throws IOException {
        String hash = "info_hash=%" + HexFormat.ofDelimiter("%").formatHex(torrent.bytes());
        RawClient.get(tracker.address(), "/announce?" + hash + "&peer_id=-XX0000-abcdefghijkl&left=5&port=" + port);
    }

    private static BDict scrape(Tracker tracker) throws IOException {
        return RawClient.get(tracker.address(), "/scrape");
    }

    private static String name(InfoHash torrent) {
        return new String(torrent.bytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void listsWhatIsNotPrivateAndHasPeers() throws IOException {
        Path file = Files.writeString(folder.resolve("allowed"), OPEN + "\n" + SECRET + " private\n" + QUIET);
        try (AllowList list = AllowList.follow(file);
                Tracker tracker = start(list::isPublic, list)) {
            announce(tracker, OPEN, 1001);
            announce(tracker, OPEN, 1002);
            announce(tracker, SECRET, 1001);
            BDict files = scrape(tracker).dict("files").orElseThrow();
            assertThat(files.entries()).hasSize(1);
            assertThat(files.dict(name(OPEN)).orElseThrow().integer("incomplete"))
                    .contains(2L);
        }
    }

    @Test
    void isRefusedUnlessItIsWanted() throws IOException {
        try (Tracker tracker = start(null, infoHash -> true)) {
            announce(tracker, OPEN, 1001);
            assertThat(scrape(tracker).string("failure reason").orElseThrow().text())
                    .isEqualTo("info_hash: missing (the list of all torrents is not public)");
        }
    }

    @Test
    void isAnsweredOnceInASecond() throws IOException {
        try (Tracker tracker = start(infoHash -> true, infoHash -> true)) {
            announce(tracker, OPEN, 1001);
            assertThat(scrape(tracker).dict("files")).isPresent();
            // On a busy machine the next one may come a second later.
            await().untilAsserted(() -> assertThat(
                            scrape(tracker).string("failure reason").map(BString::text))
                    .contains("another client requested the list of all torrents"));
            await().until(() -> scrape(tracker).dict("files").isPresent());
        }
    }

    @Test
    void aTrackerWithPasskeysHasNoList() {
        PasskeyKit kit = new PasskeyKit();
        assertThatThrownBy(() -> new AccessPolicy(kit.admission().passkeys(), infoHash -> true))
                .hasMessage("a tracker with passkeys cannot publish a list of its torrents");
    }
}
