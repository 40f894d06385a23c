package io.s3torrent.seeder.wire.upload;

/** Runs a task after some nanoseconds, on any thread. Does nothing if the event loops have ended by then. */
@FunctionalInterface
public interface WireTimer {
    void after(long nanos, Runnable task);
}
