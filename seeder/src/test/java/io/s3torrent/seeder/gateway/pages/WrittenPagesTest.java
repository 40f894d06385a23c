package io.s3torrent.seeder.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.metainfo.Magnet;
import io.s3torrent.seeder.s3.S3Location;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** Tests the page, the JSON and the feed with parsers. */
class WrittenPagesTest {
    private static final GatewayLinks LINKS = new GatewayLinks("https://torrents.example/s3");
    private static final String HASH =
            Entries.of("b", "key", "1").metainfo().infoHash().hex();
    private static final List<String> HOSTILE = List.of(
            "<script>alert(1)</script>",
            "\"onmouseover=\"alert(1)",
            "' & &amp; ]]> <!-- %3Cb%3E",
            "line\r\nfeed\ttab\u0000nul\u0001\u007f\u0085",
            "\u202egnp.exe \u200f\u2066 \u05d0\u05d1",
            "\ufffe\uffff\u2028 \ud83d\ude00",
            "x".repeat(1024),
            "javascript:alert(1)",
            "a/../../b",
            "/lead//x/");

    private static CataloguePage slice(List<String> keys) {
        return new CataloguePage(
                keys.stream().map(key -> Entries.of("b", key, "1")).toList(), Optional.of("b/" + keys.get(0)));
    }

    private static String html(CataloguePage slice) {
        return new HtmlPage(LINKS, infoHash -> OptionalInt.of(7)).of(slice);
    }

    private static String json(CataloguePage slice) {
        return new JsonPage(LINKS, infoHash -> OptionalInt.of(7)).of(slice);
    }

    private static Document parsed(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        return factory.newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml.replaceFirst("<!DOCTYPE html>", ""))));
    }

    private static List<Element> elements(Document document, String name) {
        return IntStream.range(0, document.getElementsByTagName(name).getLength())
                .mapToObj(i -> (Element) document.getElementsByTagName(name).item(i))
                .toList();
    }

    private static List<String> texts(Document document, String name) {
        return elements(document, name).stream().map(Element::getTextContent).toList();
    }

    @Test
    void aFeedIsAsBep36HasIt() throws Exception {
        Document feed = parsed(new RssFeed(LINKS).of(List.of(Entries.of("b", "dir/ü key", "1"))));

        assertThat(feed.getDocumentElement().getTagName()).isEqualTo("rss");
        assertThat(feed.getDocumentElement().getAttribute("version")).isEqualTo("2.0");
        assertThat(texts(feed, "ttl")).containsExactly("10");
        assertThat(texts(feed, "guid"))
                .containsExactly(
                        Entries.of("b", "ü key", "1").metainfo().infoHash().hex());
        assertThat(elements(feed, "guid").get(0).getAttribute("isPermaLink")).isEqualTo("false");
        assertThat(texts(feed, "pubDate")).containsExactly("Fri, 02 Jan 2026 03:04:05 GMT");
        Element enclosure = elements(feed, "enclosure").get(0);
        assertThat(enclosure.getAttribute("url")).isEqualTo("https://torrents.example/s3/b/dir/%C3%BC%20key.torrent");
        assertThat(enclosure.getAttribute("length")).isEqualTo("" + Entries.TORRENT_LENGTH);
        assertThat(enclosure.getAttribute("type")).isEqualTo("application/x-bittorrent");
        assertThat(texts(feed, "title")).contains("dir/ü key");
    }

    @Test
    void theTextOfStrangersIsText() throws Exception {
        Document page = parsed(html(slice(HOSTILE)));
        Document feed = parsed(new RssFeed(LINKS).of(slice(HOSTILE).entries()));

        assertThat(elements(page, "script")).isEmpty();
        assertThat(elements(page, "bdi")).hasSameSizeAs(HOSTILE);
        assertThat(elements(page, "a"))
                .hasSize(2 + 2 * HOSTILE.size() + 1)
                .allMatch(
                        link -> link.getAttribute("href").matches("https://torrents\\.example/s3/[!-~]*|magnet:[!-~]*"))
                .allMatch(link -> link.getAttribute("onmouseover").isEmpty());
        assertThat(elements(feed, "item")).hasSameSizeAs(HOSTILE);
        for (Document document : List.of(page, feed)) {
            assertThat(document.getDocumentElement().getTextContent())
                    .doesNotContainPattern("[\\p{Cntrl}&&[^\\n]]")
                    .doesNotContainPattern("[\u200f\u202a-\u202e\u2028\u2066-\u2069]")
                    .contains("\\u202egnp.exe")
                    .contains("<script>alert(1)</script>");
        }
    }

    @Test
    void aPageNeedsNothingFromElsewhereAndMayHaveNothing() throws Exception {
        String text = html(slice(List.of("key")));
        Document page = parsed(text);

        assertThat(elements(page, "style")).hasSize(1);
        assertThat(text).doesNotContain("<script").doesNotContain("style=").doesNotContain("src=");
        assertThat(HtmlPage.securityPolicy())
                .startsWith("default-src 'none'; style-src 'sha256-")
                .doesNotContain("unsafe");
        assertThat(texts(page, "td")).contains("1.5 kB", "7", "2026-01-02 03:04");
        assertThat(elements(page, "a").get(elements(page, "a").size() - 1).getAttribute("href"))
                .isEqualTo("https://torrents.example/s3/?after=b%2Fkey");
    }

    @Test
    void anEmptyPageExplainsHowToGetTorrents() throws Exception {
        String empty = html(new CataloguePage(List.of(), Optional.empty()));
        String refused = new HtmlPage(LINKS, infoHash -> OptionalInt.empty()).refused("Access <Denied>");

        assertThat(texts(parsed(empty), "pre").get(0))
                .contains("get-object-torrent")
                .contains("--endpoint-url https://torrents.example/s3 \\\n");
        assertThat(parsed(refused).getDocumentElement().getTextContent())
                .contains("Access <Denied>")
                .contains("--access-keys")
                .doesNotContain("\\u000a")
                .contains("anonymous");
    }

    @Test
    void theFieldsOfJsonStay() {
        String magnet = Entries.of("b", "key", "1").metainfo().magnet().toString();
        assertThat(Magnet.parse(magnet).infoHash().hex()).isEqualTo(HASH);

        assertThat(json(slice(List.of("key"))))
                .isEqualTo("""
                {"torrents":[
                {"bucket":"b","key":"key","size":1500,"infoHash":"%s","magnet":"%s",\
                "torrent":"https://torrents.example/s3/b/key.torrent","added":"2026-01-02T03:04:05Z","peers":7}],
                "next":"b/key"}
                """.replaceFirst("%s", HASH).replaceFirst("%s", magnet));
        assertThat(json(new CataloguePage(List.of(), Optional.empty()))).isEqualTo("{\"torrents\":[\n]}\n");
    }

    @Test
    void jsonHoldsAnyKey() {
        assertThat(json(slice(List.of("a\"\\\n\0ü\u2028\ud83d\ude00\ud83d"))))
                .contains("\"key\":\"a\\\"\\\\\\u000a\\u0000ü\u2028\ud83d\ude00\\ud83d\",")
                .endsWith(",\n\"next\":\"b/a\\\"\\\\\\u000a\\u0000ü\u2028\ud83d\ude00\\ud83d\"}\n");
    }

    @ParameterizedTest
    @CsvSource({
        "key, /b/key.torrent",
        "a b+c%, /b/a%20b%2Bc%25.torrent",
        "dir/ü?#, /b/dir/%C3%BC%3F%23.torrent",
        "/lead//x/, /b//lead//x/.torrent",
        "a/../b, /b/a%2F..%2Fb.torrent",
        "./b, /b/.%2Fb.torrent",
    })
    void linksLeadToTheirKeys(String key, String path) {
        String url = LINKS.torrent(new S3Location("b", key));

        assertThat(url).isEqualTo("https://torrents.example/s3" + path);
        assertThat(URI.create(url).normalize().getRawPath().endsWith(path.substring(path.lastIndexOf('/'))))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "gate.example:8080, http://gate.example:8080",
        "127.0.0.1, http://127.0.0.1",
        "[::1]:80, http://[::1]:80",
        "gate.example/x, http://127.0.0.1:8080",
        "evil\"><b>, http://127.0.0.1:8080",
        "user@gate.example, http://127.0.0.1:8080",
        "gate.example:port, http://127.0.0.1:8080",
        "'', http://127.0.0.1:8080",
    })
    void linksAreOfTheNameThatWasAskedIfItIsOne(String host, String base) {
        InetSocketAddress listen = new InetSocketAddress("127.0.0.1", 8080);

        assertThat(GatewayLinks.of(Optional.empty(), "http", Optional.of(host), listen)
                        .base())
                .isEqualTo(base);
        assertThat(GatewayLinks.of(Optional.empty(), "https", Optional.of(host), listen)
                        .base())
                .isEqualTo(base.replace("http:", "https:"));
        assertThat(GatewayLinks.of(Optional.of(URI.create("https://public.example")), "http", Optional.of(host), listen)
                        .base())
                .isEqualTo("https://public.example");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "9949, 9.9 kB",
        "9950, 10 kB",
        "999499, 999 kB",
        "999500, 1.0 MB",
        "1500000000, 1.5 GB",
        "9223372036854775807, 9.2 EB"
    })
    void sizesAreForPeople(long bytes, String text) {
        assertThat(SizeText.of(bytes)).isEqualTo(text);
    }
}
