package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.gateway.TorrentService.Seeded;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;

/** One torrent, from the first one who asks for it on: in the making, and then seeded. Its monitor guards its bytes as a file. */
final class TorrentJob {
    private final ObjectVersion version;
    private final Principal asker;
    private final TorrentService desk;
    private volatile PartialTorrent draft;
    private WeakReference<byte[]> encoded = new WeakReference<>(new byte[0]);
    private final CompletableFuture<Seeded> seeded = new CompletableFuture<>();

    TorrentJob(ObjectVersion version, Principal asker, TorrentService desk) {
        this.version = version;
        this.asker = asker;
        this.desk = desk;
        this.draft = new PartialTorrent(version, desk);
    }

    ObjectVersion version() {
        return version;
    }

    /** The first one. */
    Principal asker() {
        return asker;
    }

    /** What is there of it before its end. */
    PartialTorrent draft() {
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
        PartialTorrent ended = draft;
        seeded.complete(torrent);
        draft = new PartialTorrent(version, desk); // whoever still takes its bytes has them
        ended.seeded(bytes(torrent.metainfo()));
    }

    void fail(Exception reason) {
        draft.failed();
        seeded.completeExceptionally(reason);
    }

    /** The torrent as a file, which all who take it at the same time share. */
    synchronized byte[] bytes(Metainfo torrent) {
        byte[] known = encoded.get();
        if (known == null || known.length == 0) {
            known = MetainfoCodec.encode(torrent);
            encoded = new WeakReference<>(known);
        }
        return known;
    }
}
