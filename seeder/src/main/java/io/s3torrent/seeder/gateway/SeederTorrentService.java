package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.SeedHandle;
import io.s3torrent.seeder.Seeder;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.resolve.TorrentOptions;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObservedObject;
import io.s3torrent.seeder.s3.RequestTerms;
import io.s3torrent.seeder.s3.S3Location;
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
record SeederTorrentService(Seeder seeder, Optional<URI> webSeed, Optional<String> updateUrl)
        implements TorrentService {
    @Override
    public List<String> trackers() {
        return seeder.announceUrls();
    }

    @Override
    public List<String> webSeeds(InfoHash torrent) {
        return webSeed.map(url -> WebSeed.url(url, torrent)).stream().toList();
    }

    @Override
    public ObservedObject look(S3Location object, RequestTerms terms) throws ObjectException {
        return seeder.look(object, terms);
    }

    @Override
    public OptionalInt peers(InfoHash infoHash) {
        return seeder.leechers(infoHash);
    }

    @Override
    public Seeded seed(S3Location object, HashingListener listener) throws IOException {
        SeedHandle seeded = seeder.seed(TorrentRequest.of(object)
                .withWish(TorrentOptions.DEFAULT.withUpdateUrl(updateUrl))
                .withListener(listener));
        Metainfo torrent = seeded.metainfo();
        return new Seeded(seeded.content().objects().get(0), torrent.withWebSeedsFirst(webSeeds(torrent.infoHash())));
    }
}
