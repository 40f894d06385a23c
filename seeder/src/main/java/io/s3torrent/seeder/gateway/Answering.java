package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.http.HttpAnswer;
import io.s3torrent.seeder.http.HttpRequest;
import io.s3torrent.seeder.http.HttpService;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.RefusedException;
import io.s3torrent.seeder.s3.S3ErrorCode;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Has calls answered on threads that may wait; what goes wrong on the way is told as S3 tells it. */
record Answering(Workers workers, Way way) implements HttpService {

    /** From a call to its answer, now or later. */
    @FunctionalInterface
    interface Way {
        void go(Call call) throws RefusedException, ObjectException;
    }

    @Override
    public void serve(HttpRequest request, Consumer<HttpAnswer> answer) {
        Call call = Call.of(request, answer);
        try {
            workers.execute(() -> answer(call));
        } catch (RejectedExecutionException e) {
            call.refuse(new RefusedException(S3ErrorCode.SLOW_DOWN, "Too many requests; please ask again later."));
        }
    }

    private void answer(Call call) {
        try {
            way.go(call);
        } catch (RefusedException e) {
            call.refuse(e);
        } catch (ObjectException e) {
            call.refuse(StoreRefusal.of(e));
        } catch (RuntimeException e) {
            call.fail(e);
        }
    }
}
