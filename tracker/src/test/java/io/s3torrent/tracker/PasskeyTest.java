package io.s3torrent.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.access.PasskeyKit;
import io.s3torrent.tracker.http.RawClient;
import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SwarmCounts;
import io.s3torrent.tracker.udp.RawUdpClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tracker for those alone who have a passkey, from the outside. */
@SuppressWarnings("ByteBufferBackingArray") // All are RawUdpClient's.
class PasskeyTest {
    private static final InfoHash SWARM = Peers.swarm("ours");
    private static final InfoHash OTHER = Peers.swarm("ours, too");
    private static final int ERROR = 3;

    private final PasskeyKit kit = new PasskeyKit();
    private final Tracker tracker = start();

    private Tracker start() {
        try {
            InetSocketAddress anywhere = new InetSocketAddress("127.0.0.1", 0);
            return Tracker.start(
                    TrackerConfig.builder(anywhere).access(kit.admission()).build());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void allow() {
        tracker.allow(SWARM);
        tracker.allow(OTHER);
    }

    @AfterEach
    void stop() {
        tracker.close();
    }

    private BDict announce(String path, InfoHash torrent) throws IOException {
        return RawClient.get(
                tracker.address(),
                path + "?" + hash(torrent) + "&peer_id=-XX0000-abcdefghijkl&port=1001&left=5&compact=1");
    }

    private static String hash(InfoHash torrent) {
        return "info_hash=%" + HexFormat.ofDelimiter("%").formatHex(torrent.bytes());
    }

    private static String failure(BDict answer) {
        return answer.string("failure reason").orElseThrow().text();
    }

    /** An announce with what follows it (BEP 41), sent to UDP. */
    private ByteBuffer ask(byte[] options) throws IOException {
        try (RawUdpClient asker = new RawUdpClient("127.0.0.1", tracker.udpAddress())) {
            byte[] announce =
                    RawUdpClient.announce(asker.connect(), SWARM, 1001).array();
            byte[] all = Arrays.copyOf(announce, announce.length + options.length);
            System.arraycopy(options, 0, all, announce.length, options.length);
            return asker.ask(ByteBuffer.wrap(all));
        }
    }

    private static byte[] urlData(String... pieces) {
        StringBuilder options = new StringBuilder();
        for (String piece : pieces) {
            options.append('\2').append((char) piece.length()).append(piece);
        }
        return latin1(options.toString());
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String failure(ByteBuffer answer) {
        assertThat(answer.getInt(0)).isEqualTo(ERROR);
        return new String(answer.array(), 8, answer.limit() - 8, StandardCharsets.US_ASCII);
    }

    @Test
    void opensItsTorrentOverHttp() throws IOException {
        String path = "/announce/" + kit.passkey(SWARM);
        assertThat(announce(path, SWARM).integer("incomplete")).contains(1L);
        assertThat(failure(announce(path, OTHER))).isEqualTo("passkey: not for this torrent");
        assertThat(announce("/" + path + "/", SWARM).integer("incomplete")).contains(1L);
        assertThat(announce("/announce/" + kit.passkey(), OTHER).integer("incomplete"))
                .contains(1L);
        assertThat(announce("/announce/" + kit.passkey(SWARM, OTHER), OTHER).integer("incomplete"))
                .contains(1L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /announce                                            | passkey: missing
            /announce/                                           | passkey: missing
            /announce/x                                          | passkey: malformed
            /announce//                                          | passkey: missing
            /announce/PASSKEY/x                                  | passkey: malformed
            /announce/PASSKEY%41                                 | passkey: malformed
            /announce/EAAAAAFhAAAAAAAAAAAAAAAAAAAAAA             | passkey: expired
            /announce/EP____9hAAAAAAAAAAAAAAAAAAAAAA             | passkey: not valid here
            /announce/Ef____9hAAAAAAAAAAAAAAAAAAAAAA             | passkey: not for this torrent
            /announcement                                        | unknown path (expected: /announce or /scrape)
            /PASSKEY/announce                                    | unknown path (expected: /announce or /scrape)
            """)
    void withoutAGoodOneNothingIsStored(String path, String reason) throws IOException {
        BDict answer = announce(path.replace("PASSKEY", kit.passkey(SWARM)), SWARM);
        assertThat(failure(answer)).isEqualTo(reason);
        assertThat(tracker.counts(SWARM)).isEqualTo(SwarmCounts.NONE);
        if (reason.startsWith("passkey")) {
            assertThat(answer.integer("interval")).contains(1800L);
        }
    }

    @Test
    void opensScrapesOfItsTorrents() throws IOException {
        String path = "/scrape/" + kit.passkey(SWARM) + "?" + hash(SWARM);
        assertThat(RawClient.get(tracker.address(), path)
                        .dict("files")
                        .orElseThrow()
                        .entries())
                .hasSize(1);
        assertThat(failure(RawClient.get(tracker.address(), path + "&" + hash(OTHER))))
                .isEqualTo("passkey: not for this torrent");
        assertThat(failure(RawClient.get(tracker.address(), "/scrape?" + hash(SWARM))))
                .isEqualTo("passkey: missing");
    }

    @Test
    void opensItsTorrentOverUdp() throws IOException {
        String path = "/announce/" + kit.passkey(SWARM);
        assertThat(ask(urlData(path)).getInt(0)).isOne();
        assertThat(ask(urlData(path + "?x=y")).getInt(0)).isOne();
        assertThat(ask(urlData(path + "/?x=y")).getInt(0)).isOne();
        // In pieces, with others around it and an end before the end.
        assertThat(ask(urlData(path.substring(0, 3), "", path.substring(3))).getInt(0))
                .isOne();
        assertThat(ask(latin1("\1\1\3\2??" + "\2\12/announce/\1\377\0\2" + (char) (path.length() - 10)
                                + path.substring(10) + "\0\2\5/more"))
                        .getInt(0))
                .isOne();
        assertThat(tracker.counts(SWARM)).isEqualTo(new SwarmCounts(0, 1, 0));
    }

    @Test
    void withoutAGoodOneNothingIsStoredOverUdp() throws IOException {
        String path = "/announce/" + kit.passkey(SWARM);
        assertThat(failure(ask(new byte[0]))).isEqualTo("passkey: missing");
        assertThat(failure(ask(latin1("\2\0\0")))).isEqualTo("passkey: missing");
        assertThat(failure(ask(urlData("/")))).isEqualTo("passkey: missing");
        assertThat(failure(ask(urlData("/announce")))).isEqualTo("passkey: missing");
        assertThat(failure(ask(urlData("/announce/")))).isEqualTo("passkey: missing");
        assertThat(failure(ask(urlData("/announce/?" + path)))).isEqualTo("passkey: missing");
        assertThat(failure(ask(latin1("\0" + new String(urlData(path), StandardCharsets.ISO_8859_1)))))
                .isEqualTo("passkey: missing");
        // An option that is cut off takes those before it along.
        assertThat(failure(ask(latin1(new String(urlData(path), StandardCharsets.ISO_8859_1) + "\7"))))
                .isEqualTo("passkey: missing");
        byte[] cut = urlData(path);
        assertThat(failure(ask(Arrays.copyOf(cut, cut.length - 1)))).isEqualTo("passkey: missing");
        assertThat(failure(ask(urlData(path + "A")))).isEqualTo("passkey: malformed");
        assertThat(failure(ask(urlData("/announce/" + kit.passkey(OTHER))))).isEqualTo("passkey: not for this torrent");
        assertThat(tracker.counts(SWARM)).isEqualTo(SwarmCounts.NONE);
    }

    /** BEP 41 has options behind announces only. */
    @Test
    void scrapesOverUdpAreRefused() throws IOException {
        try (RawUdpClient asker = new RawUdpClient("127.0.0.1", tracker.udpAddress())) {
            assertThat(failure(asker.ask(RawUdpClient.scrape(asker.connect(), SWARM))))
                    .startsWith("passkey: missing (a UDP scrape cannot carry one");
        }
    }
}
