package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.http.HttpAnswer;
import io.s3torrent.seeder.http.Precondition;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.RefusedException;
import io.s3torrent.seeder.s3.S3ErrorCode;

/**
 * In what form somebody wants a torrent.
 *
 * @param grows true when a beginning of it is of use before all is there
 */
record Form(boolean grows, Writing writing) {
    /** As a .torrent file. */
    static final Form FILE = new Form(true, TorrentAnswer::of);

    /** As a magnet link, which a browser follows and everything else can read. */
    static final Form LINK = new Form(false, (metainfo, torrent, wanted) -> link(metainfo));

    /** Writes a torrent, which is this as a file, as much of it as the request wants. */
    @FunctionalInterface
    interface Writing {
        HttpAnswer write(Metainfo metainfo, byte[] torrent, Precondition wanted) throws RefusedException;
    }

    /** As a .torrent file, yet only when it is another than this one (BEP 39). */
    static Form successorOf(InfoHash old) {
        return new Form(false, (metainfo, torrent, wanted) -> {
            if (metainfo.info().swarms().contains(old)) {
                throw noSuccessor();
            }
            return TorrentAnswer.of(metainfo, torrent, wanted);
        });
    }

    /** What is no 200 tells clients to go on with what they have. */
    static RefusedException noSuccessor() {
        return new RefusedException(S3ErrorCode.NO_SUCH_KEY, "No successor of this torrent is known.");
    }

    private static HttpAnswer link(Metainfo metainfo) {
        String uri = metainfo.magnet().toString();
        return HttpAnswer.text(302, "text/plain; charset=utf-8", uri + "\n").with("Location", uri);
    }
}
