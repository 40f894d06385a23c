package io.s3torrent.testing;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class when Netty then reports a resource that was not released.
 *
 * <p>JUnit finds it as a service, so no test names it. Netty reports a leak when the garbage collector has found the resource, so each
 * class ends with a collection. A leak that is reported later fails the whole run.
 */
public final class LeakGuard implements BeforeAllCallback, AfterAllCallback {
    private static final int COLLECTIONS = 3;
    private static final long COLLECTION_MILLIS = 1000;

    /** Thread-safe, because Netty reports on the thread that allocates next. */
    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    static { // before any class of Netty creates its detector
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new RecordingFactory());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(LeakGuard.class))
                .getOrComputeIfAbsent(EndOfRun.class);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        failOnLeaks(context.getDisplayName());
    }

    private static void failOnLeaks(String where) {
        if (!ResourceLeakDetector.isEnabled()) {
            return; // in the profile "fast", where collections would take longer than the tests
        }
        for (int i = 0; i < COLLECTIONS && LEAKS.isEmpty(); i++) {
            collect();
            ByteBufAllocator.DEFAULT.directBuffer(1).release(); // makes Netty poll its reference queue
        }
        if (!LEAKS.isEmpty()) {
            List<String> found = List.copyOf(LEAKS);
            LEAKS.clear();
            throw new AssertionError(found.size() + " LEAK(s) seen after " + where + ":\n" + String.join("\n", found));
        }
    }

    /** Runs the garbage collector, and waits until it has cleared a reference to a new object. */
    private static void collect() {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        WeakReference<Object> sentinel = new WeakReference<>(new Object(), queue);
        System.gc();
        try {
            queue.remove(COLLECTION_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sentinel.clear();
    }

    /** Closed by JUnit when the last class is done. */
    static final class EndOfRun implements AutoCloseable {
        @Override
        public void close() {
            failOnLeaks("the last test class");
        }
    }

    private static final class RecordingFactory extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation") // abstract until Netty removes it; never called
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> type, int samplingInterval, long maxActive) {
            return newResourceLeakDetector(type, samplingInterval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int samplingInterval) {
            return new RecordingDetector<>(type, samplingInterval);
        }
    }

    /** Records instead of logging, so that the guard does not depend on the log configuration. */
    private static final class RecordingDetector<T> extends ResourceLeakDetector<T> {
        RecordingDetector(Class<T> type, int samplingInterval) {
            super(type, samplingInterval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resource, String records) {
            LEAKS.add("LEAK: " + resource + records);
        }

        @Override
        protected void reportUntracedLeak(String resource) {
            LEAKS.add("LEAK: " + resource);
        }
    }
}
