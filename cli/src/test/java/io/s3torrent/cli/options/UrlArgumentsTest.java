package io.s3torrent.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.s3torrent.cli.options.UrlArguments.AnnounceUrl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlArgumentsTest {
    @ParameterizedTest
    @ValueSource(strings = {"http://t.example/announce", "https://t.example:8443/announce/x", "udp://[::1]:6969"})
    void trackersHaveThreeSchemes(String text) {
        assertThat(AnnounceUrl.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '`', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
             http://t.example/announce`http://t.example/announce
            	http://t.example/announce \r`http://t.example/announce
            http://my_tracker:6969/announce`http://my_tracker:6969/announce
            udp://my_tracker:6969`udp://my_tracker:6969
            http://t.example/a|b?c=d e`http://t.example/a%7Cb?c=d%20e
            """)
    void trackersAreWrittenInManyWays(String text, String url) {
        assertThat(AnnounceUrl.parse(text)).hasToString(url);
        assertThat((" ," + text + " , " + text + "\n").split(AnnounceUrl.SEPARATOR))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"t.example/announce", "ftp://t.example/", "http:///announce", "http://a b/", "file:/etc/passwd"})
    void otherTrackersAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnnounceUrl.parse(text))
                .withMessageContaining(text);
    }
}
