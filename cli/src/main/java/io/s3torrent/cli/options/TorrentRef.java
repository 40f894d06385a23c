package io.s3torrent.cli.options;

import io.s3torrent.seeder.metainfo.Magnet;
import io.s3torrent.seeder.s3.S3Location;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** An argument that names a torrent. */
public sealed interface TorrentRef {

    /** A local .torrent file. */
    record File(Path path) implements TorrentRef {}

    /** An object in a store. */
    record Stored(S3Location location) implements TorrentRef {}

    /** A magnet link. */
    record Link(Magnet magnet) implements TorrentRef {}

    /**
     * Parses a reference.
     *
     * @throws IllegalArgumentException when the text is malformed or another kind of URL
     */
    static TorrentRef parse(String text) {
        if (Magnet.looksLike(text)) {
            return link(text);
        }
        if (S3Location.looksLike(text)) {
            return new Stored(S3Location.parse(text));
        }
        if (text.matches("[A-Za-z][A-Za-z0-9+.-]*://.*") || text.isEmpty()) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: a file, s3://bucket/key or magnet:?...)");
        }
        if (text.matches("[0-9A-Fa-f]{40}") && !Files.exists(Path.of(text))) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is an info-hash (expected: 'magnet:?xt=urn:btih:" + text + "')");
        }
        return file(text);
    }

    private static Link link(String text) {
        try {
            return new Link(Magnet.parse(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\": " + e.getMessage(), e);
        }
    }

    private static File file(String text) {
        try {
            return new File(Path.of(text));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"" + text + "\": " + e.getReason(), e);
        }
    }
}
