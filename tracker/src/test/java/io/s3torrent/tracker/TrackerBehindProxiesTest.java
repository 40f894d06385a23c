package io.s3torrent.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.net.Cidr;
import io.s3torrent.net.PemFiles;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.testing.PemKeys;
import io.s3torrent.tracker.http.HttpsConfig;
import io.s3torrent.tracker.http.RawClient;
import io.s3torrent.tracker.swarm.Peers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which proxies may report client addresses, over HTTP and HTTPS. The response to the next peer shows the stored address. */
@Tag("slow")
class TrackerBehindProxiesTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("::", 0);
    private static final InfoHash SWARM = Peers.swarm("ours");

    /** The address of a trusted proxy. Other trusted proxies are in 10.0.0.0/8 and 2001:db8:1::/48. */
    private static final String PROXY = "127.0.0.2";

    private static final String STRANGER = "127.0.0.3";

    @TempDir
    private static Path folder;

    private static PemKeys keys;
    private Tracker tracker;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = PemKeys.make(folder, "us", "EC");
    }

    @BeforeEach
    void start() throws IOException {
        TrustedProxies proxies =
                new TrustedProxies(List.of(Cidr.parse(PROXY), Cidr.parse("10.0.0.0/8"), Cidr.parse("2001:db8:1::/48")));
        tracker = Tracker.start(TrackerConfig.builder(ANY_PORT)
                .https(new HttpsConfig(ANY_PORT, new PemFiles(keys.certificate(), keys.key())))
                .proxies(proxies)
                .build());
        tracker.allow(SWARM);
    }

    @AfterEach
    void stop() {
        tracker.close();
    }

    private static String announce(int port, String query, String headers) {
        return "GET /announce?info_hash=%" + HexFormat.ofDelimiter("%").formatHex(SWARM.bytes())
                + "&peer_id=-XX0000-abcdefghijkl&left=5&port=" + port + query + " HTTP/1.1\r\n" + headers + "\r\n";
    }

    private void announce(String from, boolean tls, String before, String request) {
        InetSocketAddress at = tls ? tracker.httpsAddress().orElseThrow() : tracker.address();
        try (RawClient plain = new RawClient(from, new InetSocketAddress("127.0.0.1", at.getPort()))) {
            plain.send(before);
            RawClient client = tls ? plain.startTls() : plain;
            client.send(request).answer();
        } catch (IOException refused) {
            // the stored peer shows the result
        }
    }

    /** The peers that another client gets. That client then leaves the swarm. */
    private @Nullable String told() throws IOException {
        try (RawClient client = new RawClient(
                "127.0.0.9",
                new InetSocketAddress("127.0.0.1", tracker.address().getPort()))) {
            BDict answer = client.send(announce(9, "", "")).answer();
            client.send(announce(9, "&event=stopped", "")).answer();
            List<String> peers = new ArrayList<>();
            unpack(answer.string("peers").orElseThrow(), 6, peers);
            answer.string("peers6").ifPresent(v6 -> unpack(v6, 18, peers));
            return peers.isEmpty() ? null : String.join(" ", peers);
        }
    }

    private static void unpack(BString packed, int width, List<String> into) {
        for (int at = 0; at < packed.length(); at += width) {
            byte[] entry = Arrays.copyOfRange(packed.bytes(), at, at + width);
            into.add(PeerEndpoint.ofCompact(entry).toString());
        }
    }

    private void assertTold(String from, String before, String request, @Nullable String expected) throws IOException {
        for (boolean tls : new boolean[] {false, true}) {
            announce(from, tls, before, request);
            assertThat(told()).as(tls ? "HTTPS" : "HTTP").isEqualTo(expected);
            tracker.withdraw(SWARM);
            tracker.allow(SWARM);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            STRANGER | X-Forwarded-For: 203.0.113.7                            | 127.0.0.3:1001
            STRANGER | X-Forwarded-For: 203.0.113.7, 127.0.0.2                 | 127.0.0.3:1001
            STRANGER | X-Forwarded-For: 127.0.0.2~X-Real-IP: 203.0.113.7       | 127.0.0.3:1001
            STRANGER | Forwarded: for=203.0.113.7                              | 127.0.0.3:1001
            PROXY    | Host: tracker                                           | 127.0.0.2:1001
            PROXY    | Forwarded: for=203.0.113.7                              | 127.0.0.2:1001
            PROXY    | X-Forwarded-For: 203.0.113.7                            | 203.0.113.7:1001
            PROXY    | x-FORWARDED-for:203.0.113.7                             | 203.0.113.7:1001
            PROXY    | X-Forwarded-For: 198.51.100.1, 203.0.113.7              | 203.0.113.7:1001
            PROXY    | X-Forwarded-For: 198.51.100.1~X-Forwarded-For: 203.0.113.7 | 203.0.113.7:1001
            PROXY    | X-Forwarded-For: 203.0.113.7~X-Other: y~X-Forwarded-For: 10.1.2.3 | 203.0.113.7:1001
            PROXY    | X-Forwarded-For: 198.51.100.1, 203.0.113.7,10.1.2.3 , 2001:db8:1::5, 127.0.0.2 | 203.0.113.7:1001
            PROXY    | X-Forwarded-For: 10.1.2.3                               | 10.1.2.3:1001
            PROXY    | X-Forwarded-For: 10.4.5.6, 10.1.2.3                     | 10.4.5.6:1001
            PROXY    | X-Forwarded-For: 203.0.113.7:4711                       | 203.0.113.7:1001
            PROXY    | X-Forwarded-For: ::ffff:203.0.113.7                     | 203.0.113.7:1001
            PROXY    | X-Forwarded-For: 203.0.113.7, ::ffff:10.1.2.3           | 203.0.113.7:1001
            PROXY    | X-Forwarded-For: 2001:db8::7                            | [2001:db8:0:0:0:0:0:7]:1001
            PROXY    | X-Forwarded-For: [2001:db8::7]                          | [2001:db8:0:0:0:0:0:7]:1001
            PROXY    | X-Forwarded-For: [2001:db8::7]:4711                     | [2001:db8:0:0:0:0:0:7]:1001
            PROXY    | X-Forwarded-For: 203.0.113.7, [2001:db8:1::5]:80        | 203.0.113.7:1001
            PROXY    | X-Forwarded-For: , 203.0.113.7,, ,10.1.2.3,             | 203.0.113.7:1001
            PROXY    | X-Forwarded-For:                                        | 127.0.0.2:1001
            PROXY    | X-Forwarded-For: , ,                                    | 127.0.0.2:1001
            PROXY    | X-Forwarded-For: 203.0.113.7, unknown                   | 127.0.0.2:1001
            PROXY    | X-Forwarded-For: 203.0.113.7, localhost, 10.1.2.3       | 10.1.2.3:1001
            PROXY    | X-Forwarded-For: 203.0.113.7; 10.1.2.3                  | 127.0.0.2:1001
            PROXY    | X-Forwarded-For: 203.0.113                              | 127.0.0.2:1001
            PROXY    | X-Forwarded-For: 203.0.113.7:                           | 127.0.0.2:1001
            PROXY    | X-Forwarded-For: 203.0.113.256                          | 127.0.0.2:1001
            PROXY    | X-Forwarded-For: [2001:db8::7                           | 127.0.0.2:1001
            PROXY    | X-Forwarded-For: fe80::1%lo                             | 127.0.0.2:1001
            PROXY    | X-Forwarded-For: 0.0.0.0                                | 127.0.0.2:1001
            PROXY    | X-Forwarded-For: ff02::1                                | 127.0.0.2:1001
            PROXY    | Not-X-Forwarded-For: 203.0.113.7                        | 127.0.0.2:1001
            """)
    void theClientInXForwardedFor(String from, String headers, @Nullable String expected) throws IOException {
        String request = announce(1001, "", headers.replace("~", "\r\n") + "\r\n");
        assertTold(address(from), "", request, expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            STRANGER | PROXY TCP4 203.0.113.7 192.0.2.1 4711 80~               | -
            STRANGER | PROXY UNKNOWN~                                          | -
            PROXY    | PROXY TCP4 203.0.113.7 192.0.2.1 4711 80~               | 203.0.113.7:1001
            PROXY    | PROXY TCP4 203.0.113.7 192.0.2.1 0 65535~               | 203.0.113.7:1001
            PROXY    | PROXY TCP6 2001:db8::7 2001:db8::1 4711 80~             | [2001:db8:0:0:0:0:0:7]:1001
            PROXY    | PROXY TCP6 ::ffff:203.0.113.7 ::ffff:192.0.2.1 4711 80~ | 203.0.113.7:1001
            PROXY    | PROXY UNKNOWN~                                          | 127.0.0.2:1001
            PROXY    | PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535~ | 127.0.0.2:1001
            PROXY    | PROXY TCP4 203.0.113.7 192.0.2.1 4711 80^               | -
            PROXY    | PROXY TCP4 203.0.113.7 192.0.2.1 4711~                  | -
            PROXY    | PROXY TCP4 203.0.113.7 192.0.2.1 4711 80 ~              | -
            PROXY    | PROXY TCP4  203.0.113.7 192.0.2.1 4711 80~              | -
            PROXY    | PROXY TCP4 203.0.113.7 192.0.2.1 4711 65536~            | -
            PROXY    | PROXY TCP4 203.0.113.7 192.0.2.1 -1 80~                 | -
            PROXY    | PROXY TCP4 2001:db8::7 192.0.2.1 4711 80~               | -
            PROXY    | PROXY TCP6 203.0.113.7 192.0.2.1 4711 80~               | -
            PROXY    | PROXY TCP4 localhost 192.0.2.1 4711 80~                 | -
            PROXY    | PROXY TCP4 0.0.0.0 192.0.2.1 4711 80~                   | -
            PROXY    | PROXY UDP4 203.0.113.7 192.0.2.1 4711 80~               | -
            PROXY    | PROXY ~                                                 | -
            PROXY    | proxy TCP4 203.0.113.7 192.0.2.1 4711 80~               | -
            """)
    void theClientInAProxyHeaderOfVersion1(String from, String before, @Nullable String expected) throws IOException {
        assertTold(address(from), before.replace("~", "\r\n").replace("^", "\n"), announce(1001, "", ""), expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            STRANGER | 21 11 000c cb007107 c0000201 1267 0050                  | -
            STRANGER | 20 00 0000                                              | -
            PROXY    | 21 11 000c cb007107 c0000201 1267 0050                  | 203.0.113.7:1001
            PROXY    | 21 12 000c cb007107 c0000201 1267 0050                  | 203.0.113.7:1001
            PROXY    | 21 11 0013 cb007107 c0000201 1267 0050 04 0004 00000000 | 203.0.113.7:1001
            PROXY    | 21 21 0024 20010db8000000000000000000000007 20010db8000000000000000000000001 1267 0050 | [2001:db8:0:0:0:0:0:7]:1001
            PROXY    | 21 21 0024 00000000000000000000ffffcb007107 00000000000000000000ffffc0000201 1267 0050 | 203.0.113.7:1001
            PROXY    | 20 00 0000                                              | 127.0.0.2:1001
            PROXY    | 20 11 000c cb007107 c0000201 1267 0050                  | 127.0.0.2:1001
            PROXY    | 20 ff 0003 010203                                       | 127.0.0.2:1001
            PROXY    | 21 00 0000                                              | 127.0.0.2:1001
            PROXY    | 21 31 0002 2f78                                         | 127.0.0.2:1001
            PROXY    | 21 11 000b cb007107 c0000201 1267 00                    | -
            PROXY    | 21 21 000c cb007107 c0000201 1267 0050                  | -
            PROXY    | 21 41 000c cb007107 c0000201 1267 0050                  | -
            PROXY    | 21 13 000c cb007107 c0000201 1267 0050                  | -
            PROXY    | 11 11 000c cb007107 c0000201 1267 0050                  | -
            PROXY    | 22 11 000c cb007107 c0000201 1267 0050                  | -
            PROXY    | 21 11 000c e0000001 c0000201 1267 0050                  | -
            PROXY    | 21 11 ffff cb007107 c0000201 1267 0050                  | -
            PROXY    | 20 00 ffff                                              | -
            """)
    void theClientInAProxyHeaderOfVersion2(String from, String header, @Nullable String expected) throws IOException {
        byte[] raw = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + header.replace(" ", ""));
        String before = new String(raw, StandardCharsets.ISO_8859_1);
        assertTold(address(from), before, announce(1001, "", ""), expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            203.0.113.7 | X-Forwarded-For: 198.51.100.1           | 203.0.113.7:1001
            10.1.2.3    | X-Forwarded-For: 198.51.100.1           | 198.51.100.1:1001
            10.1.2.3    | X-Forwarded-For: 203.0.113.7, 10.4.5.6  | 203.0.113.7:1001
            """)
    void aProxyBehindAProxyIsTrustedIfItIsConfigured(String source, String headers, String expected)
            throws IOException {
        String before = "PROXY TCP4 " + source + " 192.0.2.1 4711 80\r\n";
        assertTold(PROXY, before, announce(1001, "", headers + "\r\n"), expected);
    }

    @ParameterizedTest
    @CsvSource({"STRANGER, 127.0.0.3:1001", "PROXY, 127.0.0.2:1001"})
    void whatAPeerSaysOfItselfIsIgnored(String from, String expected) throws IOException {
        String claims = "&ip=203.0.113.7&ipv4=203.0.113.7&ipv6=2001:db8::7";
        assertTold(address(from), "", announce(1001, claims, ""), expected);
    }

    private static String address(String name) {
        return name.equals("PROXY") ? PROXY : STRANGER;
    }
}
