package io.s3torrent.seeder.wire.upload;

/** Runs a task some nanoseconds later, on any thread, unless everything has ended by then. */
@FunctionalInterface
public interface WireTimer {
    void after(long nanos, Runnable task);
}
