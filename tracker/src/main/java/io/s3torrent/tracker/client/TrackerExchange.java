package io.s3torrent.tracker.client;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/** Sends one announce to one address, over HTTP or UDP. */
interface TrackerExchange {

    /** The result of an exchange. */
    sealed interface Outcome {
        /** The tracker answered. */
        record Answered(AnnounceResult result) implements Outcome {}

        /** The tracker sent a redirect. */
        record Redirected(String location) implements Outcome {}
    }

    /**
     * Announces to a tracker.
     *
     * @param address of the tracker, which the caller has checked
     * @param finished the exchange closes its connection when this is done
     */
    CompletableFuture<Outcome> ask(
            TrackerUrl url, InetSocketAddress address, AnnounceOptions params, CompletableFuture<?> finished);
}
