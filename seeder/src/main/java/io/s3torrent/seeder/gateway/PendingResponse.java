package io.s3torrent.seeder.gateway;

import io.s3torrent.net.http.GrowingBytes;
import io.s3torrent.net.http.Precondition;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.seeder.gateway.TorrentService.Seeded;
import io.s3torrent.seeder.s3.ObservedObject;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One who waits for a torrent. The making goes on, whether he waits for its end or not. Holds no thread. */
record PendingResponse(
        GatewayExchange call, TorrentForm form, ObservedObject seen, TorrentJob making, WaitTimeouts waits) {

    /** Has him told in the end. */
    void begin() {
        CompletableFuture<Seeded> unused = making.seeded()
                .copy()
                .orTimeout(waits.whole().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((seeded, failure) -> {
                    if (cause(failure) instanceof TimeoutException) {
                        goOn();
                    } else {
                        tell(seeded, failure);
                    }
                });
    }

    /** Conditions and ranges are about the whole, so that a beginning of it is no answer to them. */
    private void goOn() {
        CompletableFuture<Object> next = form.grows() && !wanted().isAny()
                ? CompletableFuture.anyOf(making.seeded(), making.draft().begun())
                : CompletableFuture.anyOf(making.seeded());
        CompletableFuture<Object> unused =
                next.orTimeout(waits.held().toMillis(), TimeUnit.MILLISECONDS).whenComplete(this::tell);
    }

    private Precondition wanted() {
        return new Precondition(call.request());
    }

    private void tell(@Nullable Object there, @Nullable Throwable failure) {
        try {
            call.answer(charged(answer(there, failure)));
        } catch (RefusedException e) {
            call.refuse(e);
        } catch (RuntimeException e) {
            call.fail(e);
        }
    }

    private ServerResponse answer(@Nullable Object there, @Nullable Throwable failure) throws RefusedException {
        if (there instanceof Seeded seeded) {
            return form.writing().write(seeded.metainfo(), making.bytes(seeded.metainfo()), wanted());
        }
        if (there instanceof GrowingBytes beginning) {
            return TorrentResponse.growing(making.version().location().name(), beginning);
        }
        Throwable reason = cause(failure);
        throw reason == null || reason instanceof TimeoutException
                ? new RefusedException(
                        S3ErrorCode.SLOW_DOWN, "The torrent is being made; please ask again in a minute.")
                : StoreErrorMapping.of(reason);
    }

    private ServerResponse charged(ServerResponse answer) {
        return seen.charged() ? answer.with("x-amz-request-charged", "requester") : answer;
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
