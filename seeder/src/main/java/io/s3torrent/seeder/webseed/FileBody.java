package io.s3torrent.seeder.webseed;

import io.netty.buffer.ByteBuf;
import io.s3torrent.net.http.HttpBody;
import io.s3torrent.seeder.engine.SeedEngine;
import io.s3torrent.seeder.piece.ContentStream;
import io.s3torrent.seeder.s3.ByteRange;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** A file for one client, read from where peers get its pieces. */
record FileBody(TorrentFileRange file, SeedEngine engine, StreamTable streams, InetAddress client) implements HttpBody {

    @Override
    public long length() {
        return file.length();
    }

    @Override
    public Stream open(long from, long to, ScheduledExecutorService loop, Runnable more) {
        if (!streams.enter(client)) { // there was room when it was asked for
            return new Reading(Optional.empty(), () -> {});
        }
        ByteRange range = new ByteRange(file.start() + from, file.start() + to);
        return new Reading(engine.read(file.torrent().infoHash(), range, loop, more), () -> streams.leave(client));
    }

    /** The bytes, until somebody stops to serve the torrent; broken without. */
    private record Reading(Optional<ContentStream> bytes, Runnable closed) implements Stream {
        @Override
        public @Nullable ByteBuf next() {
            return bytes.isEmpty() ? null : bytes.get().next();
        }

        @Override
        public boolean isAtEnd() {
            return bytes.isPresent() && bytes.get().isAtEnd();
        }

        @Override
        public boolean isBroken() {
            return bytes.isEmpty() || bytes.get().isBroken();
        }

        @Override
        public void close() {
            bytes.ifPresent(ContentStream::close);
            closed.run();
        }
    }
}
