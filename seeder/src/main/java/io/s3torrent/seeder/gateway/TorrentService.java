package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.ObservedObject;
import io.s3torrent.seeder.s3.RequestTerms;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the gateway needs of the seeder. Calls block; implementations are safe for use by many threads. */
public interface TorrentService {

    /** The tracker URLs of every torrent. */
    List<String> trackers();

    /** What every torrent that is made says of its successors (BEP 39). */
    default Optional<String> updateUrl() {
        return Optional.empty();
    }

    /** The web seeds of a torrent: as many, and of the same length, whatever its info-hash is. */
    default List<String> webSeeds(InfoHash torrent) {
        return List.of();
    }

    /** Asks the store for an object's version, on the terms of whoever asked us. */
    ObservedObject look(S3Location object, RequestTerms terms) throws ObjectException;

    /**
     * Finds or makes the torrent of an object, and seeds it from then on.
     *
     * @throws io.s3torrent.seeder.metainfo.MetainfoException when there is nothing to share
     */
    Seeded seed(S3Location object, HashingListener listener) throws IOException;

    /** How many download a torrent, if that is known without asking anybody. */
    default OptionalInt peers(InfoHash infoHash) {
        return OptionalInt.empty();
    }

    /** A torrent that peers can have, and the version that it is the torrent of. */
    record Seeded(ObjectVersion version, Metainfo metainfo) {}
}
