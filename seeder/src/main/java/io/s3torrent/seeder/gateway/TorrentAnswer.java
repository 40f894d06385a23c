package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.http.GrowingBytes;
import io.s3torrent.seeder.http.HttpAnswer;
import io.s3torrent.seeder.http.Precondition;
import io.s3torrent.seeder.http.Precondition.Verdict;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.PercentEncoding;
import io.s3torrent.seeder.s3.RefusedException;
import io.s3torrent.seeder.s3.S3ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;

/** A torrent as an answer. */
final class TorrentAnswer {
    private static final String TYPE = "application/x-bittorrent";

    private TorrentAnswer() {}

    /** As much of a torrent, which is this as a file, as the request wants. */
    static HttpAnswer of(Metainfo metainfo, byte[] torrent, Precondition wanted) throws RefusedException {
        String etag = "\"" + metainfo.infoHash().hex() + "\"";
        Map<String, String> headers = headers(metainfo.info().name());
        headers.put("ETag", etag);
        Verdict verdict = wanted.verdict(etag, torrent.length);
        if (verdict instanceof Verdict.Part part) {
            return HttpAnswer.part(headers, GrowingBytes.whole(torrent), part.from(), part.to());
        }
        if (verdict instanceof Verdict.NotModified) {
            return HttpAnswer.of(304, headers, GrowingBytes.whole(new byte[0]));
        }
        if (verdict instanceof Verdict.Failed) {
            throw new RefusedException(
                    S3ErrorCode.PRECONDITION_FAILED, "At least one of the pre-conditions you specified did not hold");
        }
        if (verdict instanceof Verdict.OutOfRange) {
            throw new RefusedException(S3ErrorCode.INVALID_RANGE, "The requested range is not satisfiable");
        }
        return HttpAnswer.of(200, headers, GrowingBytes.whole(torrent));
    }

    /** A torrent while it is made. */
    static HttpAnswer growing(String name, GrowingBytes torrent) {
        return HttpAnswer.of(200, headers(name), torrent);
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
