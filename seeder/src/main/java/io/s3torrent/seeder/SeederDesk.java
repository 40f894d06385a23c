package io.s3torrent.seeder;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.gateway.TorrentDesk;
import io.s3torrent.seeder.metainfo.MakingListener;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.SeenObject;
import io.s3torrent.seeder.s3.Terms;
import io.s3torrent.seeder.webseed.WebSeed;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A seeder, as the gateway sees it.
 *
 * @param webSeed where others reach it by HTTP, if they do
 * @param updateUrl what torrents say of their successors, if anything
 */
record SeederDesk(Seeder seeder, Optional<URI> webSeed, Optional<String> updateUrl) implements TorrentDesk {
    @Override
    public List<String> trackers() {
        return seeder.announceUrls();
    }

    @Override
    public List<String> webSeeds(InfoHash torrent) {
        return webSeed.map(url -> WebSeed.url(url, torrent)).stream().toList();
    }

    @Override
    public SeenObject look(S3Location object, Terms terms) throws ObjectException {
        return seeder.look(object, terms);
    }

    @Override
    public OptionalInt peers(InfoHash infoHash) {
        return seeder.leechers(infoHash);
    }

    @Override
    public Seeded seed(S3Location object, MakingListener listener) throws IOException {
        SeededTorrent seeded = seeder.seed(SeedRequest.of(object)
                .withWish(TorrentWish.DEFAULT.withUpdateUrl(updateUrl))
                .withListener(listener));
        Metainfo torrent = seeded.metainfo();
        return new Seeded(seeded.content().objects().get(0), torrent.withWebSeedsFirst(webSeeds(torrent.infoHash())));
    }
}
