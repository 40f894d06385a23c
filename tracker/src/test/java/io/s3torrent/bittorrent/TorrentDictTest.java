package io.s3torrent.bittorrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorrentDictTest {

    private static TorrentDict read(String latin1) throws BencodeException {
        return TorrentDict.read(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "d4:infod1:bi1e1:ai2eee | d1:bi1e1:ai2ee",
                "d7:comment4:late4:infod1:ai01ee8:announce1:xe | d1:ai01ee",
                "d1:ad4:infod1:xi1eee04:infod1:ai1ee1:bd4:infodeee | d1:ai1ee",
                "d7:comment1:a4:infod1:ai1ee7:comment1:be | d1:ai1ee"
            })
    void theInfoIsTheBytesAsTheyStand(String file, String info) throws BencodeException {
        assertThat(new String(read(file).rawInfo(), StandardCharsets.ISO_8859_1))
                .isEqualTo(info);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "d4:infod1:ai1ee4:infod1:ai1eee | duplicate key at byte 15",
                "d4:infod1:ai1ee1:xi1e04:info0:e | duplicate key at byte 21",
                "d4:infod1:ai1e1:ai1eee | duplicate key at byte 14",
                "d1:xi1e4:infod1:bi1e1:ald1:yi1e1:yi1eeeee | duplicate key at byte 31",
                "d4:infolee | no info dictionary",
                "d1:ad4:infodeee | no info dictionary",
                "le | not a dictionary",
                "4:info | not a dictionary"
            })
    void aTorrentThatTwoProgramsWouldReadAsTwoIsRefused(String file, String reason) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(BencodeException.class)
                .hasMessage(reason);
    }

    @Test
    void aNewlineOrMoreMayFollow() throws BencodeException {
        String torrent = "d4:infod1:ai1eee";
        assertThat(read(torrent + "\r\n").info().integer("a")).contains(1L);
        assertThat(read(torrent + "x".repeat(65_536)).info().integer("a")).contains(1L);
        assertThatThrownBy(() -> read(torrent + "x".repeat(65_537))).hasMessage("65537 trailing bytes at byte 16");
    }

    @Test
    void aFileOfMoreThan32MebibytesIsRefused() {
        byte[] file = new byte[TorrentDict.MAX_BYTES + 1];
        Arrays.fill(file, (byte) '0');
        assertThatThrownBy(() -> TorrentDict.read(file)).hasMessage("33554433 bytes (expected: <= 33554432)");
    }

    @ParameterizedTest
    @CsvSource({"i0e, false", "i-0e, false", "i1e, true", "i2e, true", "i-1e, true", "1:1, false"})
    void anyNumberButZeroMakesATorrentPrivate(String value, boolean isPrivate) throws BencodeException {
        assertThat(TorrentDict.isPrivate(
                        read("d4:infod7:private" + value + "ee").info()))
                .isEqualTo(isPrivate);
    }
}
