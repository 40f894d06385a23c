package io.s3torrent.seeder.s3;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * The routes that the SDK's GETs took, for a while each: what a store is reached by changes, and the SDK finds out. Guarded by its own
 * monitor.
 */
final class Routes implements ExecutionInterceptor {
    /** The version that a GET is to give. */
    static final ExecutionAttribute<ObjectVersion> VERSION = new ExecutionAttribute<>("s3torrent.version");

    private static final int MAX_ROUTES = 4096;
    private static final long LASTS_NANOS = Duration.ofMinutes(10).toNanos();

    private final Map<ObjectVersion, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectVersion, Known> eldest) {
            return size() > MAX_ROUTES;
        }
    };

    /** A route, or that there is none to be tried. */
    private record Known(Optional<Route> route, long since) {}

    /** The route of a version; empty when its next GET is the SDK's. */
    synchronized Optional<Route> of(ObjectVersion version) {
        Known found = known.get(version);
        if (found != null && System.nanoTime() - found.since >= LASTS_NANOS) {
            known.remove(version);
            return Optional.empty();
        }
        return found == null ? Optional.empty() : found.route;
    }

    /** A GET by this version's route was not answered as it should be; for a while, the SDK is to try. */
    synchronized void avoid(ObjectVersion version) {
        known.put(version, new Known(Optional.empty(), System.nanoTime()));
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes call) {
        ObjectVersion version = call.getAttribute(VERSION);
        if (version != null && context.httpResponse().statusCode() == 206) {
            learn(version, Route.of(context.httpRequest(), Instant.now()));
        }
    }

    private synchronized void learn(ObjectVersion version, Optional<Route> route) {
        known.putIfAbsent(version, new Known(route, System.nanoTime()));
    }
}
