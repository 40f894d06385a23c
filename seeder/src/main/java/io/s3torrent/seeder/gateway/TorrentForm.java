package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.net.PercentEncoding;
import io.s3torrent.net.http.GrowingBytes;
import io.s3torrent.net.http.Precondition;
import io.s3torrent.net.http.Precondition.Verdict;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The form in which a client wants a torrent, and the response in that form.
 *
 * @param grows true if the beginning can be sent before the torrent is complete
 */
record TorrentForm(boolean grows, ResponseMaker maker) {
    private static final String TYPE = "application/x-bittorrent";

    /** A .torrent file. */
    static final TorrentForm FILE = new TorrentForm(true, TorrentForm::file);

    /** A magnet link: a redirect for browsers, and text for everything else. */
    static final TorrentForm LINK = new TorrentForm(false, (metainfo, torrent, condition) -> link(metainfo));

    /** Creates the response for a torrent and its file, limited to the part that the request wants. */
    @FunctionalInterface
    interface ResponseMaker {
        ServerResponse response(Metainfo metainfo, byte[] torrent, Precondition condition) throws RefusedException;
    }

    /** A .torrent file, but only if it differs from the torrent with this info-hash (BEP 39). */
    static TorrentForm successorOf(InfoHash old) {
        return new TorrentForm(false, (metainfo, torrent, condition) -> {
            if (metainfo.info().swarms().contains(old)) {
                throw noSuccessor();
            }
            return file(metainfo, torrent, condition);
        });
    }

    /** The answer if there is no successor. Clients continue with the torrent they have after any status but 200. */
    static RefusedException noSuccessor() {
        return new RefusedException(S3ErrorCode.NO_SUCH_KEY, "No successor of this torrent is known.");
    }

    private static ServerResponse link(Metainfo metainfo) {
        String uri = metainfo.magnet().toString();
        return ServerResponse.text(302, "text/plain; charset=utf-8", uri + "\n").with("Location", uri);
    }

    /** The part of the file that the request wants. */
    private static ServerResponse file(Metainfo metainfo, byte[] torrent, Precondition condition)
            throws RefusedException {
        String etag = "\"" + metainfo.infoHash().hex() + "\"";
        Map<String, String> headers = headers(metainfo.info().name());
        headers.put("ETag", etag);
        Verdict verdict = condition.verdict(etag, torrent.length);
        if (verdict instanceof Verdict.Part part) {
            return ServerResponse.part(headers, GrowingBytes.whole(torrent), part.from(), part.to());
        }
        if (verdict instanceof Verdict.NotModified) {
            return ServerResponse.of(304, headers, GrowingBytes.whole(new byte[0]));
        }
        if (verdict instanceof Verdict.Failed) {
            throw new RefusedException(
                    S3ErrorCode.PRECONDITION_FAILED, "At least one of the pre-conditions you specified did not hold");
        }
        if (verdict instanceof Verdict.OutOfRange) {
            throw new RefusedException(S3ErrorCode.INVALID_RANGE, "The requested range is not satisfiable");
        }
        return ServerResponse.of(200, headers, GrowingBytes.whole(torrent));
    }

    /** A torrent that is still being created. */
    static ServerResponse growing(String name, GrowingBytes torrent) {
        return ServerResponse.of(200, headers(name), torrent);
    }

    /** The headers for a torrent with this name. */
    private static Map<String, String> headers(String name) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", TYPE);
        headers.put("Content-Disposition", disposition(name + ".torrent"));
        headers.put("Accept-Ranges", "bytes");
        return headers;
    }

    /** An ASCII name for old clients, and the full name for others (RFC 6266). */
    private static String disposition(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._ -]", "_");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + PercentEncoding.encode(name);
    }
}
