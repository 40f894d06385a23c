package io.s3torrent.status;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/** The pages of one process, of what its parts tell: {@code /stats}, {@code /metrics}, {@code /livez}, {@code /readyz}. */
public final class StatusPages implements PageSource {
    private final BooleanSupplier serving;
    private final List<StatusSource> parts;
    private final long started = System.nanoTime();
    private final Map<String, Function<String, StatusPage>> pages = Map.of(
            "/livez", accept -> StatusPage.text(200, "alive"),
            "/readyz", accept -> readiness(),
            "/stats", accept -> stats(),
            "/metrics", this::metrics);

    /**
     * Pages of these parts.
     *
     * @param serving false once the process is about to end; asked every few seconds by who looks after it, so it must not look at
     *     every swarm
     */
    public StatusPages(BooleanSupplier serving, List<StatusSource> parts) {
        this.serving = serving;
        this.parts = List.copyOf(parts);
    }

    /** True when there is a page of this path. */
    public boolean has(String path) {
        return pages.containsKey(path);
    }

    @Override
    public Optional<StatusPage> page(String path, String accept) {
        return Optional.ofNullable(pages.get(path)).map(page -> page.apply(accept));
    }

    private StatusPage readiness() {
        return serving.getAsBoolean() ? StatusPage.text(200, "ready") : StatusPage.text(503, "about to end");
    }

    private StatusPage stats() {
        JsonObject all = new JsonObject()
                .put("serving", serving.getAsBoolean())
                .put("uptimeSeconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started));
        parts.forEach(part -> part.addTo(all));
        return StatusPage.json(all.toString());
    }

    private StatusPage metrics(String accept) {
        MetricsBuilder all = new MetricsBuilder();
        parts.forEach(part -> part.addTo(all));
        ProcessMetrics.addTo(all);
        MetricsText text = all.as(accept);
        return new StatusPage(200, text.contentType(), text.body());
    }

    /** What every process of ours is asked for, by the names that Prometheus' own clients use. */
    private static final class ProcessMetrics {
        private static final double NANOS = 1e9;

        private ProcessMetrics() {}

        /** Adds them. */
        static void addTo(MetricsBuilder all) {
            RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
            MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            all.gauge("process_start_time_seconds", "Start, Unix time.", runtime.getStartTime() / 1000.0)
                    .gauge("jvm_memory_used_bytes", "Memory in use.", heap.getUsed(), "area", "heap")
                    .gauge("jvm_memory_max_bytes", "Memory that may be used.", heap.getMax(), "area", "heap")
                    .gauge("jvm_threads_current", "Threads.", threads);
            for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
                double seconds = collector.getCollectionTime() / 1000.0;
                all.counter("jvm_gc_seconds", "Time of collections.", seconds, "gc", collector.getName());
            }
            ProcessHandle.current().info().totalCpuDuration().ifPresent(cpu -> {
                double seconds = cpu.toNanos() / NANOS;
                all.counter("process_cpu_seconds", "CPU time of user and system.", seconds);
            });
            openFiles().ifPresent(count -> all.gauge("process_open_fds", "Open file descriptors.", count));
        }

        /** Only Linux tells. */
        private static OptionalLong openFiles() {
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                return OptionalLong.of(open.count());
            } catch (IOException e) {
                return OptionalLong.empty();
            }
        }
    }
}
