package io.s3torrent.seeder.s3;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Asks before a body is sent (Expect: 100-continue), until an answer says that this is not understood (417): a proxy of HTTP/1.0 is on the way.
 */
final class ExpectContinue implements ExecutionInterceptor {
    /** A shorter body leaves together with the headers, so that a refusal cannot break it off. */
    static final long THRESHOLD = 4096;

    static final int EXPECTATION_FAILED = 417;

    private static final String HEADER = "Expect";

    private volatile boolean isNotUnderstood;

    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes call) {
        SdkHttpRequest request = context.httpRequest();
        return isNotUnderstood && request.firstMatchingHeader(HEADER).isPresent()
                ? request.toBuilder().removeHeader(HEADER).build()
                : request;
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes call) {
        if (context.httpResponse().statusCode() == EXPECTATION_FAILED) {
            isNotUnderstood = true;
        }
    }
}
