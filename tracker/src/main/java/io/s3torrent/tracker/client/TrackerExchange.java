package io.s3torrent.tracker.client;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/** One question to one address, over HTTP or UDP. */
interface TrackerExchange {

    /** What came of it. */
    sealed interface Outcome {
        /** The tracker answered. */
        record Answered(AnnounceResult result) implements Outcome {}

        /** It sent us elsewhere. */
        record Redirected(String location) implements Outcome {}
    }

    /**
     * Asks.
     *
     * @param address of the tracker, checked
     * @param finished closes what is open as soon as it is done, in whatever way
     */
    CompletableFuture<Outcome> ask(
            TrackerUrl url, InetSocketAddress address, AnnounceOptions params, CompletableFuture<?> finished);
}
