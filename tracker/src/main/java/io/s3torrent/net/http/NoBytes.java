package io.s3torrent.net.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Where there is no body. */
enum NoBytes implements HttpBody.Stream {
    INSTANCE;

    @Override
    public @Nullable ByteBuf next() {
        return null;
    }

    @Override
    public boolean isAtEnd() {
        return true;
    }

    @Override
    public boolean isBroken() {
        return false;
    }

    @Override
    public void close() {}
}
