package io.s3torrent.tracker.metrics;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.RuntimeMXBean;

/** What every process of ours is asked for, by the names that Prometheus' own clients use. */
public final class ProcessMeasurements {
    private static final double NANOS = 1e9;

    private ProcessMeasurements() {}

    /** Adds them. */
    public static void addTo(Measurements all) {
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
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        if (system instanceof com.sun.management.OperatingSystemMXBean sun) {
            all.counter("process_cpu_seconds", "CPU time of user and system.", sun.getProcessCpuTime() / NANOS);
        }
        if (system instanceof com.sun.management.UnixOperatingSystemMXBean unix) {
            all.gauge("process_open_fds", "Open file descriptors.", unix.getOpenFileDescriptorCount())
                    .gauge("process_max_fds", "Those that may be open.", unix.getMaxFileDescriptorCount());
        }
    }
}
