package io.s3torrent.seeder.gateway;

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

/** A torrent as an answer. */
final class TorrentResponse {
    private static final String TYPE = "application/x-bittorrent";

    private TorrentResponse() {}

    /** As much of a torrent, which is this as a file, as the request wants. */
    static ServerResponse of(Metainfo metainfo, byte[] torrent, Precondition wanted) throws RefusedException {
        String etag = "\"" + metainfo.infoHash().hex() + "\"";
        Map<String, String> headers = headers(metainfo.info().name());
        headers.put("ETag", etag);
        Verdict verdict = wanted.verdict(etag, torrent.length);
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

    /** A torrent while it is made. */
    static ServerResponse growing(String name, GrowingBytes torrent) {
        return ServerResponse.of(200, headers(name), torrent);
    }

    /** The headers of every torrent of something with this name. */
    private static Map<String, String> headers(String name) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", TYPE);
        headers.put("Content-Disposition", disposition(name + ".torrent"));
        headers.put("Accept-Ranges", "bytes");
        return headers;
    }

    /** For old clients a name of plain letters, for others the whole of it (RFC 6266). */
    private static String disposition(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._ -]", "_");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + PercentEncoding.encode(name);
    }
}
