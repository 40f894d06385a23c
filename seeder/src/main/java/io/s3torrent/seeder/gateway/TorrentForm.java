package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.net.http.Precondition;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;

/**
 * In what form somebody wants a torrent.
 *
 * @param grows true when a beginning of it is of use before all is there
 */
record TorrentForm(boolean grows, Writing writing) {
    /** As a .torrent file. */
    static final TorrentForm FILE = new TorrentForm(true, TorrentResponse::of);

    /** As a magnet link, which a browser follows and everything else can read. */
    static final TorrentForm LINK = new TorrentForm(false, (metainfo, torrent, wanted) -> link(metainfo));

    /** Writes a torrent, which is this as a file, as much of it as the request wants. */
    @FunctionalInterface
    interface Writing {
        ServerResponse write(Metainfo metainfo, byte[] torrent, Precondition wanted) throws RefusedException;
    }

    /** As a .torrent file, yet only when it is another than this one (BEP 39). */
    static TorrentForm successorOf(InfoHash old) {
        return new TorrentForm(false, (metainfo, torrent, wanted) -> {
            if (metainfo.info().swarms().contains(old)) {
                throw noSuccessor();
            }
            return TorrentResponse.of(metainfo, torrent, wanted);
        });
    }

    /** What is no 200 tells clients to go on with what they have. */
    static RefusedException noSuccessor() {
        return new RefusedException(S3ErrorCode.NO_SUCH_KEY, "No successor of this torrent is known.");
    }

    private static ServerResponse link(Metainfo metainfo) {
        String uri = metainfo.magnet().toString();
        return ServerResponse.text(302, "text/plain; charset=utf-8", uri + "\n").with("Location", uri);
    }
}
