package io.s3torrent.seeder.s3.client;

import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Puts a {@link BoundedXml} between a store and the SDK, which makes a tree of any XML that it gets. */
final class ResponseBound implements ExecutionInterceptor {
    private static final Set<String> READ_BY_OURSELVES = Set.of("GetObject", "GetObjectTorrent");

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes call) {
        boolean isObject = context.httpResponse().isSuccessful()
                && READ_BY_OURSELVES.contains(call.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
        return isObject ? context.responseBody() : context.responseBody().map(BoundedXml::new);
    }
}
