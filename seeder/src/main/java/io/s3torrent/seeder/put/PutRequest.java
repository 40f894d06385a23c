package io.s3torrent.seeder.put;

import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.PieceLengthPolicy;
import io.s3torrent.seeder.s3.ObjectWriter.PutOptions;
import io.s3torrent.seeder.s3.S3Location;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;

/**
 * A request to upload one file.
 *
 * @param spec the torrent's options, given the length of the file
 * @param trackers announce URLs for the torrent
 * @param resume true to continue an unfinished upload of this key
 */
public record PutRequest(
        Path file, S3Location target, LongFunction<InfoOptions> spec, List<String> trackers, boolean resume) {
    public PutRequest {
        trackers = List.copyOf(trackers);
    }

    /** Requests the default torrent, which every creator makes from the same bytes and name. */
    public static PutRequest of(Path file, S3Location target) {
        LongFunction<InfoOptions> usual =
                length -> InfoOptions.v1(target.name(), PieceLengthPolicy.pieceLength(length));
        return new PutRequest(file, target, usual, List.of(), false);
    }

    /** The same request with other torrent options. */
    public PutRequest withSpec(LongFunction<InfoOptions> other) {
        return new PutRequest(file, target, other, trackers, resume);
    }

    /** The same request with these trackers. */
    public PutRequest withTrackers(List<String> urls) {
        return new PutRequest(file, target, spec, urls, resume);
    }

    /** The same request, continuing an unfinished upload. */
    public PutRequest resumed() {
        return new PutRequest(file, target, spec, trackers, true);
    }

    /** The piece length for a file of this length that makes each part of its upload a piece. */
    public static int pieceLengthOfParts(long length) {
        return (int)
                PartLayout.of(length, PieceLengthPolicy.pieceLength(length)).partLength();
    }

    /** The options of the object; the content type follows from the suffix of the key. */
    PutOptions putOptions() {
        String known = URLConnection.guessContentTypeFromName(target.name());
        return PutOptions.of(known == null ? "application/octet-stream" : known);
    }
}
