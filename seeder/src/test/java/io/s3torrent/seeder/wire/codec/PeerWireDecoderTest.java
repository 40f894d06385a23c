package io.s3torrent.seeder.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each malformed message ends the connection before its body is stored. */
class PeerWireDecoderTest {
    private static final Handshake HELLO = new Handshake(
            InfoHash.ofHex("da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            PeerId.of(new byte[20]),
            true,
            false,
            true,
            true);

    private final List<String> heard = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new PeerWireDecoder(new Handshakes()));

    @AfterEach
    void noBufferIsLeft() {
        channel.finishAndReleaseAll();
    }

    private final class Handshakes implements PeerWireDecoder.HandshakeListener {
        @Override
        public void onOpening(Handshake.Opening opening) {
            heard.add("opening " + text(opening));
        }

        @Override
        public PeerWireDecoder.MessageListener onHandshake(Handshake handshake) {
            heard.add("handshake " + text(handshake.opening()));
            return new Recorder(heard);
        }

        private String text(Handshake.Opening said) {
            return said.infoHash() + " " + said.fast() + " " + said.extended() + " " + said.dht() + " " + said.v2();
        }
    }

    private static ByteBuf hello() {
        ByteBuf out = Unpooled.buffer();
        HELLO.write(out);
        return out;
    }

    private void send(String hex) {
        channel.writeInbound(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    @Test
    void tellsEveryMessageWhenBytesComeOneByOne() {
        ByteBuf all = hello().writeBytes(HexFormat.of()
                .parseHex("00000000" + "0000000102" + "0000000103" + "0000000504 00000007".replace(" ", "")
                        + "0000000305ffe0"
                        + "000000010e" + "000000010f" + "0000000d06000000010000400000004000"
                        + "0000000d08000000010000400000004000"
                        + "0000000414010203" + "0000000309 1ae1".replace(" ", "") + "0000000100" + "0000000101"
                        + "0000000d10000000010000400000004000" + "000000050d00000001" + "000000051100000001"
                        + "0000003115" + "ab".repeat(48)));
        while (all.isReadable()) {
            channel.writeInbound(all.readRetainedSlice(1));
        }
        all.release();
        assertThat(heard)
                .containsExactly(
                        "opening da39a3ee5e6b4b0d3255bfef95601890afd80709 true false true true",
                        "handshake da39a3ee5e6b4b0d3255bfef95601890afd80709 true false true true",
                        "interested true",
                        "interested false",
                        "have 7",
                        "bitfield ffe0",
                        "all true",
                        "all false",
                        "request 1 16384 16384",
                        "cancel 1 16384 16384",
                        "extended 1 0203",
                        "hash request " + "ab".repeat(48));
    }

    @Test
    void aWholeHandshakeHasNoOpeningOfItsOwn() {
        channel.writeInbound(hello());
        assertThat(heard).hasSize(1).first().asString().startsWith("handshake ");
    }

    @ParameterizedTest
    @CsvSource({
        "7fffffff, length: 2147483647",
        "ffffffff, length: -1",
        "0002000a, length: 131082",
        "0000000202, message 2",
        "0000000104, message 4",
        "0000000e06, message 6",
        "0000000c08, message 8",
        "0000000107, message id: 7",
        "0000000163, message id: 99",
        "0000003015, message 21",
        "0000003215, message 21",
        "0000003116, message id: 22",
        "0000003117, message id: 23",
        "0000000114, message 20",
        "0001100014, message 20"
    })
    void refusesABadMessageBeforeItsBodyHasCome(String hex, String reason) {
        channel.writeInbound(hello());
        assertThatThrownBy(() -> send(hex))
                .isInstanceOf(CorruptedFrameException.class)
                .hasMessageContaining(reason);
        send("0000000102");
        assertThat(heard).as("later messages are ignored").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"474554202f20485454502f312e31", "16030100", "00", "13426974746f7272656e74", "12"})
    void refusesWhatIsNoHandshakeAtItsFirstWrongByte(String hex) {
        assertThatThrownBy(() -> send(hex))
                .isInstanceOf(CorruptedFrameException.class)
                .hasMessageContaining("not a BitTorrent");
        assertThat(heard).isEmpty();
    }

    private record Recorder(List<String> heard) implements PeerWireDecoder.MessageListener {
        @Override
        public void onInterested(boolean interested) {
            heard.add("interested " + interested);
        }

        @Override
        public void onHave(int piece) {
            heard.add("have " + piece);
        }

        @Override
        public void onBitfield(byte[] bits) {
            heard.add("bitfield " + HexFormat.of().formatHex(bits));
        }

        @Override
        public void onHaveAllOrNone(boolean all) {
            heard.add("all " + all);
        }

        @Override
        public void onRequest(int piece, int begin, int length) {
            heard.add("request " + piece + " " + begin + " " + length);
        }

        @Override
        public void onCancel(int piece, int begin, int length) {
            heard.add("cancel " + piece + " " + begin + " " + length);
        }

        @Override
        public void onExtended(int id, byte[] payload) {
            heard.add("extended " + id + " " + HexFormat.of().formatHex(payload));
        }

        @Override
        public void onHashRequest(byte[] request) {
            heard.add("hash request " + HexFormat.of().formatHex(request));
        }
    }
}
