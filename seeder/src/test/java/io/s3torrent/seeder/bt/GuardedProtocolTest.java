package io.s3torrent.seeder.bt;

import static org.assertj.core.api.Assertions.assertThat;

import bt.module.BitTorrentProtocol;
import bt.net.InetPeer;
import bt.net.buffer.DelegatingByteBufferView;
import bt.protocol.DecodingContext;
import bt.protocol.Message;
import bt.protocol.extended.ExtendedMessageTypeMapping;
import bt.protocol.handler.MessageHandler;
import bt.runtime.BtRuntime;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.bittorrent.PeerId;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peer exchange (BEP 11) as the library sees it. {@link BtDownloadTest} has the library's own messages. */
class GuardedProtocolTest {
    private static final byte[] PORT = {0x1a, (byte) 0xe1};
    private static final List<String> PUBLIC = List.of("8.8.4.4", "2a00:1450:0:0:0:0:0:1");
    private static final List<String> PRIVATE = List.of(
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "fd00::1",
            "fe80::1",
            "::1",
            "64:ff9b::10.0.0.1",
            "64:ff9b::100.64.0.1",
            "2002:a00:1::",
            "2002:7f00:1::");

    private PeerPort port;
    private BtRuntime runtime;
    private MessageHandler<Message> protocol;

    @BeforeEach
    void start() throws Exception {
        port = PeerPort.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        runtime = BtRuntimes.notListening(BtRuntimes.config(port), port, PeerId.of(new byte[PeerId.LENGTH]))
                .build();
        protocol = runtime.getInjector()
                .getInstance(Key.get(new TypeLiteral<MessageHandler<Message>>() {}, BitTorrentProtocol.class));
    }

    @AfterEach
    void end() throws Exception {
        BtRuntimes.end(runtime, port);
        port.close();
    }

    @Test
    void aPeerOnTheInternetNamesOnlyAddressesOfTheInternet() throws Exception {
        assertThat(namedBy("8.8.8.8")).containsExactlyInAnyOrderElementsOf(PUBLIC);
        assertThat(namedBy("2001:4860::8")).containsExactlyInAnyOrderElementsOf(PUBLIC);
    }

    @Test
    void aPeerInOurNetworkNamesItsNeighbours() throws Exception {
        assertThat(namedBy("192.168.1.2"))
                .contains("10.0.0.1", "100.64.0.1", "fd00:0:0:0:0:0:0:1", "64:ff9b:0:0:0:0:a00:1")
                .doesNotContain("127.0.0.1", "169.254.169.254", "2002:7f00:1:0:0:0:0:0");
    }

    /** The addresses that the library reads from a message of the sender that names all. */
    private List<String> namedBy(String sender) throws Exception {
        ByteArrayOutputStream v4 = new ByteArrayOutputStream();
        ByteArrayOutputStream v6 = new ByteArrayOutputStream();
        for (String address : Stream.concat(PRIVATE.stream(), PUBLIC.stream()).toList()) {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            ByteArrayOutputStream list = bytes.length == 4 ? v4 : v6;
            list.writeBytes(bytes);
            list.writeBytes(PORT);
        }
        byte[] dict = BencodeEncoder.encode(new BDict(Map.of(
                "added", new BString(v4.toByteArray()),
                "added.f", new BString(new byte[v4.size() / 6]),
                "added6", new BString(v6.toByteArray()))));
        Integer id = runtime.service(ExtendedMessageTypeMapping.class).getIdForTypeName("ut_pex");
        ByteBuffer message = ByteBuffer.allocate(6 + dict.length)
                .putInt(2 + dict.length)
                .put((byte) 20)
                .put(id.byteValue())
                .put(dict)
                .flip();
        DecodingContext context = new DecodingContext(InetPeer.build(InetAddress.getByName(sender), 6881));

        assertThat(protocol.decode(context, new DelegatingByteBufferView(message)))
                .isEqualTo(6 + dict.length);
        return added(context.getMessage());
    }

    /** The library's class is not public, so this reads its text: {@code added peers {[InetPeer{address=/8.8.4.4, port=6881}]}}. */
    private static List<String> added(Message message) {
        return Pattern.compile("address=/([^,]*),")
                .matcher(message.toString())
                .results()
                .map(result -> result.group(1))
                .toList();
    }
}
