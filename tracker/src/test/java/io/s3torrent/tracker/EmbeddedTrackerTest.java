package io.s3torrent.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.net.RandomPort.UdpTakenException;
import io.s3torrent.testing.FreePort;
import io.s3torrent.tracker.access.PasskeyKit;
import io.s3torrent.tracker.http.EmbeddedHttpTracker;
import io.s3torrent.tracker.http.RawClient;
import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SwarmCounts;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tracker on another HTTP server of the process. */
class EmbeddedTrackerTest {
    private static final InfoHash SWARM = Peers.swarm("ours");
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(HERE, 0);
    private static final String ID = "&peer_id=-XX0000-abcdefghijkl&left=0&port=1001";

    private static String hash() {
        return "info_hash=%" + HexFormat.ofDelimiter("%").formatHex(SWARM.bytes());
    }

    private static String ask(EmbeddedHttpTracker guest, String target) {
        return new String(guest.answer(target, HERE, HERE), StandardCharsets.ISO_8859_1);
    }

    /** Removes the interval, which differs between peers. */
    private static String withoutInterval(String answer) {
        return answer.replaceAll("8:intervali[0-9]+e", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/announce?HASH&compact=1",
                "/announce/?HASH&compact=1",
                "/announce?HASH&left=-1&port=0",
                "/announce?HASH&compact=0",
                "/announce?HASH&event=stopped",
                "/announce?info_hash=short",
                "/announce",
                "/scrape?HASH",
                "/scrape",
                "/elsewhere?HASH",
            })
    void itAnswersAsAtHome(String question) throws IOException {
        String target = question.replace("HASH", question.startsWith("/announce") ? hash() + ID : hash());
        try (Tracker home = Tracker.start(TrackerConfig.on(ANY_PORT));
                Tracker abroad = Tracker.start(TrackerConfig.on(ANY_PORT))) {
            home.allow(SWARM);
            abroad.allow(SWARM);
            byte[] body = BencodeEncoder.encode(RawClient.get(home.address(), target));
            assertThat(withoutInterval(ask(abroad.embedded(), target)))
                    .isEqualTo(withoutInterval(new String(body, StandardCharsets.ISO_8859_1)));
        }
    }

    @Test
    void bytesOfAnInfoHashComeAsTheyAre() throws IOException {
        try (Tracker tracker = Tracker.start(TrackerConfig.on(ANY_PORT))) {
            tracker.allow(SWARM);
            StringBuilder escaped = new StringBuilder();
            for (byte b : SWARM.bytes()) {
                boolean plain =
                        b < 0 || Character.isLetterOrDigit(b); // some clients also send bytes above ASCII unescaped
                escaped.append(plain ? (char) (b & 0xff) : "%" + HexFormat.of().toHexDigits(b));
            }
            ask(tracker.embedded(), "/announce?info_hash=" + escaped + ID);
            assertThat(tracker.counts(SWARM)).isEqualTo(new SwarmCounts(1, 0, 0));
        }
    }

    @Test
    void passkeysArePartOfThePathWhereTheyAreWanted() throws IOException {
        PasskeyKit kit = new PasskeyKit();
        try (Tracker open = Tracker.start(TrackerConfig.on(ANY_PORT));
                Tracker closed = Tracker.start(
                        TrackerConfig.builder(ANY_PORT).access(kit.admission()).build())) {
            closed.allow(SWARM);
            assertThat(open.embedded().isAskedAt("/announce")).isTrue();
            assertThat(open.embedded().isAskedAt("/scrape")).isTrue();
            assertThat(open.embedded().isAskedAt("/announce/key")).isFalse();
            assertThat(open.embedded().isAskedAt("/announced")).isFalse();
            assertThat(open.embedded().isAskedAt("/announce/")).isTrue();
            assertThat(open.embedded().isAskedAt("/scrape/")).isTrue();
            assertThat(closed.embedded().isAskedAt("/announce/key")).isTrue();
            assertThat(ask(closed.embedded(), "/announce?" + hash() + ID)).contains("passkey: missing");
            assertThat(ask(closed.embedded(), "/announce/nonsense?" + hash() + ID))
                    .contains("passkey: malformed");
            assertThat(ask(closed.embedded(), "/announce/" + kit.passkey() + "?" + hash() + ID))
                    .contains("8:completei1e");
        }
    }

    @Test
    void itTakesUdpOfItsHostsPortAndNoOther() throws IOException {
        try (Tracker tracker = FreePort.start(EmbeddedTrackerTest::guestAt)) {
            assertThat(tracker.udpAddress()).isEqualTo(tracker.address());
        }
    }

    private static Tracker guestAt(int port) throws IOException {
        try (ServerSocket host = new ServerSocket(port, 1, HERE)) {
            InetSocketAddress at = new InetSocketAddress(HERE, host.getLocalPort());
            Tracker tracker =
                    Tracker.start(TrackerConfig.builder(ANY_PORT).embeddedAt(at).build());
            assertThat(tracker.address()).isEqualTo(at);
            return tracker;
        }
    }

    /** The host then knows that another port may work. */
    @Test
    void aNumberThatIsTakenForUdpIsAFailureOfItsOwn() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(ANY_PORT)) {
            InetSocketAddress at = new InetSocketAddress(HERE, taken.getLocalPort());
            assertThatThrownBy(() -> Tracker.start(TrackerConfig.builder(ANY_PORT)
                                    .embeddedAt(at)
                                    .build())
                            .close())
                    .isInstanceOf(UdpTakenException.class)
                    .hasMessageMatching("the tracker cannot listen on .*:" + at.getPort() + ": Address already in use");
        }
    }
}
