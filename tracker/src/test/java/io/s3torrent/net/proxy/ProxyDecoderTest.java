package io.s3torrent.net.proxy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyDecoderTest {
    private static final String V1 = "PROXY TCP4 203.0.113.7 192.0.2.1 4711 80\r\n";
    private static final String SIGNATURE = latin1("0d0a0d0a000d0a515549540a");
    private static final String V2 = SIGNATURE + latin1("2111000ccb007107c000020112670050");
    private static final String REQUEST = "GET / HTTP/1.1\r\n\r\n";

    private final List<Object> told = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new ProxyDecoder(), new ChannelInboundHandlerAdapter() {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            told.add(event);
        }
    });

    private static String latin1(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    private static ByteBuf buffer(String latin1) {
        return Unpooled.copiedBuffer(latin1, StandardCharsets.ISO_8859_1);
    }

    private void write(String latin1) {
        channel.writeInbound(buffer(latin1));
    }

    private String handedOn() {
        StringBuilder all = new StringBuilder();
        for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
            all.append(part.toString(StandardCharsets.ISO_8859_1));
            part.release();
        }
        return all.toString();
    }

    private boolean isAtWork() {
        return channel.pipeline().get(ProxyDecoder.class) != null;
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(channel.finish()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 2", "1, 7", "1, 1000", "2, 1", "2, 2", "2, 7", "2, 1000"})
    void aHeaderMayComeInPiecesOfAnyLength(int version, int piece) {
        String all = (version == 1 ? V1 : V2) + REQUEST;
        for (int at = 0; at < all.length(); at += piece) {
            write(all.substring(at, Math.min(all.length(), at + piece)));
        }
        assertThat(handedOn()).isEqualTo(REQUEST);
        assertThat(told).singleElement().satisfies(event -> {
            ProxyHeader header = (ProxyHeader) event;
            assertThat(header.source()).hasToString("/203.0.113.7");
            assertThat(header.destination()).hasToString("/192.0.2.1");
        });
        assertThat(isAtWork()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1", "POST", "PROXYGET", "\r\nGET /", "\r\n\r\n\nGET /", "\u0016\u0003\u0001"})
    void whatIsNoHeaderIsHandedOnUntouched(String start) {
        start.chars().forEach(c -> write(String.valueOf((char) c)));
        assertThat(handedOn()).isEqualTo(start);
        assertThat(isAtWork()).isFalse();
        ProxyHeader nothing = (ProxyHeader) told.get(0);
        assertThat(nothing.source()).isNull();
    }

    @Test
    void whatBelongsToAHeaderIsNotHandedOn() {
        write(V1 + V1);
        assertThat(handedOn()).as("the second one is of the client").isEqualTo(V1);
    }

    @Test
    void extensionsOfFourKilobytesAreTakenAndNotAByteMore() {
        String head = SIGNATURE + latin1("2111");
        write(head + latin1("0ff0") + V2.substring(16) + "x".repeat(4096 - V2.length()) + REQUEST);
        assertThat(handedOn()).isEqualTo(REQUEST);
        assertThat(((ProxyHeader) told.get(0)).length()).isEqualTo(4096);

        assertThat(faultOf(head + latin1("0ff1"))).isEqualTo("PROXY header: 4097 bytes (expected: <= 4096)");
        assertThat(faultOf(head + latin1("ffff"))).isEqualTo("PROXY header: 65551 bytes (expected: <= 4096)");
    }

    @Test
    void aLineIsBoundedBeforeItsEndIsThere() {
        String longest = "PROXY UNKNOWN " + "x".repeat(107 - 16);
        write(longest + "\r");
        assertThat(isAtWork()).isTrue();
        write("\n");
        assertThat(isAtWork()).isFalse();

        assertThat(faultOf(longest + "xx")).isEqualTo("PROXY header: line too long (expected: <= 107 bytes)");
        assertThat(faultOf(longest + "x\r\n")).isEqualTo("PROXY header: line too long (expected: <= 107 bytes)");
    }

    /** The fault of what a connection starts with, which is told once and keeps nothing. */
    private static @Nullable String faultOf(String start) {
        EmbeddedChannel fresh = new EmbeddedChannel(new ProxyDecoder());
        try {
            fresh.writeInbound(buffer(start));
            return null;
        } catch (DecoderException e) {
            assertThat(fresh.finish()).isFalse();
            return requireNonNull(e.getCause()).getMessage();
        }
    }

    @Test
    void whoNeverCompletesAHeaderIsWaitedForWithoutKeepingMore() {
        write(V2.substring(0, V2.length() - 1));
        assertThat(isAtWork()).isTrue();
        assertThat(told).isEmpty();
        assertThat(channel.<Object>readInbound()).isNull();
    }

    @Test
    void aConnectionThatBreaksRulesHearsOfNothingElse() {
        assertThatThrownBy(() -> write("PROXY TCP4 x y 1 2\r\n" + REQUEST))
                .isInstanceOf(DecoderException.class)
                .hasCauseInstanceOf(ProxyHeader.MalformedHeaderException.class);
        assertThat(handedOn()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void mutatedHeadersAreReadOrRefusedAndNothingElse() {
        Random random = new Random(3);
        int read = 0;
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = (random.nextBoolean() ? V1 : V2).getBytes(StandardCharsets.ISO_8859_1);
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
            ByteBuf in = Unpooled.wrappedBuffer(bytes, 0, length);
            try {
                ProxyHeader header = ProxyHeader.ofStream(in);
                read += header != null && header.source() != null ? 1 : 0;
                assertThat(in.readerIndex()).isZero();
            } catch (ProxyHeader.MalformedHeaderException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
            in.release();
        }
        assertThat(read).isBetween(1000, 80_000);
    }
}
