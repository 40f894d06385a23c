package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.gateway.TorrentDesk.Seeded;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One torrent, from the first one who asks for it on: in the making, and then seeded. */
final class Making {
    private final ObjectVersion version;
    private final Principal asker;
    private final Draft draft;
    private final CompletableFuture<Seeded> seeded = new CompletableFuture<>();

    Making(ObjectVersion version, Principal asker, List<String> trackers) {
        this.version = version;
        this.asker = asker;
        this.draft = new Draft(version, trackers);
    }

    ObjectVersion version() {
        return version;
    }

    /** The first one. */
    Principal asker() {
        return asker;
    }

    /** What is there of it before its end. */
    Draft draft() {
        return draft;
    }

    /** The end of it. */
    CompletableFuture<Seeded> seeded() {
        return seeded;
    }

    /** Bytes of the object that were not read to make it. */
    long unread() {
        return version.length() - draft.read();
    }

    void succeed(Seeded torrent) {
        draft.seeded(torrent.metainfo());
        seeded.complete(torrent);
    }

    void fail(Exception reason) {
        draft.failed();
        seeded.completeExceptionally(reason);
    }
}
