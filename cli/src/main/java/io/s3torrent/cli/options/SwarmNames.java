package io.s3torrent.cli.options;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.seeder.metainfo.Magnet;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** A torrent, named so that its swarms are known, of which a hybrid has two. */
public sealed interface SwarmNames {

    /** What trackers know them by. */
    List<InfoHash> read() throws IOException;

    /** Those of an info-hash or a magnet link. */
    record Named(List<InfoHash> read) implements SwarmNames {}

    /** Those of a .torrent file. */
    record OfFile(TorrentRef.File file) implements SwarmNames {
        @Override
        public List<InfoHash> read() throws IOException {
            return TorrentFile.read(file.path()).info().swarms();
        }
    }

    /**
     * Tells them apart; a file whose name is a hash is named {@code ./HASH}.
     *
     * @throws IllegalArgumentException for a malformed one, and for objects of a store
     */
    static SwarmNames parse(String text) {
        if (text.matches("[0-9A-Fa-f]{40}")) {
            return new Named(List.of(InfoHash.ofHex(text)));
        }
        if (text.matches("[0-9A-Fa-f]{64}")) {
            return new Named(List.of(InfoHashV2.ofHex(text).truncated()));
        }
        TorrentRef ref = TorrentRef.parse(text);
        if (ref instanceof TorrentRef.Link link) {
            return new Named(of(link.magnet()));
        }
        if (ref instanceof TorrentRef.File file) {
            return new OfFile(file);
        }
        throw new IllegalArgumentException("\"" + text + "\" (expected: a file, an info-hash or magnet:?...)");
    }

    private static List<InfoHash> of(Magnet magnet) {
        return Stream.concat(magnet.infoHashV1().stream(), magnet.infoHashV2().map(InfoHashV2::truncated).stream())
                .toList();
    }
}
