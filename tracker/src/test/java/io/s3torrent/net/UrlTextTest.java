package io.s3torrent.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.net.UrlText.Authority;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://h:1/a",
                " http://h:1/a",
                "\t http://h:1/a\r",
                "http://h:1/a \r\n",
                "\u00a0http://h:1/a\u3000",
                "\ufeffhttp://h:1/a\0"
            })
    void whiteSpaceAroundAUrlIsNoPartOfIt(String text) throws URISyntaxException {
        assertThat(UrlText.parse(text)).hasToString("http://h:1/a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '`', textBlock = """
            http://h/a%20b?p=%2B ` http://h/a%20b?p=%2B
            http://h/a?p={x|y}^[1] ` http://h/a?p=%7Bx%7Cy%7D%5E%5B1%5D
            http://h/100%?p=%zz% ` http://h/100%25?p=%25zz%25
            http://h/[a] ` http://h/%5Ba%5D
            http://[::1]:80/a ` http://[::1]:80/a
            http://h/ä€😀 ` http://h/%C3%A4%E2%82%AC%F0%9F%98%80
            /relative?x=| ` /relative?x=%7C
            udp://tracker:80 ` udp://tracker:80
            """)
    void charactersThatNoUrlHasArePercentEncoded(String text, String url) throws URISyntaxException {
        assertThat(UrlText.parse(text)).hasToString(url);
    }

    @Test
    void aBlankInsideIsPercentEncodedOnlyBehindTheHost() throws URISyntaxException {
        assertThat(UrlText.parse("http://h/a b?c=d e")).hasToString("http://h/a%20b?c=d%20e");
        assertThatThrownBy(() -> UrlText.parse("ht tp://h/a")).isInstanceOf(URISyntaxException.class);
        assertThatThrownBy(() -> UrlText.parse("http://a b/")).isInstanceOf(URISyntaxException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "http://host/a,             host,           -1",
        "http://host:80/a,          host,           80",
        "http://my_tracker:80/a,    my_tracker,     80",
        "http://my_tracker/a,       my_tracker,     -1",
        "http://my_tracker:/a,      my_tracker,     -1",
        "udp://_x._udp.my_net:80,   _x._udp.my_net, 80",
        "http://u:p@my_host:80/a,   my_host,        80",
        "http://host.2/a,           host.2,         -1",
        "http://трекер.рф/a,        xn--e1aaowdh.xn--p1ai, -1",
        "http://[::1]:80/a,         ::1,            80",
        "http://1.2.3.4/,           1.2.3.4,        -1",
        "http://my_host:99999/,     my_host,        99999",
    })
    void theHostIsFoundWhateverItsNameIs(String url, String host, int port) throws URISyntaxException {
        Authority authority = UrlText.authority(UrlText.parse(url)).orElseThrow();
        assertThat(authority.host()).isEqualTo(host);
        assertThat(authority.port()).isEqualTo(port);
        assertThat(authority.userInfo()).isEqualTo(url.contains("@") ? Optional.of("u:p") : Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http:///a",
                "mailto:a",
                "announce",
                "http://:80/",
                "http://a_b:x/",
                "http://a_b:1:2/",
                "http://a_$/"
            })
    void thereMayBeNoHost(String url) {
        assertThat(UrlText.authority(URI.create(url))).isEmpty();
    }
}
