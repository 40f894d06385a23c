package io.s3torrent.seeder.s3;

import io.s3torrent.seeder.ledger.Ledger;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpMethod;

/** Counts each HTTP request that the SDK sends, the repeated ones too: that is what a store bills. */
final class RequestMeter implements ExecutionInterceptor {
    private static final ExecutionAttribute<Boolean> SENT_BEFORE = new ExecutionAttribute<>("s3torrent.sentBefore");

    private final Ledger ledger;

    RequestMeter(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes call) {
        if (context.httpRequest().method() == SdkHttpMethod.HEAD) {
            ledger.head();
        } else {
            ledger.get();
        }
        if (call.getAttribute(SENT_BEFORE) != null) {
            ledger.retry();
        }
        call.putAttribute(SENT_BEFORE, true);
    }
}
