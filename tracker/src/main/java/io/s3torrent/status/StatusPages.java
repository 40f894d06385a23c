package io.s3torrent.status;

import io.s3torrent.json.JsonObject;
import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.net.http.GrowingBytes;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.HttpService;
import io.s3torrent.net.http.Router.Route;
import io.s3torrent.net.http.ServerResponse;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.RuntimeMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the status pages of the process: {@code /stats}, {@code /metrics}, {@code /livez} and {@code /readyz}. The thread {@code
 * s3torrent-status} builds {@code /stats} and {@code /metrics}, because a report may go through every swarm and file. Health checks do
 * not wait for them.
 */
public final class StatusPages implements HttpService, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatusPages.class);
    private static final int MAX_QUEUED = 64;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final List<String> METHODS = List.of("GET", "HEAD");

    /** Answered at once: an orchestrator restarts a process that keeps them waiting. */
    private static final Set<String> HEALTH_CHECKS = Set.of("/livez", "/readyz");

    private final BooleanSupplier serving;
    private final AdminConfig config;
    private final List<StatusSource> parts;
    private final long started = System.nanoTime();
    private final WorkerPool thread = new WorkerPool("status", 1, MAX_QUEUED);

    /** Functions by path that build a page. */
    private final Map<String, Function<HttpRequest, ServerResponse>> pages = new HashMap<>();

    /**
     * Creates the pages.
     *
     * @param config the host names under which the pages answer
     * @param serving false once the process shuts down. Probes call it every few seconds, so it must be fast.
     * @param parts the parts of the program that report their numbers
     */
    public StatusPages(AdminConfig config, BooleanSupplier serving, List<StatusSource> parts) {
        this.config = config;
        this.serving = serving;
        this.parts = List.copyOf(parts);
        pages.put("/livez", request -> line(200, "alive"));
        pages.put("/readyz", request -> readiness());
        pages.put("/stats", request -> stats());
        pages.put("/metrics", request -> metrics(request.header("accept").orElse("")));
        parts.forEach(part -> pages.putAll(part.pages()));
    }

    /** A route that serves the pages on another server's port. */
    public Route route() {
        return new Route(request -> METHODS.contains(request.method()) && pages.containsKey(request.path()), this);
    }

    @Override
    public void serve(HttpRequest request, Consumer<ServerResponse> answer) {
        if (HEALTH_CHECKS.contains(request.path())) {
            answer.accept(pageOrFault(request));
            return;
        }
        try {
            thread.execute(() -> answer.accept(pageOrFault(request)));
        } catch (RejectedExecutionException e) {
            answer.accept(ServerResponse.text(503, "text/plain", "too many requests\n"));
        }
    }

    @Override
    public ServerResponse malformed(int status) {
        return line(400, "malformed HTTP request");
    }

    private ServerResponse pageOrFault(HttpRequest request) {
        try {
            return page(request);
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("bug in the status pages");
            return ServerResponse.text(500, "text/plain", "internal error\n");
        }
    }

    private ServerResponse page(HttpRequest request) {
        if (!config.isOurs(request.header("host").orElse(""))) {
            return line(403, "the host name of the request is not ours; use the IP address, or set --admin-name");
        }
        if (!METHODS.contains(request.method())) {
            return line(405, "method not allowed (expected: GET or HEAD)").with("Allow", "GET, HEAD");
        }
        Function<HttpRequest, ServerResponse> page = pages.get(request.path());
        return page == null ? line(404, "no such page") : page.apply(request);
    }

    private static ServerResponse line(int status, String text) {
        return response(status, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static ServerResponse response(int status, String type, byte[] body) {
        return ServerResponse.of(
                status,
                Map.of("Content-Type", type, "Cache-Control", "no-store", "X-Content-Type-Options", "nosniff"),
                GrowingBytes.whole(body));
    }

    private ServerResponse readiness() {
        List<String> problems =
                parts.stream().flatMap(part -> part.problems().stream()).toList();
        String text = String.join(
                "\n", Stream.concat(Stream.of("ready"), problems.stream()).toList());
        return serving.getAsBoolean() ? line(200, text) : line(503, "shutting down");
    }

    private ServerResponse stats() {
        JsonObject all = new JsonObject()
                .put("serving", serving.getAsBoolean())
                .put("uptimeSeconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started));
        parts.forEach(part -> part.addTo(all));
        return response(200, "application/json", (all + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private ServerResponse metrics(String accept) {
        MetricsBuilder all = new MetricsBuilder();
        parts.forEach(part -> part.addTo(all));
        ProcessMetrics.addTo(all);
        MetricsBuilder.Text text = all.as(accept);
        return response(200, text.contentType(), text.body());
    }

    @Override
    public void close() {
        thread.close();
    }

    /** Adds metrics of the process and the JVM, with the names that Prometheus client libraries use. */
    private static final class ProcessMetrics {
        private static final double NANOS = 1e9;

        private ProcessMetrics() {}

        static void addTo(MetricsBuilder all) {
            RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
            MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            all.gauge(
                            "process_start_time_seconds",
                            "Start time of the process, Unix time in seconds.",
                            runtime.getStartTime() / 1000.0)
                    .gauge("jvm_memory_used_bytes", "Used heap memory in bytes.", heap.getUsed(), "area", "heap")
                    .gauge("jvm_memory_max_bytes", "Maximum heap memory in bytes.", heap.getMax(), "area", "heap")
                    .gauge("jvm_threads_current", "Current number of threads.", threads);
            for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
                double seconds = collector.getCollectionTime() / 1000.0;
                all.counter(
                        "jvm_gc_seconds",
                        "Time spent in garbage collection in seconds.",
                        seconds,
                        "gc",
                        collector.getName());
            }
            ProcessHandle.current().info().totalCpuDuration().ifPresent(cpu -> {
                double seconds = cpu.toNanos() / NANOS;
                all.counter("process_cpu_seconds", "User and system CPU time in seconds.", seconds);
            });
            openFiles().ifPresent(count -> all.gauge("process_open_fds", "Number of open file descriptors.", count));
        }

        /** The number of open files; empty except on Linux. */
        private static OptionalLong openFiles() {
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                return OptionalLong.of(open.count());
            } catch (IOException e) {
                return OptionalLong.empty();
            }
        }
    }
}
