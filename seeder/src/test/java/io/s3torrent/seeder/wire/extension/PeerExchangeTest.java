package io.s3torrent.seeder.wire.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.PeerEndpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerExchangeTest {
    private final List<PeerEndpoint> found = new ArrayList<>();
    private final PeerAddressBook addressBook = new PeerAddressBook(found::addAll);
    private final Channel asker = new EmbeddedChannel();

    private static PeerExchange with(String teller) throws UnknownHostException {
        return new PeerExchange(address(teller));
    }

    private static InetSocketAddress address(String host) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), 5000);
    }

    private static int count(Optional<BDict> news, String key, int size) {
        return news.flatMap(message -> message.string(key)).orElseThrow().length() / size;
    }

    @Test
    void fiftyInAMessageAndAMessageInAMinute() throws UnknownHostException {
        PeerExchange exchange = new PeerExchange(address("198.51.100.1"));
        assertThat(exchange.news(() -> addressBook.others(asker), 0))
                .as("no other peer")
                .isEmpty();
        List<Channel> peers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            peers.add(new EmbeddedChannel());
            String host = i < 20 ? "2001:db8::" + (i + 1) : "203.0.113." + i;
            addressBook.listens(peers.get(i), PeerEndpoint.of(address(host)));
        }
        addressBook.listens(asker, PeerEndpoint.of(address("198.51.100.1")));
        long now = 1;
        Optional<BDict> first = exchange.news(() -> addressBook.others(asker), now);
        int told = count(first, "added", 6) + count(first, "added6", 18);
        assertThat(told).isEqualTo(50);
        assertThat(count(first, "added.f", 1)).isEqualTo(count(first, "added", 6));
        assertThat(exchange.news(() -> addressBook.others(asker), now + TimeUnit.SECONDS.toNanos(59)))
                .isEmpty();
        peers.forEach(addressBook::left);
        now += TimeUnit.SECONDS.toNanos(60);
        Optional<BDict> second = exchange.news(() -> addressBook.others(asker), now);
        assertThat(count(second, "dropped", 6) + count(second, "dropped6", 18)).isEqualTo(50);
        assertThat(count(second, "added", 6))
                .as("a peer that has left meanwhile is not named")
                .isZero();
        assertThat(exchange.news(() -> addressBook.others(asker), now + TimeUnit.SECONDS.toNanos(60)))
                .isEmpty();
    }

    private static BDict message(String key, String hex) {
        return new BDict(Map.of(key, new BString(HexFormat.of().parseHex(hex.replace(" ", "")))));
    }

    @ParameterizedTest
    @CsvSource({"added, 01020304", "added, 01020304050607", "added6, 0102030405", "dropped, 01", "dropped6, 0102"})
    void malformedAddressListsAreRejected(String key, String hex) {
        assertThatThrownBy(() -> with("198.51.100.1").onMessage(message(key, hex), 0))
                .isInstanceOf(CorruptedFrameException.class)
                .hasMessageContaining(key + ": ");
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.1, cb007105 1ae1, true",
        "198.51.100.1, cb007105 0000, false", // no port
        "198.51.100.1, 7f000001 1ae1, false", // ourselves
        "198.51.100.1, c0a80001 1ae1, false", // our own network
        "198.51.100.1, a9fea9fe 0050, false", // the metadata service of clouds
        "198.51.100.1, e0000001 1ae1, false",
        "198.51.100.1, 00000000 1ae1, false",
        "192.168.0.9, c0a80001 1ae1, true",
        "192.168.0.9, 7f000001 1ae1, false",
        "127.0.0.1, 7f000001 1ae1, true",
        "198.51.100.1, 64400001 1ae1, false", // 100.64.0.0/10, a carrier's network
        "198.51.100.1, f0000001 1ae1, false", // reserved
        "198.51.100.1, fd000000000000000000000000000001 1ae1, false",
        "198.51.100.1, 0064ff9b00000000000000000a000001 1ae1, false", // NAT64 of 10.0.0.1
        "198.51.100.1, 0064ff9b00010000000000000a000001 1ae1, false", // NAT64 of a network of its own, RFC 8215
        "198.51.100.1, 20020a00000100000000000000000001 1ae1, false", // 6to4 of 10.0.0.1
        "198.51.100.1, 0064ff9b0000000000000000cb007105 1ae1, true",
        "198.51.100.1, 20010db8000000000000000000000001 1ae1, true",
        "100.64.0.9, 64400001 1ae1, true",
        "fd00::9, fd000000000000000000000000000001 1ae1, true"
    })
    void addressesThatAPeerCannotKnowAreIgnored(String teller, String named, boolean taken) throws UnknownHostException {
        List<PeerEndpoint> credible = new PeerExchange(address(teller))
                .onMessage(message(named.length() > 20 ? "added6" : "added", named), 0);
        assertThat(credible).hasSize(taken ? 1 : 0);
    }

    @Test
    void aHundredAreTakenInHalfAMinuteHoweverManyAreNamed() throws UnknownHostException {
        PeerExchange exchange = new PeerExchange(address("198.51.100.1"));
        BDict many = message("added", "cb0071051ae1".repeat(5000));
        found.addAll(exchange.onMessage(many, 0));
        found.addAll(exchange.onMessage(many, TimeUnit.SECONDS.toNanos(29)));
        assertThat(found).hasSize(100);
        found.addAll(exchange.onMessage(many, TimeUnit.SECONDS.toNanos(30)));
        assertThat(found).hasSize(200);
    }
}
