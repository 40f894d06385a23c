package io.s3torrent.bittorrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BInteger;
import io.s3torrent.bittorrent.Bencode.BList;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeDecoder.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FAULTS P1: strict bencode, and nothing that a stranger sends costs more than its own bytes. */
class BencodeTest {

    private static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Bencode decode(String latin1) throws BencodeException {
        return BencodeDecoder.decode(bytes(latin1), Limits.METAINFO);
    }

    @Test
    void readsEveryKindOfValue() throws BencodeException {
        assertThat(decode("d1:ai-42e1:bl4:spami0ee1:cd0:0:ee"))
                .isEqualTo(new BDict(Map.of(
                        "a", new BInteger(-42),
                        "b", new BList(List.of(new BString("spam"), new BInteger(0))),
                        "c", new BDict(Map.of("", new BString(""))))));
    }

    @Test
    void readsTheWholeRangeOfLong() throws BencodeException {
        assertThat(decode("i-9223372036854775808e")).isEqualTo(new BInteger(Long.MIN_VALUE));
        assertThat(decode("i9223372036854775807e")).isEqualTo(new BInteger(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "i", "ie", "i-e", "i-0e", "i03e", "i+3e", "i 3e", "i3", "i9223372036854775808e", "i1e5e",
                        "2000000000:", "5:abc",
                "05:abcde", "00:", ":", "-1:a", "1", "99999999999999999999:a", "l", "li1e", "d", "de ", "d1:a", "d1:ae",
                        "di1ei2ee",
                "d1:bi1e1:ai1ee", "d1:ai1e1:ai2ee", "i1ei2e", "x", "e", "d2000000000:xe", "d1:m2000000000:xe"
            })
    void refusesWhatIsNotCanonical(String input) {
        assertThatThrownBy(() -> decode(input))
                .isInstanceOf(BencodeException.class)
                .hasMessageContaining("at byte");
    }

    @Test
    void ordersKeysByRawBytesNotByText() throws BencodeException {
        BDict dict = (BDict) decode("d1:zi1e1:\u00e9i2ee");
        assertThat(dict.entries().keySet()).containsExactly("z", "\u00e9");
        assertThatThrownBy(() -> decode("d1:\u00e9i2e1:zi1ee")).isInstanceOf(BencodeException.class);
    }

    @Test
    void refusesDeepNestingLongIntegersAndTooManyValues() {
        assertThatThrownBy(() -> decode("l".repeat(100_000))).hasMessageContaining("nested deeper than 32");
        assertThatThrownBy(() -> decode("i" + "1".repeat(1_000_000) + "e")).hasMessageContaining("integer without end");
        assertThatThrownBy(() -> BencodeDecoder.decode(bytes("l" + "0:".repeat(3000) + "e"), Limits.MESSAGE))
                .hasMessageContaining("more than 2000 values");
    }

    @Test
    void keepsTheSpanOfADictionary() throws BencodeException {
        byte[] in = bytes("d4:infod6:lengthi1ee4:zzzz0:e");
        BDict info = BencodeDecoder.decodeDict(in, Limits.METAINFO).dict("info").orElseThrow();
        assertThat(new String(in, info.start(), info.end() - info.start(), StandardCharsets.ISO_8859_1))
                .isEqualTo("d6:lengthi1ee");
    }

    @Test
    void saysWhereTheBytesAfterAPrefixStart() throws BencodeException {
        assertThat(BencodeDecoder.decodeDictPrefix(bytes("d1:ai1eeREST"), Limits.MESSAGE)
                        .end())
                .isEqualTo(8);
    }

    @Test
    void writesWhatItRead() throws BencodeException {
        String canonical = "d0:le1:ai-7e2:bbl0:d1:x1:yeee";
        assertThat(BencodeEncoder.encode(decode(canonical))).isEqualTo(bytes(canonical));
    }

    @Test
    void whateverIsAcceptedIsItsOwnEncodingAndNothingElseIsThrown() {
        Random random = new Random(20);
        byte[] seed = bytes("d8:announce3:abc4:infod6:lengthi1000e4:name4:file12:piece lengthi16384eee");
        int accepted = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] mutated = seed.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                mutated[random.nextInt(mutated.length)] = (byte) "0123456789:ildex-".charAt(random.nextInt(17));
            }
            try {
                assertThat(BencodeEncoder.encode(BencodeDecoder.decode(mutated, Limits.METAINFO)))
                        .isEqualTo(mutated);
                accepted++;
            } catch (BencodeException e) {
                assertThat(e).hasMessageContaining("at byte");
            }
        }
        assertThat(accepted).isPositive();
    }
}
