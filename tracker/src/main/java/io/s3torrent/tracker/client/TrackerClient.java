package io.s3torrent.tracker.client;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.s3torrent.net.AddressScope;
import io.s3torrent.net.EventLoops;
import io.s3torrent.net.UrlText;
import io.s3torrent.tracker.client.TrackerExchange.Outcome.Answered;
import io.s3torrent.tracker.client.TrackerExchange.Outcome.Redirected;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Announces to trackers over HTTP, HTTPS and UDP. Each announce has one timeout for all its steps; responses are limited in size; addresses
 * are checked after every lookup. Safe for use by many threads.
 */
public final class TrackerClient implements AutoCloseable {
    private static final int MAX_REDIRECTS = 5;
    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final Duration UDP_RESEND = Duration.ofSeconds(15);

    private final EventLoops eventLoops;
    private final NameResolver names;
    private final TargetAddressPolicy policy;
    private final TrackerExchange http;
    private final TrackerExchange udp;
    private final AnnounceQueue queue;
    private final SilentTrackers silentTrackers;

    private TrackerClient(
            TrackerClientConfig config, NameResolver names, TargetAddressPolicy policy, Duration udpResend)
            throws IOException {
        SslContext tls = tls(config);
        this.eventLoops = EventLoops.start("s3torrent-tracker-client", 1);
        this.names = names;
        this.policy = policy;
        this.http = new HttpExchange(eventLoops, tls, config.agent());
        this.udp = new UdpExchange(eventLoops, udpResend);
        this.queue = new AnnounceQueue(eventLoops.group().next(), config);
        this.silentTrackers = new SilentTrackers(SILENCE, System::nanoTime);
    }

    /**
     * Starts a client.
     *
     * @throws IOException when the CA bundle cannot be read
     */
    public static TrackerClient start(TrackerClientConfig config) throws IOException {
        return start(config, NameResolver.ofSystem(), new TargetAddressPolicy(AddressScope::of), UDP_RESEND);
    }

    static TrackerClient start(
            TrackerClientConfig config, NameResolver names, TargetAddressPolicy policy, Duration udpResend)
            throws IOException {
        return new TrackerClient(config, names, policy, udpResend);
    }

    /** As {@link #announce(URI, AnnounceOptions, AddressFamilies, Consumer)}, but returns only the first response. */
    public CompletableFuture<AnnounceResult> announce(URI tracker, AnnounceOptions params) {
        return announce(tracker, params, AddressFamilies.BOTH, later -> {});
    }

    /**
     * Announces to one tracker, over each address family that both sides have (BEP 7), so that peers of both families learn of the client.
     *
     * @param tracker a configured URL: its address may be private, but not link-local
     * @param families the families in which peers can connect to the client
     * @param later receives the response over the second family, on the client's event loop
     * @return completes on the client's event loop with the first successful response, or with an {@link AnnounceFailedException} if all
     *     announces fail
     */
    public CompletableFuture<AnnounceResult> announce(
            URI tracker, AnnounceOptions params, AddressFamilies families, Consumer<AnnounceResult> later) {
        FirstResponse answers = new FirstResponse(later);
        answers.await(queue.submit(finished -> ask(new Announce(params, families, finished), tracker, answers)));
        return answers.first();
    }

    /** Runs a queued announce, unless other announces have meanwhile found that the tracker does not answer. */
    private CompletableFuture<AnnounceResult> ask(Announce announce, URI tracker, FirstResponse answers) {
        Optional<AnnounceFailedException> refusal = silentTrackers.refusal(tracker, AddressFamilies.BOTH);
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        try {
            Hop hop = new Hop(tracker, TrackerUrl.of(tracker), MAX_REDIRECTS);
            CompletableFuture<List<InetAddress>> addresses =
                    names.resolve(hop.url().host());
            var unused = announce.finished().whenComplete((answer, failure) -> {
                if (!addresses.isDone() || addresses.isCompletedExceptionally()) {
                    silentTrackers.record(tracker, AddressFamilies.BOTH, failure);
                }
            });
            return addresses.thenCompose(all -> split(announce, hop, all, answers));
        } catch (AnnounceFailedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * A running announce.
     *
     * @param finished done when the result is known or the announce has timed out
     */
    private record Announce(
            AnnounceOptions params, AddressFamilies families, CompletableFuture<AnnounceResult> finished) {}

    /** Queues the second family as a separate announce, so that silence in one family does not delay the other. */
    private CompletableFuture<AnnounceResult> split(
            Announce announce, Hop hop, List<InetAddress> resolved, FirstResponse answers) {
        try {
            List<InetAddress> admitted = announce.families().among(policy.admit(resolved, AddressScope.LOOPBACK));
            List<InetAddress> first = AddressFamilies.of(admitted.get(0)).among(admitted);
            if (first.size() == admitted.size()) {
                return tryAll(noted(announce, hop.uri(), AddressFamilies.BOTH), hop, admitted);
            }
            silentTrackers.record(hop.uri(), AddressFamilies.BOTH, null);
            List<InetAddress> second = admitted.stream()
                    .filter(address -> !first.contains(address))
                    .toList();
            answers.await(queue.submit(finished ->
                    tryFamily(new Announce(announce.params(), announce.families(), finished), hop, second)));
            return tryFamily(announce, hop, first);
        } catch (AnnounceFailedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Announces to addresses of one family, unless they recently did not answer. */
    private CompletableFuture<AnnounceResult> tryFamily(Announce announce, Hop hop, List<InetAddress> addresses) {
        AddressFamilies family = AddressFamilies.of(addresses.get(0));
        Optional<AnnounceFailedException> refusal = silentTrackers.refusal(hop.uri(), family);
        return refusal.isPresent()
                ? CompletableFuture.failedFuture(refusal.get())
                : tryAll(
                        noted(new Announce(announce.params(), family, announce.finished()), hop.uri(), family),
                        hop,
                        addresses);
    }

    /** Records the result of the announce in {@link SilentTrackers} when it is known. */
    private Announce noted(Announce announce, URI tracker, AddressFamilies family) {
        var unused =
                announce.finished().whenComplete((answer, failure) -> silentTrackers.record(tracker, family, failure));
        return announce;
    }

    /** Announces to the target of a redirect. */
    private CompletableFuture<AnnounceResult> hop(Announce announce, URI uri, AddressScope from, int redirects) {
        try {
            Hop hop = new Hop(uri, TrackerUrl.of(uri), redirects);
            return names.resolve(hop.url().host()).thenCompose(all -> admitAndTry(announce, hop, all, from));
        } catch (AnnounceFailedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * One URL of a chain of redirects.
     *
     * @param redirects number of redirects that may still follow
     */
    private record Hop(URI uri, TrackerUrl url, int redirects) {}

    private CompletableFuture<AnnounceResult> admitAndTry(
            Announce announce, Hop hop, List<InetAddress> resolved, AddressScope from) {
        try {
            return tryAll(announce, hop, announce.families().among(policy.admit(resolved, from)));
        } catch (AnnounceFailedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Announces to the first address, and to the next one if that fails without a response. */
    private CompletableFuture<AnnounceResult> tryAll(Announce announce, Hop hop, List<InetAddress> addresses) {
        InetSocketAddress first =
                new InetSocketAddress(addresses.get(0), hop.url().port());
        List<InetAddress> others = addresses.subList(1, addresses.size());
        TrackerExchange exchange = hop.url().isUdp() ? udp : http;
        return exchange.ask(hop.url(), first, announce.params(), announce.finished())
                .thenCompose(outcome -> follow(announce, hop, outcome, first.getAddress()))
                .exceptionallyCompose(failure -> isFinal(failure)
                                || others.isEmpty()
                                || announce.finished().isDone()
                        ? CompletableFuture.failedFuture(failure)
                        : tryAll(announce, hop, others));
    }

    private CompletableFuture<AnnounceResult> follow(
            Announce announce, Hop hop, TrackerExchange.Outcome outcome, InetAddress from) {
        if (outcome instanceof Answered answered) {
            return CompletableFuture.completedFuture(answered.result()
                    .withPeers(policy.reachable(answered.result().peers(), from)));
        }
        if (hop.redirects() == 0) {
            return CompletableFuture.failedFuture(new AnnounceFailedException("more than 5 redirects"));
        }
        try {
            URI location = hop.uri().resolve(UrlText.parse(((Redirected) outcome).location()));
            return hop(announce, location, policy.scopeOf(from), hop.redirects() - 1);
        } catch (URISyntaxException e) {
            return CompletableFuture.failedFuture(new AnnounceFailedException("redirect to an invalid URL"));
        }
    }

    /** True when another address of the same tracker would give the same result. */
    private static boolean isFinal(Throwable failure) {
        return AnnounceQueue.unwrapped(failure) instanceof AnnounceFailedException;
    }

    private static SslContext tls(TrackerClientConfig config) throws IOException {
        SslContextBuilder tls = SslContextBuilder.forClient();
        try {
            config.caBundle().ifPresent(bundle -> tls.trustManager(bundle.toFile()));
            return tls.build();
        } catch (IllegalArgumentException e) {
            throw new IOException("unusable CA bundle: " + config.caBundle().orElseThrow(), e);
        }
    }

    /** Fails the running announces and ends the threads. */
    @Override
    public void close() {
        queue.close();
        names.close();
        eventLoops.close();
    }

    /**
     * Collects the responses to one announce over several address families. The first success is the result; later ones go to a consumer;
     * a failure counts only if all fail. State is guarded by {@code this}, which is not held while responses are passed on.
     */
    private static final class FirstResponse {
        private final CompletableFuture<AnnounceResult> first = new CompletableFuture<>();
        private final Consumer<AnnounceResult> later;
        private int open;
        private @Nullable Throwable failure;

        /**
         * Creates a collector without responses.
         *
         * @param later receives the responses after the first one
         */
        FirstResponse(Consumer<AnnounceResult> later) {
            this.later = later;
        }

        /** Adds a pending response. Call it before all others have completed. */
        void await(CompletableFuture<AnnounceResult> answer) {
            synchronized (this) {
                open++;
            }
            var unused = answer.whenComplete((result, failed) -> {
                if (result == null) {
                    fail(AnnounceQueue.unwrapped(failed));
                } else {
                    answered(result);
                }
            });
        }

        /** The first successful response, or the most informative failure when all have failed. */
        CompletableFuture<AnnounceResult> first() {
            return first;
        }

        private void answered(AnnounceResult result) {
            synchronized (this) {
                open--;
            }
            if (!first.complete(result)) {
                later.accept(result);
            }
        }

        private void fail(Throwable failed) {
            Throwable last;
            synchronized (this) {
                failure = failure == null || weight(failure) < weight(failed) ? failed : failure;
                last = --open == 0 ? failure : null;
            }
            if (last != null) {
                first.completeExceptionally(last);
            }
        }

        /** How informative a failure is: a tracker's refusal more than a network error, and that more than silence. */
        private static int weight(Throwable failure) {
            boolean silent =
                    failure instanceof AnnounceFailedException known && (known.isSilence() || known.isNotAsked());
            return silent ? 0 : failure.getCause() != null ? 1 : 2;
        }
    }
}
