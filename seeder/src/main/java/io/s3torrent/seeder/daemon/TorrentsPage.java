package io.s3torrent.seeder.daemon;

import io.s3torrent.json.JsonObject;
import io.s3torrent.net.http.GrowingBytes;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.seeder.SeedHandle;
import io.s3torrent.seeder.daemon.FollowedObjects.Report;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.auth.QueryString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Answers {@code GET /api/v1/torrents?limit=N&after=URI}: the objects of all sources in the order of buckets and keys, as JSON. The field
 * {@code next} of an answer is {@code after} of the next request.
 */
record TorrentsPage(FollowedObjects objects) implements Function<HttpRequest, ServerResponse> {
    static final String PATH = "/api/v1/torrents";

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;
    private static final List<String> PARAMETERS = List.of("limit", "after");

    @Override
    public ServerResponse apply(HttpRequest request) {
        try {
            QueryString query = QueryString.parse(request.query());
            query.parameters().stream()
                    .map(QueryString.Parameter::name)
                    .filter(name -> !PARAMETERS.contains(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new IllegalArgumentException(
                                "unknown parameter \"" + name + "\" (expected: limit, after)");
                    });
            return json(200, page(limit(query), query.value("after").map(S3Location::parse)));
        } catch (IllegalArgumentException e) {
            return json(400, new JsonObject().put("error", e.getMessage()));
        }
    }

    private static int limit(QueryString query) {
        String text = query.value("limit").orElse(String.valueOf(DEFAULT_LIMIT));
        int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit: \"" + text + "\" (expected: 1 to " + MAX_LIMIT + ")");
        }
        return limit;
    }

    private JsonObject page(int limit, Optional<S3Location> after) {
        List<Report> found = objects.after(after, limit + 1);
        List<Report> shown = found.subList(0, Math.min(limit, found.size()));
        String next = found.size() > limit ? shown.get(limit - 1).object().toString() : null;
        return new JsonObject()
                .putObjects("torrents", shown.stream().map(TorrentsPage::json))
                .put("next", next);
    }

    private static JsonObject json(Report report) {
        Optional<Metainfo> torrent = Optional.ofNullable(report.torrent()).map(SeedHandle::metainfo);
        JsonObject json = new JsonObject()
                .put("infoHash", torrent.map(known -> known.infoHash().hex()).orElse(null))
                .put("name", torrent.map(known -> known.info().name()).orElse(null))
                .put("source", report.object().toString())
                .put("state", report.state().word())
                .put("size", report.length())
                .put("magnet", torrent.map(known -> known.magnet().toString()).orElse(null));
        return report.problem().isEmpty() ? json : json.put("problem", report.problem());
    }

    private static ServerResponse json(int status, JsonObject body) {
        return ServerResponse.of(
                status,
                Map.of(
                        "Content-Type",
                        "application/json",
                        "Cache-Control",
                        "no-store",
                        "X-Content-Type-Options",
                        "nosniff"),
                GrowingBytes.whole((body + "\n").getBytes(StandardCharsets.UTF_8)));
    }
}
