package io.s3torrent.seeder.gateway.pages;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.bittorrent.InfoHash;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;

/** Writes torrents as a web page: self-contained, without scripts, and also well-formed XML. */
public final class HtmlPage {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final GatewayLinks links;
    private final Function<InfoHash, OptionalInt> peers;

    /**
     * Creates pages with these links.
     *
     * @param peers returns the number of leechers of a torrent
     */
    public HtmlPage(GatewayLinks links, Function<InfoHash, OptionalInt> peers) {
        this.links = links;
        this.peers = peers;
    }

    /** The page that lists these torrents, or explains how to get some. */
    public String of(CataloguePage slice) {
        MarkupWriter page = begin();
        if (slice.entries().isEmpty()) {
            nothing(page);
        } else {
            table(page, slice);
        }
        slice.next()
                .ifPresent(name -> page.add("<p class=\"next\"><a rel=\"next\"")
                        .attribute("href", links.pageAfter(name))
                        .add(">Next page</a></p>"));
        return end(page);
    }

    /** The page for clients that may not see any torrents. */
    public String refused(String reason) {
        MarkupWriter page = begin().add("<div class=\"note\">")
                .add("<h2>Access denied</h2>")
                .element("p", reason)
                .add("<p>The operator of this gateway grants access in its <code>--access-keys</code> file:</p><pre>")
                .add("- access-key: AKIAEXAMPLE   # signed requests\n  secret-key: ...\n  allow: [bucket/prefix*]\n")
                .add("- access-key: anonymous     # unsigned requests\n  allow: [bucket/public/*]</pre>")
                .add("<p>With a key, request torrents as you would from S3:</p>");
        return end(command(page).add("</div>"));
    }

    private MarkupWriter begin() {
        return new MarkupWriter()
                .add("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>")
                .add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>")
                .add("<meta name=\"color-scheme\" content=\"light dark\"/><title>Torrents</title>")
                .add("<link rel=\"alternate\" type=\"application/rss+xml\" title=\"Newest torrents\"")
                .attribute("href", links.feed())
                .add("/><style>")
                .add(PageStyle.CSS)
                .add("</style></head>\n<body><header><h1>Torrents</h1><nav><a")
                .attribute("href", links.feed())
                .add(">RSS</a> <a")
                .attribute("href", links.json())
                .add(">JSON</a></nav></header>\n<main>");
    }

    private static String end(MarkupWriter page) {
        return page.add("</main>\n<footer>Seeded by s3torrent, straight from the store.</footer></body></html>\n")
                .toString();
    }

    private void nothing(MarkupWriter page) {
        page.add("<div class=\"note\"><h2>Nothing is seeded yet</h2>")
                .add("<p>Request the torrent of an object, and it is seeded from then on:</p>");
        command(page)
                .add("<p>If no signature is needed, you can also use a browser: append ")
                .add("<code>/BUCKET/KEY.torrent</code> or <code>/BUCKET/KEY.magnet</code> to this address.</p></div>");
    }

    private MarkupWriter command(MarkupWriter page) {
        return page.add("<pre>aws s3api get-object-torrent \\\n    --endpoint-url ")
                .text(links.base())
                .add(" \\\n    --bucket BUCKET --key KEY out.torrent</pre>");
    }

    private void table(MarkupWriter page, CataloguePage slice) {
        page.add("<table><thead><tr><th scope=\"col\">Object</th><th scope=\"col\">Size</th>")
                .add("<th scope=\"col\">Downloading</th><th scope=\"col\">Since (UTC)</th>")
                .add("<th scope=\"col\">Get it</th></tr></thead><tbody>\n");
        slice.entries().forEach(entry -> row(page, entry));
        page.add("</tbody></table>");
    }

    private void row(MarkupWriter page, CatalogueEntry entry) {
        OptionalInt count = peers.apply(entry.metainfo().infoHash());
        page.add("<tr><td class=\"object\"><bdi class=\"key\">")
                .text(entry.object().key())
                .add("</bdi> <span class=\"bucket\">")
                .text(entry.object().bucket())
                .add("</span></td><td class=\"number\" data-is=\"\">")
                .text(SizeText.of(entry.metainfo().info().size()))
                .add("</td><td class=\"number\" data-is=\"downloading\">")
                .text(count.isPresent() ? String.valueOf(count.getAsInt()) : "–")
                .add("</td><td class=\"since\" data-is=\"\">")
                .text(MINUTE.format(entry.added()))
                .add("</td><td class=\"get\"><a download=\"\"")
                .attribute("href", links.torrent(entry.object()))
                .add(">.torrent</a> <a")
                .attribute("href", entry.metainfo().magnet().toString())
                .add(">magnet</a></td></tr>\n");
    }

    /** Allows a browser to show the page with our style, and nothing else. */
    public static String securityPolicy() {
        return "default-src 'none'; style-src 'sha256-" + PageStyle.HASH
                + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    /** The page's style: light and dark, and on narrow screens each row becomes a card. */
    private static final class PageStyle {
        static final String CSS = """
                :root{--ink:#1b1f24;--dim:#5c6670;--paper:#f6f7f9;--card:#fff;--line:#dde1e6;--link:#0b5cad;--on:#fff}
                @media (prefers-color-scheme:dark){
                :root{--ink:#e6e9ed;--dim:#98a2ad;--paper:#14171b;--card:#1c2026;--line:#2d333b;--link:#6cb2ff;--on:#10141a}}
                *{box-sizing:border-box}
                body{margin:0 auto;max-width:72rem;padding:1.5rem;background:var(--paper);color:var(--ink);
                font:16px/1.45 system-ui,sans-serif}
                header{display:flex;align-items:baseline;justify-content:space-between;gap:1rem;margin-bottom:1rem}
                h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:0 0 .5rem}
                a{color:var(--link)}nav a{margin-left:.75rem}
                table,.note{width:100%;background:var(--card);border:1px solid var(--line);border-radius:.6rem}
                table{border-spacing:0}.note{padding:1.25rem}.note p{margin:.75rem 0 0}
                th{font-size:.8rem;color:var(--dim);text-align:left;font-weight:600;white-space:nowrap}
                th,td{padding:.6rem .9rem;vertical-align:top}
                td{border-top:1px solid var(--line)}
                .object{width:100%;overflow-wrap:anywhere}.key{display:block;text-align:left;font-weight:600;white-space:pre-wrap;max-height:6em;overflow:auto}
                .bucket{display:block;color:var(--dim);font-size:.85rem}
                .number,.since,.get{white-space:nowrap;font-variant-numeric:tabular-nums}
                th:nth-child(2),th:nth-child(3),.number{text-align:right}
                .since{color:var(--dim)}
                .get a{display:inline-block;padding:.1rem .6rem;border:1px solid var(--link);border-radius:1rem;
                text-decoration:none;font-size:.9rem}
                .get a:hover,.get a:focus{background:var(--link);color:var(--on)}
                pre{overflow-x:auto;margin:.75rem 0;padding:.9rem;background:var(--paper);border-radius:.4rem}
                code,pre{font-family:ui-monospace,monospace;font-size:.9rem}
                .next{text-align:center}footer{margin-top:1.5rem;color:var(--dim);font-size:.85rem}
                @media (max-width:44rem){
                body{padding:1rem .75rem}thead{position:absolute;left:-9999px}
                table{background:none;border:0}tbody,tr,td{display:block}
                tr{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.75rem;margin-bottom:.6rem}
                td{border:0;padding:0}.number,.since{display:inline;color:var(--dim);font-size:.85rem}
                .number::after{content:" " attr(data-is) " · "}
                .get{margin-top:.6rem}.get a{padding:.3rem 1rem;margin-right:.4rem}}
                """;

        /** The hash of the text between the tags, by which a browser recognizes our style. */
        static final String HASH =
                Base64.getEncoder().encodeToString(Digests.sha256().digest(CSS.getBytes(StandardCharsets.UTF_8)));

        private PageStyle() {}
    }
}
