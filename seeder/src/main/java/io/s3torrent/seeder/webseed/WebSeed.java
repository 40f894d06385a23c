package io.s3torrent.seeder.webseed;

import io.netty.buffer.ByteBuf;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import io.s3torrent.net.PercentEncoding;
import io.s3torrent.net.http.GrowingBytes;
import io.s3torrent.net.http.HttpBody;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.HttpService;
import io.s3torrent.net.http.Precondition;
import io.s3torrent.net.http.Precondition.Verdict;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.seeder.engine.SeedEngine;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.piece.ContentStream;
import io.s3torrent.seeder.s3.ByteRange;
import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code GET /webseed/INFO-HASH/PATH} (BEP 19). Every client that knows the info-hash may download the bytes, just as from a peer,
 * under the same limits. It sends only verified bytes.
 */
public final class WebSeed implements HttpService {
    private static final String FOLDER = "/webseed/";
    private static final Pattern PATH = Pattern.compile(FOLDER + "([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})(?:/(.*))?");
    /** Seconds after which clients retry. libtorrent would not retry for days after a 404. */
    private static final String RETRY_AFTER = "10";

    private final SeedEngine engine;
    private final BooleanSupplier resting;
    private final StreamTable streams;

    /**
     * Creates the web seed of an engine.
     *
     * @param resting true while the engine is paused
     */
    public WebSeed(SeedEngine engine, BooleanSupplier resting, WebSeedLimits limits) {
        this.engine = engine;
        this.resting = resting;
        this.streams = new StreamTable(limits);
    }

    /** True for a request to the web seed. Clients add no query to its URLs. */
    public static boolean isAsked(HttpRequest request) {
        return request.path().startsWith(FOLDER) && request.query().isEmpty();
    }

    /**
     * The URL to put into a torrent's {@code url-list}; {@code publicUrl} has no slash at its end. It has the same length for all torrents.
     */
    public static String url(URI publicUrl, InfoHash torrent) {
        return publicUrl + FOLDER + torrent.hex() + "/";
    }

    /** The number of clients that are downloading. */
    public int streams() {
        return streams.count();
    }

    @Override
    public void serve(HttpRequest request, Consumer<ServerResponse> answer) {
        answer.accept(answer(request));
    }

    /** Allows pages of other origins to read the answer, except for private torrents (BEP 27): these are not for strangers. */
    private ServerResponse answer(HttpRequest request) {
        Matcher path = PATH.matcher(request.path());
        Optional<Info> torrent = path.matches() ? torrent(path.group(1)) : Optional.empty();
        ServerResponse answer = switch (request.method()) {
            case "GET", "HEAD" -> answer(request, torrent, path);
            case "OPTIONS" -> CorsHeaders.options(request);
            default -> text(405, "The web seed supports only GET and HEAD").with("Allow", CorsHeaders.METHODS);
        };
        return torrent.filter(Info::isPrivate).isPresent() ? answer : CorsHeaders.open(answer);
    }

    private ServerResponse answer(HttpRequest request, Optional<Info> torrent, Matcher path) {
        if (torrent.isEmpty()) {
            return resting.getAsBoolean()
                    ? later("Seeding is paused; retry later")
                    : text(404, "This torrent is not seeded here");
        }
        return file(torrent.get(), path.group(2))
                .map(file -> answer(request, file))
                .orElseGet(() -> text(404, "The torrent has no such file"));
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
                    torrent,
                    Arrays.stream(segments).map(PercentEncoding::decode).toList());
        } catch (IllegalArgumentException e) { // invalid percent-encoding
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
            return text(412, "The file has another ETag");
        }
        if (request.method().equals("HEAD")) { // ranges apply only to GET (RFC 9110, 14.2)
            return ServerResponse.of(200, headers, body);
        }
        if (verdict instanceof Verdict.OutOfRange) {
            return text(416, "The range begins after the end of the file")
                    .with("Content-Range", "bytes */" + file.length());
        }
        if (!streams.isRoom(request.client())) {
            return later("Too many simultaneous downloads; retry later");
        }
        ServerResponse answer = verdict instanceof Verdict.Part part
                ? ServerResponse.part(headers, body, part.from(), part.to())
                : ServerResponse.of(200, headers, body);
        return isWithheld(file, answer, request.client())
                ? later("Other peers have these pieces; download them from there or retry later")
                : answer;
    }

    /** True if a peer at the client's address could get the content from other peers, so that {@code --copies} withholds it. */
    private boolean isWithheld(TorrentFileRange file, ServerResponse answer, InetAddress client) {
        return answer.from() < answer.to()
                && !engine.mayRead(file.torrent().infoHash(), client, file.range(answer.from(), answer.to()));
    }

    private static ServerResponse later(String why) {
        return text(503, why).with("Retry-After", RETRY_AFTER);
    }

    private static ServerResponse text(int status, String why) {
        return ServerResponse.text(status, "text/plain", why + "\n");
    }

    /**
     * Lets pages of every origin read the web seed in a browser (Fetch standard, "CORS protocol"). The info-hash alone gives access, so
     * checking the origin would protect nothing. Credentials are never allowed.
     */
    private static final class CorsHeaders {
        static final String METHODS = "GET, HEAD, OPTIONS";
        private static final String ORIGIN = "Access-Control-Allow-Origin";
        /** How long a browser may cache the answer to a preflight request, in seconds. Browsers cache it for 2 hours at most. */
        private static final String MAX_AGE = "7200";

        private CorsHeaders() {}

        /** Answers {@code OPTIONS}, which browsers send before a request with a {@code Range}. */
        static ServerResponse options(HttpRequest request) {
            ServerResponse answer = ServerResponse.of(204, Map.of("Allow", METHODS), GrowingBytes.whole(new byte[0]));
            return request.header("access-control-request-method").isEmpty()
                    ? answer
                    : answer.with("Access-Control-Allow-Methods", METHODS)
                            .with("Access-Control-Allow-Headers", "Range, If-Range, If-Match, If-None-Match")
                            .with("Access-Control-Max-Age", MAX_AGE);
        }

        /** Adds the headers that let pages of every origin read the answer. */
        static ServerResponse open(ServerResponse answer) {
            return answer.with(ORIGIN, "*")
                    .with(
                            "Access-Control-Expose-Headers",
                            "Accept-Ranges, Content-Length, Content-Range, ETag, Retry-After");
        }
    }

    /** A file for one client, read from the same source as peers' pieces. */
    private record FileBody(TorrentFileRange file, SeedEngine engine, StreamTable streams, InetAddress client)
            implements HttpBody {

        @Override
        public long length() {
            return file.length();
        }

        @Override
        public Stream open(long from, long to, ScheduledExecutorService loop, Runnable more) {
            if (!streams.enter(client)) { // there was room when the request arrived
                return new Reading(Optional.empty(), () -> {});
            }
            ByteRange range = file.range(from, to);
            return new Reading(
                    engine.read(file.torrent().infoHash(), client, range, loop, more), () -> streams.leave(client));
        }

        /** The bytes, as long as the torrent is seeded. Without bytes, the stream counts as broken. */
        private record Reading(Optional<ContentStream> bytes, Runnable closed) implements Stream {
            @Override
            public @Nullable ByteBuf next() {
                return bytes.isEmpty() ? null : bytes.get().next();
            }

            @Override
            public boolean isAtEnd() {
                return bytes.isPresent() && bytes.get().isAtEnd();
            }

            @Override
            public boolean isBroken() {
                return bytes.isEmpty() || bytes.get().isBroken();
            }

            @Override
            public void close() {
                bytes.ifPresent(ContentStream::close);
                closed.run();
            }
        }
    }
}
