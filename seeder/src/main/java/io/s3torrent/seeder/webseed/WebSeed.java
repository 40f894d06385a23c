package io.s3torrent.seeder.webseed;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import io.s3torrent.net.http.GrowingBytes;
import io.s3torrent.net.http.HttpBody;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.HttpService;
import io.s3torrent.net.http.Precondition;
import io.s3torrent.net.http.Precondition.Verdict;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.seeder.engine.SeedEngine;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.s3.PercentEncoding;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code GET /webseed/INFO-HASH/PATH} (BEP 19). Who knows the info-hash may have the bytes, as from a peer, under the same
 * limits; and none that are not verified.
 */
public final class WebSeed implements HttpService {
    private static final String FOLDER = "/webseed/";
    private static final Pattern PATH = Pattern.compile(FOLDER + "([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})(?:/(.*))?");
    /** Clients ask again after these seconds; libtorrent would not ask for days after a 404. */
    private static final String RETRY_AFTER = "10";

    private final SeedEngine engine;
    private final BooleanSupplier resting;
    private final StreamTable streams;

    /**
     * A web seed of what an engine serves.
     *
     * @param resting tells whether the engine serves nothing just now
     */
    public WebSeed(SeedEngine engine, BooleanSupplier resting, StreamLimits limits) {
        this.engine = engine;
        this.resting = resting;
        this.streams = new StreamTable(limits);
    }

    /** True when it is the web seed that is asked; clients put no query behind its URLs. */
    public static boolean isAsked(HttpRequest request) {
        return request.path().startsWith(FOLDER) && request.query().isEmpty();
    }

    /** What {@code url-list} of a torrent says, below a URL without a slash at its end; as long for every torrent. */
    public static String url(URI publicUrl, InfoHash torrent) {
        return publicUrl + FOLDER + torrent.hex() + "/";
    }

    /** Clients that are sent something. */
    public int streams() {
        return streams.count();
    }

    @Override
    public void serve(HttpRequest request, Consumer<ServerResponse> answer) {
        answer.accept(answer(request));
    }

    /** Only private torrents (BEP 27) are closed to pages of other origins: nothing of them is for strangers. */
    private ServerResponse answer(HttpRequest request) {
        Matcher path = PATH.matcher(request.path());
        Optional<Info> torrent = path.matches() ? torrent(path.group(1)) : Optional.empty();
        ServerResponse answer = switch (request.method()) {
            case "GET", "HEAD" -> answer(request, torrent, path);
            case "OPTIONS" -> CorsHeaders.options(request);
            default -> text(405, "a web seed answers GET and HEAD").with("Allow", CorsHeaders.METHODS);
        };
        return torrent.filter(Info::isPrivate).isPresent() ? answer : CorsHeaders.open(answer);
    }

    private ServerResponse answer(HttpRequest request, Optional<Info> torrent, Matcher path) {
        if (torrent.isEmpty()) {
            return resting.getAsBoolean() ? later("nothing is sent just now") : text(404, "no such torrent is seeded");
        }
        return file(torrent.get(), path.group(2))
                .map(file -> answer(request, file))
                .orElseGet(() -> text(404, "no such file is in this torrent"));
    }

    private Optional<Info> torrent(String hex) {
        if (hex.length() == InfoHash.LENGTH * 2) {
            return engine.find(InfoHash.ofHex(hex));
        }
        InfoHashV2 whole = InfoHashV2.ofHex(hex);
        return engine.find(whole.truncated())
                .filter(torrent -> torrent.infoHashV2().equals(Optional.of(whole)));
    }

    private static Optional<TorrentFileRange> file(Info torrent, @Nullable String path) {
        try {
            String[] segments = path == null ? new String[] {""} : path.split("/", -1);
            return TorrentFileRange.find(
                    torrent, Stream.of(segments).map(PercentEncoding::decode).toList());
        } catch (IllegalArgumentException e) { // not the escaped form of anything
            return Optional.empty();
        }
    }

    private ServerResponse answer(HttpRequest request, TorrentFileRange file) {
        Map<String, String> headers =
                Map.of("Content-Type", "application/octet-stream", "Accept-Ranges", "bytes", "ETag", file.etag());
        HttpBody body = new FileBody(file, engine, streams, request.client());
        Verdict verdict = new Precondition(request).verdict(file.etag(), file.length());
        if (verdict instanceof Verdict.NotModified) {
            return ServerResponse.of(304, headers, GrowingBytes.whole(new byte[0]));
        }
        if (verdict instanceof Verdict.Failed) {
            return text(412, "the file is another one");
        }
        if (request.method().equals("HEAD")) { // for which ranges mean nothing (RFC 9110, 14.2)
            return ServerResponse.of(200, headers, body);
        }
        if (verdict instanceof Verdict.OutOfRange) {
            return text(416, "the file is not that long").with("Content-Range", "bytes */" + file.length());
        }
        if (!streams.isRoom(request.client())) {
            return later("too many downloads at a time");
        }
        return verdict instanceof Verdict.Part part
                ? ServerResponse.part(headers, body, part.from(), part.to())
                : ServerResponse.of(200, headers, body);
    }

    private static ServerResponse later(String why) {
        return text(503, why).with("Retry-After", RETRY_AFTER);
    }

    private static ServerResponse text(int status, String why) {
        return ServerResponse.text(status, "text/plain", why + "\n");
    }
}
