package io.s3torrent.bittorrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BInteger;
import io.s3torrent.bittorrent.Bencode.BList;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeDecoder.Limits;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** FAULTS P1 and P1b: bencode as others write it, and nothing that a stranger sends costs more than its own bytes. */
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
                "",
                "i",
                "ie",
                "i-e",
                "i+3e",
                "i 3e",
                "i3",
                "i--3e",
                "i3-e",
                "i0x3e",
                "i18446744073709551616e",
                "i-9223372036854775809e",
                "i1e5e",
                "2000000000:",
                "5:abc",
                "99999999999999999999:a",
                ":",
                "-1:a",
                "1",
                "l",
                "li1e",
                "d",
                "de ",
                "d1:a",
                "d1:ae",
                "di1ei2ee",
                "dlei2ee",
                "i1ei2e",
                "x",
                "e",
                "d2000000000:xe",
                "d1:m2000000000:xe",
                "d1:bi1e1:ai1e"
            })
    void refusesWhatIsNoBencode(String input) {
        assertThatThrownBy(() -> decode(input))
                .isInstanceOf(BencodeException.class)
                .hasMessageContaining("at byte");
    }

    /** FAULTS P1b: as libtorrent reads it. */
    @ParameterizedTest
    @CsvSource({
        "i-0e, i0e",
        "i03e, i3e",
        "i-007e, i-7e",
        "i00000000000000000009223372036854775807e, i9223372036854775807e",
        "i18446744073709551615e, i9223372036854775807e",
        "05:abcde, 5:abcde",
        "00:, 0:",
        "d1:bi1e1:ai1ee, d1:ai1e1:bi1ee",
        "d1:ai1e1:ai2ee, d1:ai1ee",
        "d1:bi1e01:ai2e1:bi3e1:ai4ee, d1:ai2e1:bi1ee",
        "ld1:bi1e1:ad1:zi0e1:yi0eeee, ld1:ad1:yi0e1:zi0ee1:bi1eee",
        "d1:\u00e9i2e1:zi1ee, d1:zi1e1:\u00e9i2ee"
    })
    void readsWhatOthersWriteAndWritesItInTheOneFormThatAllRead(String input, String canonical)
            throws BencodeException {
        assertThat(BencodeEncoder.encode(decode(input))).isEqualTo(bytes(canonical));
    }

    @ParameterizedTest
    @CsvSource({
        "d1:ai1e1:ai2ee, 7",
        "d1:ai1e1:bi2e1:ci3e1:bi4ee, 19",
        "d1:ci1e1:ai2e1:ci3ee, 13",
        "d1:ci1e1:ai2e1:bi3e01:ai3ee, 19",
        "d1:ald1:xi1e1:xi2eeee, 12",
        "d1:bd1:xi1ee1:ad1:yi1e1:xi1e1:yi2eee, 28"
    })
    void refusesAnInfoDictionaryWithAKeyTwiceAtAnyDepth(String input, int at) throws BencodeException {
        assertThatThrownBy(() -> BencodeDecoder.decodeInfo(bytes(input)))
                .isInstanceOf(BencodeException.class)
                .hasMessage("duplicate key at byte " + at);
        assertThat(decode(input)).isInstanceOf(BDict.class);
    }

    @Test
    void theSameKeyInTwoDictionariesOfAnInfoIsNotThereTwice() throws BencodeException {
        String info = "d1:bd1:xi1e1:ai1ee1:ald1:xi1eed1:xi1eee1:xi1ee";
        assertThat(BencodeDecoder.decodeInfo(bytes(info)).entries()).containsKeys("a", "b", "x");
    }

    @Test
    void unsortedKeysOfOneHashCodeTakeNoLonger() throws BencodeException {
        StringBuilder info = new StringBuilder("d2:zzi0e");
        for (int i = 0; i < 1 << 16; i++) {
            info.append("32:");
            for (int bit = 0; bit < 16; bit++) {
                info.append((i >> bit & 1) == 0 ? "Aa" : "BB"); // of the same hash code
            }
            info.append("0:");
        }
        byte[] input = bytes(info + "e");
        assertThat(BencodeDecoder.decodeInfo(input).entries()).hasSize(1 + (1 << 16));
    }

    @Test
    void ordersKeysByRawBytesNotByText() throws BencodeException {
        BDict dict = (BDict) decode("d1:zi1e1:\u00e9i2ee");
        assertThat(dict.entries().keySet()).containsExactly("z", "\u00e9");
    }

    @Test
    void refusesDeepNestingLongIntegersAndTooManyValues() {
        assertThatThrownBy(() -> decode("l".repeat(100_000))).hasMessageContaining("nested deeper than 100");
        assertThatThrownBy(() -> decode("d1:a".repeat(100_000))).hasMessageContaining("nested deeper than 100");
        assertThatThrownBy(() -> decode("i" + "1".repeat(1_000_000) + "e")).hasMessageContaining("not an integer");
        assertThatThrownBy(() -> decode("i" + "0".repeat(1_000_000) + "e")).hasMessageContaining("not an integer");
        assertThatThrownBy(() -> decode("0".repeat(1_000_000) + ":")).hasMessageContaining("not a bencoded value");
        assertThatThrownBy(() -> BencodeDecoder.decode(bytes("l" + "0:".repeat(3000) + "e"), Limits.MESSAGE))
                .hasMessageContaining("more than 2000 values");
        assertThatThrownBy(() -> decode("d" + "0:0:".repeat(700_000) + "e"))
                .hasMessageContaining("more than 666666 keys in a dictionary");
    }

    /** FAULTS P1: whatever a number claims, and however deep it nests. */
    @ParameterizedTest
    @ValueSource(
            strings = {"2000000000:", "d4:infod6:pieces2000000000:", "l", "d1:a", "d4:info", "i1", "1", "0:", "d0:"})
    void aBombIsRefusedInLessThanAMebibyte(String bomb) throws JMException {
        byte[] input = bytes(bomb.repeat(200_000));
        for (int warm = 0; warm < 3; warm++) {
            assertThatThrownBy(() -> TorrentDict.read(input)).isInstanceOf(BencodeException.class);
            allocated();
        }
        long before = allocated();
        Throwable refusal = catchThrowable(() -> TorrentDict.read(input));
        long after = allocated();
        assertThat(refusal).isInstanceOf(BencodeException.class);
        assertThat(after - before).isLessThan(1 << 20);
    }

    /** Bytes that this thread has allocated so far. */
    private static long allocated() throws JMException {
        Object[] thread = {Thread.currentThread().getId()};
        return (long) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME),
                        "getThreadAllocatedBytes",
                        thread,
                        new String[] {"long"});
    }

    @Test
    void keepsTheSpanOfADictionary() throws BencodeException {
        byte[] in = bytes("d4:infod6:lengthi1ee4:zzzz0:e");
        BDict info = BencodeDecoder.decodeDict(in, Limits.METAINFO).dict("info").orElseThrow();
        assertThat(new String(in, info.start(), info.end() - info.start(), StandardCharsets.ISO_8859_1))
                .isEqualTo("d6:lengthi1ee");
    }

    @Test
    void saysWhereTheBytesOfAStringStart() throws BencodeException {
        BDict dict = (BDict) decode("d4:name8:6:pieces6:pieces003:abce");
        assertThat(dict.string("pieces").orElseThrow().start()).isEqualTo(29);
        assertThat(new BString("x").start()).isEqualTo(-1);
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
    void whateverIsAcceptedReadsTheSameWhenItIsWrittenAndNothingElseIsThrown() {
        Random random = new Random(20);
        byte[] seed = bytes("d8:announce3:abc4:infod6:lengthi1000e4:name4:file12:piece lengthi16384eee");
        int accepted = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] mutated = seed.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                mutated[random.nextInt(mutated.length)] = (byte) "0123456789:ildex-".charAt(random.nextInt(17));
            }
            try {
                Bencode read = BencodeDecoder.decode(mutated, Limits.METAINFO);
                byte[] written = BencodeEncoder.encode(read);
                assertThat(written).hasSizeLessThanOrEqualTo(mutated.length);
                assertThat(BencodeDecoder.decode(written, Limits.METAINFO)).isEqualTo(read);
                assertThat(BencodeEncoder.encode(BencodeDecoder.decode(written, Limits.METAINFO)))
                        .isEqualTo(written);
                accepted++;
            } catch (BencodeException e) {
                assertThat(e).hasMessageContaining("at byte");
            }
        }
        assertThat(accepted).isPositive();
    }
}
