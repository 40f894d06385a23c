package io.s3torrent.seeder.gateway;

import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.HttpService;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Has calls answered on threads that may wait; what goes wrong on the way is told as S3 tells it. */
record RequestHandler(WorkerPool workers, Way way) implements HttpService {

    /** From a call to its answer, now or later. */
    @FunctionalInterface
    interface Way {
        void go(GatewayExchange call) throws RefusedException, ObjectException;
    }

    @Override
    public void serve(HttpRequest request, Consumer<ServerResponse> answer) {
        GatewayExchange call = GatewayExchange.of(request, answer);
        try {
            workers.execute(() -> answer(call));
        } catch (RejectedExecutionException e) {
            call.refuse(new RefusedException(S3ErrorCode.SLOW_DOWN, "Too many requests; please ask again later."));
        }
    }

    private void answer(GatewayExchange call) {
        try {
            way.go(call);
        } catch (RefusedException e) {
            call.refuse(e);
        } catch (ObjectException e) {
            call.refuse(StoreErrorMapping.of(e));
        } catch (RuntimeException e) {
            call.fail(e);
        }
    }
}
