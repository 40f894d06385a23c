package io.s3torrent.seeder.put;

import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.PieceLengthPolicy;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.s3.ObjectWriter.PutOptions;
import io.s3torrent.seeder.s3.S3Location;
import java.io.InputStream;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * One file or stream to put.
 *
 * @param spec what the torrent shall be, of so many bytes; {@link #UNKNOWN_LENGTH} for a stream that is longer than one part
 * @param trackers announce URLs for the torrent
 * @param webSeeds URLs of web seeds for the torrent
 * @param resume true to go on with an upload of this key that was broken off
 * @param force true to replace an object that is there, whatever it holds
 */
public record PutRequest(
        Source source,
        S3Location target,
        LongFunction<InfoOptions> spec,
        List<String> trackers,
        List<String> webSeeds,
        boolean resume,
        boolean force) {
    /** What {@link #spec} gets when nobody knows yet how long a stream is. */
    public static final long UNKNOWN_LENGTH = -1;

    /** The usual piece length of a long stream: 10,000 parts of four such pieces hold 335 GB. */
    private static final int STREAM_PIECE_LENGTH = 8 << 20;

    public PutRequest {
        trackers = List.copyOf(trackers);
        webSeeds = List.copyOf(webSeeds);
    }

    /** Where the bytes come from. */
    public sealed interface Source {
        /** A file, which can be read again. */
        record LocalFile(Path path) implements Source {
            @Override
            public String toString() {
                return path.toString();
            }
        }

        /** A stream, which can be read once. An interrupt of the reading thread must end a read. */
        record Stream(InputStream bytes) implements Source {
            @Override
            public String toString() {
                return "standard input";
            }
        }
    }

    /** The torrent that everybody makes of the same bytes and name. */
    public static PutRequest of(Path file, S3Location target) {
        return of(new Source.LocalFile(file), target);
    }

    /** The same of a file or stream. */
    public static PutRequest of(Source source, S3Location target) {
        LongFunction<InfoOptions> usual = length -> InfoOptions.v1(
                target.name(), length == UNKNOWN_LENGTH ? STREAM_PIECE_LENGTH : PieceLengthPolicy.pieceLength(length));
        return new PutRequest(source, target, usual, List.of(), List.of(), false, false);
    }

    /** The same with another torrent. */
    public PutRequest withSpec(LongFunction<InfoOptions> other) {
        return new PutRequest(source, target, other, trackers, webSeeds, resume, force);
    }

    /** The same with these trackers. */
    public PutRequest withTrackers(List<String> urls) {
        return new PutRequest(source, target, spec, urls, webSeeds, resume, force);
    }

    /** The same with these web seeds. */
    public PutRequest withWebSeeds(List<String> urls) {
        return new PutRequest(source, target, spec, trackers, urls, resume, force);
    }

    /** The same, going on where it was broken off. */
    public PutRequest resumed() {
        return new PutRequest(source, target, spec, trackers, webSeeds, true, force);
    }

    /** The same, also in place of an object with other bytes. */
    public PutRequest forced() {
        return new PutRequest(source, target, spec, trackers, webSeeds, resume, true);
    }

    /** The piece length, for a file of so many bytes, that makes each part of its upload a piece. */
    public static int pieceLengthOfParts(long length) {
        return length == UNKNOWN_LENGTH
                ? (int) StreamParts.PART_LENGTH
                : (int) PartLayout.of(length, PieceLengthPolicy.pieceLength(length))
                        .partLength();
    }

    /** The usual piece length of so many bytes, or of a stream of {@link #UNKNOWN_LENGTH}. */
    public static int usualPieceLength(long length, TorrentFormat format) {
        return length == UNKNOWN_LENGTH ? STREAM_PIECE_LENGTH : PieceLengthPolicy.pieceLength(length, format);
    }

    Metainfo around(Metainfo made) {
        return made.withTrackers(trackers).withWebSeeds(webSeeds);
    }

    /** The object's content type, which follows from the end of its name, and whether it may take the place of another. */
    PutOptions putOptions() {
        String known = URLConnection.guessContentTypeFromName(target.name());
        return new PutOptions(known == null ? "application/octet-stream" : known, Map.of(), !force, Optional.empty());
    }
}
