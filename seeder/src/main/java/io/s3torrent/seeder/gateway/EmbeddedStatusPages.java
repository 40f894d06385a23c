package io.s3torrent.seeder.gateway;

import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.net.http.GrowingBytes;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.HttpService;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.status.StatusPage;
import io.s3torrent.status.StatusPages;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages for operators on another server's port. They look at every swarm, and are made on a thread of their own. */
final class EmbeddedStatusPages implements HttpService, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStatusPages.class);
    private static final int MAX_QUEUED = 64;

    private final StatusPages pages;
    private final WorkerPool thread = new WorkerPool("status", 1, MAX_QUEUED);

    EmbeddedStatusPages(StatusPages pages) {
        this.pages = pages;
    }

    boolean isAsked(HttpRequest request) {
        return List.of("GET", "HEAD").contains(request.method()) && pages.has(request.path());
    }

    @Override
    public void serve(HttpRequest request, Consumer<ServerResponse> answer) {
        try {
            thread.execute(() -> answer.accept(pageOrFault(request)));
        } catch (RejectedExecutionException e) {
            answer.accept(ServerResponse.text(503, "text/plain", "too many ask\n"));
        }
    }

    private ServerResponse pageOrFault(HttpRequest request) {
        try {
            return page(request);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("bug in the status pages");
            return ServerResponse.text(500, "text/plain", "our fault\n");
        }
    }

    private ServerResponse page(HttpRequest request) {
        StatusPage page = pages.page(request.path(), request.header("accept").orElse(""))
                .orElseGet(() -> StatusPage.text(404, "no such page"));
        return ServerResponse.of(
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
