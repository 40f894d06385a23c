package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.net.http.Precondition;
import io.s3torrent.net.http.Precondition.Verdict;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.seeder.gateway.pages.Catalogue;
import io.s3torrent.seeder.gateway.pages.CatalogueEntry;
import io.s3torrent.seeder.gateway.pages.CataloguePage;
import io.s3torrent.seeder.gateway.pages.CatalogueView;
import io.s3torrent.seeder.gateway.pages.GatewayLinks;
import io.s3torrent.seeder.gateway.pages.HtmlPage;
import io.s3torrent.seeder.gateway.pages.JsonPage;
import io.s3torrent.seeder.gateway.pages.RssFeed;
import io.s3torrent.seeder.s3.auth.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Shows the seeded torrents as a page, as JSON and as a feed, limited to those that the client may see. */
record CataloguePages(
        GatewayConfig config,
        Principals principals,
        UnsignedQuota unsigned,
        Catalogue catalogue,
        TorrentService service) {
    private static final int MAX_ROWS = 200;
    private static final int MAX_OBJECTS = 1000;
    private static final int FORBIDDEN = 403;
    private static final String HTML = "text/html; charset=utf-8";

    void show(GatewayExchange exchange) throws RefusedException {
        GatewayLinks links = GatewayLinks.of(
                config.publicUrl(), config.scheme(), exchange.request().header("host"), config.listen());
        try {
            Principal principal = principals.of(exchange.request(), exchange.query());
            unsigned.take(principal, UnsignedQuota.PAGE);
            exchange.answer(page(exchange, principal.grants(), links));
        } catch (RefusedException e) {
            if (e.code().status() != FORBIDDEN || !exchange.request().path().equals(GatewayLinks.PAGE)) {
                throw e;
            }
            String page = new HtmlPage(links, service::peers).refused(e.text());
            exchange.answer(guarded(ServerResponse.text(FORBIDDEN, HTML, page)));
        }
    }

    private ServerResponse page(GatewayExchange exchange, CatalogueView view, GatewayLinks links)
            throws RefusedException {
        return switch (exchange.request().path()) {
            case GatewayLinks.JSON ->
                answer(
                        exchange,
                        "application/json",
                        new JsonPage(links, service::peers).of(slice(exchange, view, MAX_OBJECTS)));
            case GatewayLinks.FEED -> feed(exchange, view, links);
            default -> answer(exchange, HTML, new HtmlPage(links, service::peers).of(slice(exchange, view, MAX_ROWS)));
        };
    }

    private CataloguePage slice(GatewayExchange exchange, CatalogueView view, int limit) throws RefusedException {
        return catalogue.after(exchange.query().value("after").orElse(""), view, limit);
    }

    private ServerResponse feed(GatewayExchange exchange, CatalogueView view, GatewayLinks links) {
        List<CatalogueEntry> newest = catalogue.newest(view, RssFeed.MAX_ITEMS);
        ServerResponse feed = answer(exchange, "application/rss+xml; charset=utf-8", new RssFeed(links).of(newest));
        return newest.isEmpty()
                ? feed
                : feed.with("Last-Modified", RssFeed.date(newest.get(0).added()));
    }

    /** Returns the text, or 304 if the client has it already. */
    private static ServerResponse answer(GatewayExchange exchange, String type, String text) {
        byte[] hash = Digests.sha1().digest(text.getBytes(StandardCharsets.UTF_8));
        String etag = "\"" + HexFormat.of().formatHex(hash) + "\"";
        boolean known = new Precondition(exchange.request()).verdict(etag, 0) instanceof Verdict.NotModified;
        ServerResponse answer = known ? ServerResponse.text(304, type, "") : ServerResponse.text(200, type, text);
        return guarded(answer.with("ETag", etag));
    }

    private static ServerResponse guarded(ServerResponse answer) {
        return answer.with("Content-Security-Policy", HtmlPage.securityPolicy())
                .with("Referrer-Policy", "no-referrer") // the address may carry a signature
                .with("X-Content-Type-Options", "nosniff")
                .with("Cache-Control", "private, no-cache");
    }
}
