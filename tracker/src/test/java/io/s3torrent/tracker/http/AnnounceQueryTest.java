package io.s3torrent.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.tracker.Tracker;
import io.s3torrent.tracker.TrackerConfig;
import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SwarmCounts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as real clients send them get peers. */
class AnnounceQueryTest {
    private static final String HASH = "aaaaaaaaaaaaaaaaaaaa";
    private static final InfoHash SWARM = InfoHash.of(HASH.getBytes(StandardCharsets.US_ASCII));
    private static final String ID = "&peer_id=-XX0000-abcdefghijkl";

    private final Tracker tracker = start();

    private static Tracker start() {
        try {
            return Tracker.start(TrackerConfig.on(new InetSocketAddress("127.0.0.1", 0)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void allow() {
        tracker.pin(SWARM, PeerId.random("-S30100-", new Random(1)), Peers.v4(9, 6881));
    }

    @AfterEach
    void stop() {
        tracker.close();
    }

    private BDict ask(String target) throws IOException {
        return RawClient.get(tracker.address(), target);
    }

    private BDict announce(String parameters) throws IOException {
        return ask("/announce?info_hash=" + HASH + ID + parameters);
    }

    /** The number of IPv4 peers in a response. */
    private static int peers(BDict answer) {
        return answer.string("peers").orElseThrow().length() / 6;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&left",
                "&left=",
                "&left=-1",
                "&left=9223372036854775807",
                "&left=9223372036854775808",
                "&left=18446744073709551615",
                "&left=16777215",
                "&left=NaN",
                "&left=undefined",
                "&left=Infinity",
                "&left=%zz",
                "&left=&left=0",
                "&left=7&left=0",
            })
    void aClientThatDoesNotKnowWhatIsLeftIsALeecher(String left) throws IOException {
        assertThat(peers(announce("&port=1001" + left))).isOne();
        assertThat(tracker.counts(SWARM)).isEqualTo(new SwarmCounts(1, 1, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"&left=0", "&left=00", "&left=%30", "&left=0&left=5"})
    void aClientWithNothingLeftIsASeeder(String left) throws IOException {
        announce("&port=1001" + left);
        assertThat(tracker.counts(SWARM)).isEqualTo(new SwarmCounts(2, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&uploaded=x&downloaded=-5",
                "&uploaded=&downloaded=99999999999999999999999",
                "&uploaded=NaN&downloaded=%&corrupt=%zz",
                "&event=paused",
                "&event=",
                "&event=%zz",
                "&event",
                "&compact=",
                "&compact=yes",
                "&compact=%",
                "&no_peer_id=2&compact=1",
                "&ip=10.0.0.1&ipv6=%5B::1%5D&ipv4=",
                "&key=%zz&trackerid=&supportcrypto=1&requirecrypto=1&cryptoport=0",
                "&key=1&key=2&uploaded=1&uploaded=2",
                "&port=1002&peer_id=x&info_hash=bbbbbbbbbbbbbbbbbbbb",
                "&&=&=x&x=&%zz=%zz&",
            })
    void unneededParametersAreIgnored(String parameters) throws IOException {
        assertThat(peers(announce("&port=1001&left=5" + parameters))).isOne();
        assertThat(tracker.counts(SWARM)).isEqualTo(new SwarmCounts(1, 1, 0));
        assertThat(tracker.counts(InfoHash.of("b".repeat(20).getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(SwarmCounts.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "&peer_id", "&peer_id=", "&peer_id=short", "&peer_id=-XX0000-abcdefghijk%", ID + "longer"})
    void anIdThatIsNoneIsNotNeeded(String id) throws IOException {
        assertThat(peers(ask("/announce?info_hash=" + HASH + id + "&port=1001&left=5")))
                .isOne();
        assertThat(tracker.counts(SWARM)).isEqualTo(new SwarmCounts(1, 1, 0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            &want=7                   | 50
            &numwant                  | 50
            &numwant=                 | 50
            &numwant=-1               | 50
            &numwant=-2147483648      | 50
            &numwant=NaN              | 50
            &numwant=%zz              | 50
            &numwant=0                | 0
            &numwant=7                | 7
            &numwant=65536            | 200
            &numwant=4294967295       | 200
            &numwant=99999999999999999999999 | 200
            """)
    void theNumberOfPeersIsTheDefaultOrTheMostThatThereMayBe(String want, int peers) throws IOException {
        for (int i = 0; i < 300; i++) {
            tracker.pin(SWARM, PeerId.random("-S30100-", new Random(i)), Peers.v4(i % 250, 7000 + i));
        }
        assertThat(peers(announce("&port=1001&left=5" + want))).isEqualTo(peers);
    }

    @Test
    void aClientThatCannotBeConnectedToIsToldOfPeersAndNotStored() throws IOException {
        announce("&port=1001&left=5");
        assertThat(peers(announce("&port=0&left=5"))).isEqualTo(2);
        assertThat(peers(announce("&port=0&left=0"))).isEqualTo(2);
        assertThat(peers(announce("&port=0&left=0&event=completed"))).isEqualTo(2);
        assertThat(peers(announce("&port=0&left=5&event=stopped"))).isZero();
        assertThat(announce("&port=0&left=5&compact=0")
                        .list("peers")
                        .orElseThrow()
                        .items())
                .hasSize(2);
        assertThat(tracker.counts(SWARM)).isEqualTo(new SwarmCounts(1, 1, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/announce/",
                "/announce//",
                "//announce",
                "///announce/",
                "/announce.php",
                "/announce.php/",
                "/announce/a-passkey-of-another-tracker",
                "http://tracker:6969/announce/",
                "HTTPS://tracker//announce",
            })
    void theUrlMayBeWrittenInOtherWays(String path) throws IOException {
        assertThat(peers(ask(path + "?info_hash=" + HASH + ID + "&port=1001&left=5")))
                .isOne();
        assertThat(ask(path.replace("announce", "scrape") + "?info_hash=" + HASH)
                        .dict("files"))
                .isPresent();
    }
}
