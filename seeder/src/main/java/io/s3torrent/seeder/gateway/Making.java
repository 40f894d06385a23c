package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.gateway.TorrentDesk.Seeded;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.util.concurrent.CompletableFuture;

/** One torrent, from the first one who asks for it on: in the making, and then seeded. */
final class Making {
    private final ObjectVersion version;
    private final CompletableFuture<Seeded> seeded = new CompletableFuture<>();

    Making(ObjectVersion version) {
        this.version = version;
    }

    ObjectVersion version() {
        return version;
    }

    /** The end of it. */
    CompletableFuture<Seeded> seeded() {
        return seeded;
    }
}
