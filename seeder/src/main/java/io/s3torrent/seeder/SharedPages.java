package io.s3torrent.seeder;

import io.s3torrent.seeder.gateway.Workers;
import io.s3torrent.seeder.http.GrowingBytes;
import io.s3torrent.seeder.http.HttpAnswer;
import io.s3torrent.seeder.http.HttpRequest;
import io.s3torrent.seeder.http.HttpService;
import io.s3torrent.tracker.admin.Page;
import io.s3torrent.tracker.admin.StatusPages;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages for operators on another server's port. They look at every swarm, and are made on a thread of their own. */
final class SharedPages implements HttpService, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedPages.class);
    private static final int MAX_QUEUED = 64;

    private final StatusPages pages;
    private final Workers thread = new Workers("status", 1, MAX_QUEUED);

    SharedPages(StatusPages pages) {
        this.pages = pages;
    }

    boolean isAsked(HttpRequest request) {
        return List.of("GET", "HEAD").contains(request.method()) && pages.has(request.path());
    }

    @Override
    public void serve(HttpRequest request, Consumer<HttpAnswer> answer) {
        try {
            thread.execute(() -> answer.accept(pageOrFault(request)));
        } catch (RejectedExecutionException e) {
            answer.accept(HttpAnswer.text(503, "text/plain", "too many ask\n"));
        }
    }

    private HttpAnswer pageOrFault(HttpRequest request) {
        try {
            return page(request);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("bug in the status pages");
            return HttpAnswer.text(500, "text/plain", "our fault\n");
        }
    }

    private HttpAnswer page(HttpRequest request) {
        Page page = pages.page(request.path(), request.header("accept").orElse(""))
                .orElseGet(() -> Page.text(404, "no such page"));
        return HttpAnswer.of(
                page.status(),
                Map.of(
                        "Content-Type",
                        page.contentType(),
                        "Cache-Control",
                        "no-store",
                        "X-Content-Type-Options",
                        "nosniff"),
                GrowingBytes.whole(page.body()));
    }

    @Override
    public void close() {
        thread.close();
    }
}
