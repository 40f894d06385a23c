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
 * One file to put.
 *
 * @param spec what the torrent shall be, of a file of so many bytes
 * @param trackers announce URLs for the torrent
 * @param resume true to go on with an upload of this key that was broken off
 */
public record PutRequest(
        Path file, S3Location target, LongFunction<InfoOptions> spec, List<String> trackers, boolean resume) {
    public PutRequest {
        trackers = List.copyOf(trackers);
    }

    /** The torrent that everybody makes of the same bytes and name. */
    public static PutRequest of(Path file, S3Location target) {
        LongFunction<InfoOptions> usual =
                length -> InfoOptions.v1(target.name(), PieceLengthPolicy.pieceLength(length));
        return new PutRequest(file, target, usual, List.of(), false);
    }

    /** The same with another torrent. */
    public PutRequest withSpec(LongFunction<InfoOptions> other) {
        return new PutRequest(file, target, other, trackers, resume);
    }

    /** The same with these trackers. */
    public PutRequest withTrackers(List<String> urls) {
        return new PutRequest(file, target, spec, urls, resume);
    }

    /** The same, going on where it was broken off. */
    public PutRequest resumed() {
        return new PutRequest(file, target, spec, trackers, true);
    }

    /** The piece length, for a file of so many bytes, that makes each part of its upload a piece. */
    public static int pieceLengthOfParts(long length) {
        return (int)
                PartLayout.of(length, PieceLengthPolicy.pieceLength(length)).partLength();
    }

    /** The object's content type, which follows from the end of its name. */
    PutOptions putOptions() {
        String known = URLConnection.guessContentTypeFromName(target.name());
        return PutOptions.of(known == null ? "application/octet-stream" : known);
    }
}
