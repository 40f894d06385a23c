package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ServiceError;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;

/** Translates a failure into the error that the client gets. Hides everything about our own credentials and endpoint. */
final class StoreErrorMapping {
    private StoreErrorMapping() {}

    static RefusedException of(Throwable failure) {
        if (failure instanceof RefusedException refusal) {
            return refusal;
        }
        if (failure instanceof ObjectException store) {
            return of(store);
        }
        if (failure instanceof MetainfoException nothing) {
            return new RefusedException(S3ErrorCode.INVALID_REQUEST, text(nothing));
        }
        return new RefusedException(S3ErrorCode.SLOW_DOWN, "The torrent could not be created; retry later.");
    }

    private static RefusedException of(ObjectException failure) {
        if (failure instanceof ObjectException.NotFound) {
            boolean bucket = failure.serviceError()
                    .map(ServiceError::code)
                    .filter("NoSuchBucket"::equals)
                    .isPresent();
            return bucket
                    ? new RefusedException(S3ErrorCode.NO_SUCH_BUCKET, "The specified bucket does not exist")
                    : new RefusedException(S3ErrorCode.NO_SUCH_KEY, "The specified key does not exist.");
        }
        if (failure instanceof ObjectException.Denied) {
            return new RefusedException(S3ErrorCode.ACCESS_DENIED, "Access Denied by the store");
        }
        if (failure instanceof ObjectException.Refused) {
            return new RefusedException(S3ErrorCode.INVALID_REQUEST, text(failure));
        }
        if (failure instanceof ObjectException.Changed) {
            return new RefusedException(
                    S3ErrorCode.SLOW_DOWN, "The object was replaced while its torrent was created; retry.");
        }
        return new RefusedException(
                S3ErrorCode.SERVICE_UNAVAILABLE, "The store cannot be read now; retry later.");
    }

    private static String text(Exception failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? "This object has no torrent." : message;
    }
}
