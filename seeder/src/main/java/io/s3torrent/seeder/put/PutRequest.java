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
 * A request to upload one file or stream.
 *
 * @param spec the torrent's options, given the length of the content; {@link #UNKNOWN_LENGTH} for a stream of more than one part
 * @param trackers announce URLs for the torrent
 * @param webSeeds URLs of web seeds for the torrent
 * @param resume true to continue an unfinished upload of this key
 * @param force true to replace an existing object, whatever its bytes are
 */
public record PutRequest(
        Source source,
        S3Location target,
        LongFunction<InfoOptions> spec,
        List<String> trackers,
        List<String> webSeeds,
        boolean resume,
        boolean force) {
    /** Passed to {@link #spec} while the length of a stream is not known. */
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

    /** Requests the default torrent, which every creator makes from the same bytes and name. */
    public static PutRequest of(Path file, S3Location target) {
        return of(new Source.LocalFile(file), target);
    }

    /** The same of a file or stream. */
    public static PutRequest of(Source source, S3Location target) {
        LongFunction<InfoOptions> usual = length -> InfoOptions.v1(
                target.name(), length == UNKNOWN_LENGTH ? STREAM_PIECE_LENGTH : PieceLengthPolicy.pieceLength(length));
        return new PutRequest(source, target, usual, List.of(), List.of(), false, false);
    }

    /** The same request with other torrent options. */
    public PutRequest withSpec(LongFunction<InfoOptions> other) {
        return new PutRequest(source, target, other, trackers, webSeeds, resume, force);
    }

    /** The same request with these trackers. */
    public PutRequest withTrackers(List<String> urls) {
        return new PutRequest(source, target, spec, urls, webSeeds, resume, force);
    }

    /** The same with these web seeds. */
    public PutRequest withWebSeeds(List<String> urls) {
        return new PutRequest(source, target, spec, trackers, urls, resume, force);
    }

    /** The same request, continuing an unfinished upload. */
    public PutRequest resumed() {
        return new PutRequest(source, target, spec, trackers, webSeeds, true, force);
    }

    /** The same, also in place of an object with other bytes. */
    public PutRequest forced() {
        return new PutRequest(source, target, spec, trackers, webSeeds, resume, true);
    }

    /** The piece length for a file of this length that makes each part of its upload a piece. */
    public static int pieceLengthOfParts(long length) {
        return length == UNKNOWN_LENGTH
                ? (int) StreamParts.PART_LENGTH
                : (int) PartLayout.of(length, PieceLengthPolicy.pieceLength(length))
                        .partLength();
    }

    /** The default piece length for content of this length, which may be {@link #UNKNOWN_LENGTH}. */
    public static int usualPieceLength(long length, TorrentFormat format) {
        return length == UNKNOWN_LENGTH ? STREAM_PIECE_LENGTH : PieceLengthPolicy.pieceLength(length, format);
    }

    Metainfo around(Metainfo made) {
        return made.withTrackers(trackers).withWebSeeds(webSeeds);
    }

    /** The options of the object. The content type follows from the suffix of the key; without {@code force} the write is conditional. */
    PutOptions putOptions() {
        String known = URLConnection.guessContentTypeFromName(target.name());
        return new PutOptions(known == null ? "application/octet-stream" : known, Map.of(), !force, Optional.empty());
    }
}
