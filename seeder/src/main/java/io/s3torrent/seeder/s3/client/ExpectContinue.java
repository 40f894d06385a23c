package io.s3torrent.seeder.s3.client;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Has the client ask before it sends a body (Expect: 100-continue), so that a refusal arrives instead of a broken connection. It stops asking when
 * an answer says that this is not understood (417), as proxies of HTTP/1.0 do.
 */
final class ExpectContinue implements ExecutionInterceptor {
    static final int EXPECTATION_FAILED = 417;

    /** A shorter body leaves together with the headers, before any answer can come. */
    private static final long THRESHOLD = 4096;

    private volatile boolean isNotUnderstood;

    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes call) {
        SdkHttpRequest request = context.httpRequest();
        boolean isLong = request.firstMatchingHeader("Content-Length")
                .filter(length -> Long.parseLong(length) >= THRESHOLD)
                .isPresent();
        return isLong && !isNotUnderstood
                ? request.toBuilder().putHeader("Expect", "100-continue").build()
                : request;
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes call) {
        if (context.httpResponse().statusCode() == EXPECTATION_FAILED) {
            isNotUnderstood = true;
        }
    }
}
