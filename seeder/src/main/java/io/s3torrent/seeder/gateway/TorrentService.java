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

/** The parts of the seeder that the gateway needs. Calls block; implementations are thread-safe. */
public interface TorrentService {

    /** The tracker URLs of every torrent. */
    List<String> trackers();

    /** The URL for successors in every new torrent (BEP 39). */
    default Optional<String> updateUrl() {
        return Optional.empty();
    }

    /** The web seeds of a torrent. Their number and length must not depend on the info-hash. */
    default List<String> webSeeds(InfoHash torrent) {
        return List.of();
    }

    /** Asks the store for an object's version, with the client's request terms. */
    ObservedObject look(S3Location object, RequestTerms terms) throws ObjectException;

    /**
     * Finds or creates the torrent of an object, and seeds it from then on.
     *
     * @throws io.s3torrent.seeder.metainfo.MetainfoException if the object cannot have a torrent
     */
    Seeded seed(S3Location object, HashingListener listener) throws IOException;

    /** The number of leechers of a torrent, if it is known without asking trackers. */
    default OptionalInt peers(InfoHash infoHash) {
        return OptionalInt.empty();
    }

    /** A seeded torrent, and the object version that it was created from. */
    record Seeded(ObjectVersion version, Metainfo metainfo) {}
}
