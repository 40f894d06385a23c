package io.s3torrent.seeder.wire.mse;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rc4Test {
    private static final byte[] KEY = HexFormat.of().parseHex("0102030405");

    @Test
    void theStreamIsThatOfRfc6229From1024On() {
        assertThat(HexFormat.of().formatHex(new Rc4(KEY).apply(new byte[16])))
                .isEqualTo("30abbcc7c20b01609f23ee2d5f6bb7df");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_384, 100_000})
    void buffersOfAnyLengthAreTurnedOverAsTheJdkDoes(int length) throws Exception {
        byte[] plain = new byte[length];
        new Random(length).nextBytes(plain);
        Cipher jdk = Cipher.getInstance("ARCFOUR");
        jdk.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "ARCFOUR"));
        jdk.update(new byte[1024]);
        byte[] expected = jdk.update(plain.clone());
        ByteBuf buffer = Unpooled.wrappedBuffer(plain.clone());
        ByteBuf copy = Unpooled.buffer();
        new Rc4(KEY).apply(buffer, copy);
        assertThat(ByteBufUtil.getBytes(copy)).isEqualTo(expected == null ? new byte[0] : expected);
        assertThat(ByteBufUtil.getBytes(buffer)).as("unchanged").isEqualTo(plain);
        new Rc4(KEY).apply(buffer);
        assertThat(ByteBufUtil.getBytes(buffer)).isEqualTo(ByteBufUtil.getBytes(copy));
    }

    @Test
    void aBlockThatLeavesIsCopiedAndLetGoOf() {
        ByteBuf cached = Unpooled.directBuffer(8).writeLong(42);
        EmbeddedChannel channel = new EmbeddedChannel(new MseHandshake.Rc4Handler(new Rc4(KEY), new Rc4(KEY)));
        channel.writeOutbound(cached.retainedSlice());
        ByteBuf sent = channel.readOutbound();
        assertThat(sent.getLong(0)).isNotEqualTo(42);
        assertThat(cached.getLong(0)).isEqualTo(42);
        assertThat(cached.refCnt()).isEqualTo(1);
        channel.writeInbound(sent);
        ByteBuf received = channel.readInbound();
        assertThat(received.getLong(0)).isEqualTo(42);
        received.release();
        cached.release();
        channel.finishAndReleaseAll();
    }
}
