package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.catalogue.Catalogue;
import io.s3torrent.seeder.catalogue.Entry;
import io.s3torrent.seeder.catalogue.HtmlPage;
import io.s3torrent.seeder.catalogue.JsonPage;
import io.s3torrent.seeder.catalogue.Links;
import io.s3torrent.seeder.catalogue.RssFeed;
import io.s3torrent.seeder.catalogue.Slice;
import io.s3torrent.seeder.catalogue.View;
import io.s3torrent.seeder.http.HttpAnswer;
import io.s3torrent.seeder.http.Precondition;
import io.s3torrent.seeder.http.Precondition.Verdict;
import io.s3torrent.seeder.s3.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** What is seeded, as a page, as JSON and as a feed: as much of it as who asks may see. */
record Pages(GatewayConfig config, Principals principals, Catalogue catalogue, TorrentDesk desk) {
    private static final int MAX_ROWS = 200;
    private static final int MAX_OBJECTS = 1000;
    private static final int FORBIDDEN = 403;
    private static final String HTML = "text/html; charset=utf-8";

    void show(Call call) throws RefusedException {
        Links links =
                Links.of(config.publicUrl(), config.scheme(), call.request().header("host"), config.listen());
        try {
            View view = principals.of(call.request(), call.query()).grants();
            call.answer(page(call, view, links));
        } catch (RefusedException e) {
            if (e.code().status() != FORBIDDEN || !call.request().path().equals(Links.PAGE)) {
                throw e;
            }
            String page = new HtmlPage(links, desk::peers).refused(e.text());
            call.answer(guarded(HttpAnswer.text(FORBIDDEN, HTML, page)));
        }
    }

    private HttpAnswer page(Call call, View view, Links links) throws RefusedException {
        return switch (call.request().path()) {
            case Links.JSON ->
                answer(call, "application/json", new JsonPage(links, desk::peers).of(slice(call, view, MAX_OBJECTS)));
            case Links.FEED -> feed(call, view, links);
            default -> answer(call, HTML, new HtmlPage(links, desk::peers).of(slice(call, view, MAX_ROWS)));
        };
    }

    private Slice slice(Call call, View view, int limit) throws RefusedException {
        return catalogue.after(call.query().value("after").orElse(""), view, limit);
    }

    private HttpAnswer feed(Call call, View view, Links links) {
        List<Entry> newest = catalogue.newest(view, RssFeed.MAX_ITEMS);
        HttpAnswer feed = answer(call, "application/rss+xml; charset=utf-8", new RssFeed(links).of(newest));
        return newest.isEmpty()
                ? feed
                : feed.with("Last-Modified", RssFeed.date(newest.get(0).added()));
    }

    /** A text, or no more than that it is what the client has already. */
    private static HttpAnswer answer(Call call, String type, String text) {
        byte[] hash = Digests.sha1().digest(text.getBytes(StandardCharsets.UTF_8));
        String etag = "\"" + HexFormat.of().formatHex(hash) + "\"";
        boolean known = new Precondition(call.request()).verdict(etag, 0) instanceof Verdict.NotModified;
        HttpAnswer answer = known ? HttpAnswer.text(304, type, "") : HttpAnswer.text(200, type, text);
        return guarded(answer.with("ETag", etag));
    }

    private static HttpAnswer guarded(HttpAnswer answer) {
        return answer.with("Content-Security-Policy", HtmlPage.securityPolicy())
                .with("Referrer-Policy", "no-referrer") // the address may carry a signature
                .with("X-Content-Type-Options", "nosniff")
                .with("Cache-Control", "private, no-cache");
    }
}
