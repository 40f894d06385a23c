package io.s3torrent.status;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What every process of ours is asked for, by the names that Prometheus' own clients use. */
public final class ProcessMetrics {
    private static final double NANOS = 1e9;

    private ProcessMetrics() {}

    /** Adds them. */
    public static void addTo(MetricsBuilder all) {
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
