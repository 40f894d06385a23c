package io.s3torrent.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.s3torrent.cli.options.TorrentFormatOptions.PieceLength;
import io.s3torrent.cli.output.Size;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.resolve.TorrentOptions.PieceLengthChoice;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentConvertersTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "262144, 262144",
        "10B, 10",
        "1kB, 1000",
        "1KB, 1000",
        "2MB, 2000000",
        "3GB, 3000000000",
        "1KiB, 1024",
        "256MiB, 268435456",
        "5GiB, 5368709120"
    })
    void sizesHaveDecimalAndBinaryUnits(String text, long bytes) {
        assertThat(Size.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "1.5MB",
                "10M",
                "10mb",
                "MiB",
                "1 MiB",
                "0x10",
                "99999999999999999999",
                "999999999999GiB"
            })
    void whatIsNoSizeIsNamedWithWhatWasExpected(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Size.parse(text))
                .withMessageStartingWith("\"" + text + "\" (expected: a whole number with B, kB");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "999, 999 bytes",
        "1000, 1.0 kB",
        "999949, 999.9 kB",
        "999950, 1.0 MB",
        "268435456, 268.4 MB",
        "9223372036854775807, 9.2 EB"
    })
    void sizesForPeopleAreRounded(long bytes, String text) {
        assertThat(Size.text(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "16384, 16 KiB",
        "262144, 256 KiB",
        "1048576, 1 MiB",
        "67108864, 64 MiB",
        "1000, 1000 bytes",
        "0, 0 bytes"
    })
    void pieceLengthsAreSaidExactly(long bytes, String text) {
        assertThat(Size.binaryText(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"16KiB, 16384", "262144, 262144", "64MiB, 67108864", "512MiB, 536870912"})
    void pieceLengthsArePowersOfTwo(String text, int bytes) {
        assertThat(PieceLength.parse(text).choice()).isEqualTo(new PieceLengthChoice.Bytes(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8KiB", "1GiB", "1MB", "0", "65537"})
    void otherPieceLengthsAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PieceLength.parse(text))
                .withMessage("\"" + text + "\" (expected: a power of two from 16KiB to 512MiB)");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:6881, 127.0.0.1, 6881",
        "[::1]:0, ::1, 0",
        "[::]:6881, ::, 6881",
        ":6969, ::, 6969",
        "seeds.example.org:65535, seeds.example.org, 65535",
        "seeds.example.org, seeds.example.org, ",
        "[::1], ::1, ",
        "::1, ::1, ",
        "2001:db8::5, 2001:db8::5, ",
        "2001:db8::a:b, 2001:db8::a:b, ",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8, ",
        "[2001:db8::5]:6881, 2001:db8::5, 6881",
        "my_host:6881, my_host, 6881",
        "my_host, my_host, "
    })
    void hostsAndPortsAreTakenApart(String text, String host, Integer port) {
        OptionalInt expected = port == null ? OptionalInt.empty() : OptionalInt.of(port);
        assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "::1:6881",
                "2001:db8::1:2",
                "1:2:3:4:5:6:7:8:9",
                ":::",
                "::x",
                "host:",
                "host:x",
                "host:70000",
                "host:123456",
                "http://host:1",
                "a b:1",
                "[x]:1",
                "host:-1"
            })
    void whatIsNoHostAndPortIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPort.parse(text))
                .withMessageStartingWith("\"" + text + "\" (expected: ");
    }

    @ParameterizedTest
    @CsvSource({
        "::, [::]:1",
        "::1, [::1]:1",
        "2001:db8:0:0:0:0:0:5, [2001:db8::5]:1",
        "1:2:3:4:5:6:7:8, [1:2:3:4:5:6:7:8]:1",
        "10:0:0:1::, [10::1:0:0:0:0]:1",
        "192.0.2.7, 192.0.2.7:1"
    })
    void addressesArePrintedSoThatTheyCanBeParsed(String host, String text) {
        assertThat(HostPort.text(new InetSocketAddress(host, 1))).isEqualTo(text);
        assertThat(HostPort.parse(text).resolved("--peer")).isEqualTo(new InetSocketAddress(host, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "[::]:1, true",
        ":1, true",
        "::, true",
        "0.0.0.0:1, true",
        "[0:0::0]:1, true",
        "[::1]:1, false",
        "host, false"
    })
    void aWildcardIsNoAddressToTellOthers(String text, boolean wildcard) {
        assertThat(HostPort.parse(text).isWildcard()).isEqualTo(wildcard);
    }

    @Test
    void listeningNeedsAPort() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPort.parse("localhost").resolved("--listen"))
                .withMessage("--listen: \"localhost\" (expected: HOST:PORT)");
    }

    @Test
    void aTorrentIsAFileAnObjectOrAMagnetLink() {
        String magnet = "magnet:?xt=urn:btih:" + "0".repeat(40);
        assertThat(TorrentRef.parse("a.torrent")).isInstanceOf(TorrentRef.File.class);
        assertThat(TorrentRef.parse("@a:b")).isInstanceOf(TorrentRef.File.class);
        assertThat(TorrentRef.parse("s3://b/k")).isInstanceOf(TorrentRef.Stored.class);
        assertThat(TorrentRef.parse(magnet)).isInstanceOf(TorrentRef.Link.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://t.example/a.torrent",
                "file:///a.torrent",
                "s3://b",
                "magnet:?xt=urn:btih:zz",
                "magnet:?dn=x",
                "a\0b"
            })
    void whatNamesNoTorrentIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TorrentRef.parse(text))
                .withMessageContaining(text);
    }

    @ParameterizedTest
    @CsvSource({"auto, 2", "1, 1", "1000, 1000", "unlimited, 2147483647"})
    void copiesAreANumberOrAWord(String text, int copies) {
        assertThat(ArgumentConverters.CopiesArgument.parse(text)).isEqualTo(new CopyPolicy(copies));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1.5", "1001", "many", "Auto", "99999999999"})
    void whatIsNoNumberOfCopiesIsNamedWithWhatWasExpected(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ArgumentConverters.CopiesArgument.parse(text))
                .withMessage("\"" + text + "\" (expected: a whole number from 1 to 1000, auto or unlimited)");
    }
}
