package io.s3torrent.seeder.http;

import java.util.ArrayList;
import java.util.List;

/** Bytes of a known number that become available in their order, until all are there or they end too early. Guarded by itself. */
public final class GrowingBytes {
    private final byte[] bytes;
    private final List<Runnable> watchers = new ArrayList<>();
    private int end;
    private boolean broken;

    private GrowingBytes(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    /** Bytes that are all there. */
    public static GrowingBytes whole(byte[] bytes) {
        return new GrowingBytes(bytes, bytes.length);
    }

    /** Bytes of which the caller goes on writing those from {@code end} on, until he says that they are there. */
    public static GrowingBytes growing(byte[] bytes, int end) {
        return new GrowingBytes(bytes, end);
    }

    /** All of them. */
    public int length() {
        return bytes.length;
    }

    /** More are there now. */
    public void grow(int to) {
        synchronized (this) {
            if (to < end || to > bytes.length) {
                throw new IllegalArgumentException("to: " + to + " (expected: " + end + " to " + bytes.length + ")");
            }
            end = to;
        }
        tell();
    }

    /** No more will come. */
    public void fail() {
        synchronized (this) {
            broken = end < bytes.length;
        }
        tell();
    }

    private void tell() {
        List<Runnable> told;
        synchronized (this) {
            told = List.copyOf(watchers);
        }
        told.forEach(Runnable::run);
    }

    /** Not to be written to below {@link #end}. */
    byte[] bytes() {
        return bytes;
    }

    synchronized int end() {
        return end;
    }

    synchronized boolean isBroken() {
        return broken;
    }

    /** Calls this one on any thread when something changed; at once, when it did before. */
    void watch(Runnable watcher) {
        synchronized (this) {
            watchers.add(watcher);
        }
        watcher.run();
    }

    synchronized void unwatch(Runnable watcher) {
        watchers.remove(watcher);
    }
}
