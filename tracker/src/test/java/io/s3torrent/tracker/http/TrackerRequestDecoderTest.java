package io.s3torrent.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.s3torrent.tracker.announce.AnnounceEvent;
import io.s3torrent.tracker.announce.AnnounceRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackerRequestDecoderTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new TrackerRequestDecoder(HttpTracker.LIMITS, false));

    private void write(String latin1) {
        channel.writeInbound(Unpooled.copiedBuffer(latin1, StandardCharsets.ISO_8859_1));
    }

    private static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void readsRequestsThatComeByteByByte() {
        String request = "\r\nGET /announce?info_hash=\u00ff+ HTTP/1.1\r\nHost: x\r\nCookie: y\r\n\r\n";
        for (char c : request.repeat(3).toCharArray()) {
            write(String.valueOf(c));
        }
        for (int i = 0; i < 3; i++) {
            TrackerRequest read = channel.readInbound();
            assertThat(read.target).isEqualTo(bytes("/announce?info_hash=\u00ff+"));
            assertThat(read.persistence).isEqualTo(Persistence.IMPLIED);
        }
        assertThat(channel.inboundMessages()).isEmpty();
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void throwsAwayWhatFollowsTheLastRequest() {
        write("GET /a HTTP/1.0\n\nGET /b HTTP/1.1\n\n");
        write("GET /c HTTP/1.1\n\n");
        assertThat(((TrackerRequest) channel.readInbound()).target).isEqualTo(bytes("/a"));
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void announcesBecomeRequests() throws Exception {
        QueryScanner query =
                new QueryScanner(bytes("/announce?peer_id=%2dTR4000-++++++++++++&info_hash=a%00%ff+bbbbbbbbbbbbbbb%26"
                        + "&port=51413&left=0&event=completed&ip=1.2.3.4&numwant=80&compact=0&no_peer_id=1&x"));
        InetAddress peer = InetAddress.getByName("192.0.2.1");
        AnnounceQuery announce = AnnounceQuery.read(query);
        AnnounceRequest request = announce.from(peer, () -> peer);
        assertThat(request.infoHash().bytes()).isEqualTo(bytes("a\0\u00ff+bbbbbbbbbbbbbbb&"));
        assertThat(request.peerId()).hasToString("-TR4000-++++++++++++");
        assertThat(request.address()).isEqualTo(peer);
        assertThat(request.port()).isEqualTo(51413);
        assertThat(request.event()).isEqualTo(AnnounceEvent.COMPLETED);
        assertThat(request.whole()).isTrue();
        assertThat(request.want()).isEqualTo(80);
        assertThat(announce.compact()).isFalse();
        assertThat(announce.noPeerId()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "", textBlock = """
            0                            | 0
            %30%31                       | 1
            9223372036854775807          | 9223372036854775807
            9223372036854775808          | 9223372036854775807
            18446744073709551615         | 9223372036854775807
            99999999999999999999999999   | 9223372036854775807
            00000000000000000000065535   | 65535
            -1                           | -1
            NaN                          | -1
            +1                           | -1
            1.5                          | -1
            %                            | -1
            %3                           | -1
            %zz                          | -1
            ''                           | -1
            """)
    void aNumberIsTheLargestOneWhenItIsLargerAndNoneWhenItIsNotDecimal(String value, long number) {
        QueryScanner query = new QueryScanner(bytes("/?port=" + value));
        assertThat(query.next()).isTrue();
        assertThat(query.number()).isEqualTo(number);
    }

    @Test
    void mutatedRequestsAreReadOrRefusedAndNothingElse() {
        Random random = new Random(7);
        byte[] good = bytes("GET /announce?info_hash=%aa+aaaaaaaaaaaaaaaaaa&peer_id=bbbbbbbbbbbbbbbbbbbb&port=6881"
                + "&left=10&event=started&numwant=50 HTTP/1.1\r\nConnection: close\r\n\r\n");
        int read = 0;
        for (int round = 0; round < 100_000; round++) {
            byte[] mutated = good.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            EmbeddedChannel fresh = new EmbeddedChannel(new TrackerRequestDecoder(HttpTracker.LIMITS, false));
            fresh.writeInbound(Unpooled.wrappedBuffer(mutated));
            for (Object out = fresh.readInbound(); out != null; out = fresh.readInbound()) {
                read += out instanceof TrackerRequest request && isAnnounce(request) ? 1 : 0;
            }
            fresh.finishAndReleaseAll();
        }
        assertThat(read).isBetween(1000, 99_000);
    }

    private static boolean isAnnounce(TrackerRequest request) {
        try {
            AnnounceQuery.read(new QueryScanner(request.target))
                    .from(InetAddress.getLoopbackAddress(), InetAddress::getLoopbackAddress);
            return true;
        } catch (BadRequestException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return false;
        }
    }
}
