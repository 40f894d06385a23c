package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.S3Location;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;

/**
 * The routes to buckets that the SDK's HEADs and GETs took, for a while each: what a store is reached by changes, and the SDK finds out.
 * Guarded by its own monitor.
 */
final class BucketRoutes implements ExecutionInterceptor {
    /** False on requests whose headers are not those of ours. */
    static final ExecutionAttribute<Boolean> LEARN = new ExecutionAttribute<>("s3torrent.learnRoute");

    private static final Duration LASTS = Duration.ofMinutes(10);

    private final RecentMap<String, Optional<BucketRoute>> buckets = new RecentMap<>(LASTS);
    /** Objects that the SDK is to ask for. */
    private final RecentMap<S3Location, Boolean> avoided = new RecentMap<>(LASTS);

    /** The route to an object; empty when its next request is the SDK's. */
    synchronized Optional<BucketRoute> of(S3Location object) {
        return avoided.get(object).isPresent()
                ? Optional.empty()
                : buckets.get(object.bucket()).flatMap(route -> route);
    }

    /** A request by this object's route was not answered as it should be; for a while, the SDK is to try. */
    synchronized void avoid(S3Location object) {
        avoided.put(object, true);
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes call) {
        if (context.httpResponse().isSuccessful() && !Boolean.FALSE.equals(call.getAttribute(LEARN))) {
            object(context.request())
                    .ifPresent(object -> learn(object, BucketRoute.of(context.httpRequest(), object, Instant.now())));
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

    private synchronized void learn(S3Location object, Optional<BucketRoute> route) {
        if (buckets.get(object.bucket()).isEmpty()) {
            buckets.put(object.bucket(), route);
        }
    }
}
