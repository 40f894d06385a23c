package io.s3torrent.seeder.s3;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;

/**
 * The routes that the SDK's HEADs and GETs took, for a while each: what a store is reached by changes, and the SDK finds out. Guarded
 * by its own monitor.
 */
final class Routes implements ExecutionInterceptor {
    private static final int MAX_ROUTES = 4096;
    private static final long LASTS_NANOS = Duration.ofMinutes(10).toNanos();

    private final Map<S3Location, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<S3Location, Known> eldest) {
            return size() > MAX_ROUTES;
        }
    };

    /** A route, or that there is none to be tried. */
    private record Known(Optional<Route> route, long since) {}

    /** The route to an object; empty when its next GET is the SDK's. */
    synchronized Optional<Route> of(S3Location object) {
        Known found = known.get(object);
        if (found != null && System.nanoTime() - found.since >= LASTS_NANOS) {
            known.remove(object);
            return Optional.empty();
        }
        return found == null ? Optional.empty() : found.route;
    }

    /** A GET by this object's route was not answered as it should be; for a while, the SDK is to try. */
    synchronized void avoid(S3Location object) {
        known.put(object, new Known(Optional.empty(), System.nanoTime()));
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes call) {
        if (context.httpResponse().isSuccessful()) {
            object(context.request())
                    .ifPresent(object -> learn(object, Route.of(context.httpRequest(), Instant.now())));
        }
    }

    private static Optional<S3Location> object(SdkRequest request) {
        if (request instanceof HeadObjectRequest head) {
            return Optional.of(new S3Location(head.bucket(), head.key()));
        }
        return request instanceof GetObjectRequest get
                ? Optional.of(new S3Location(get.bucket(), get.key()))
                : Optional.empty();
    }

    private synchronized void learn(S3Location object, Optional<Route> route) {
        known.putIfAbsent(object, new Known(route, System.nanoTime()));
    }
}
