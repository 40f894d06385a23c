package io.s3torrent.seeder.gateway.pages;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.S3Location;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Torrents of one piece. */
final class Entries {
    static final Instant ADDED = Instant.parse("2026-01-02T03:04:05.678Z");
    static final int TORRENT_LENGTH = 1234;

    private Entries() {}

    static CatalogueEntry of(String bucket, String key, String content) {
        S3Location object = new S3Location(bucket, key);
        byte[] hash = Digests.sha1().digest(content.getBytes(StandardCharsets.UTF_8));
        Info info = Info.ofFile(object.name(), new PieceLayout(1500, 1 << 14), hash);
        Metainfo torrent = Metainfo.of(info, List.of("http://127.0.0.1:6969/announce?a&b"), "test");
        return new CatalogueEntry(object, torrent, TORRENT_LENGTH, ADDED);
    }
}
