package io.s3torrent.seeder.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What S3Proxy is not: a store in memory that checks and keeps SHA-1 checksums, tells of them (GetObjectAttributes), and knows
 * If-None-Match. Requests are not signed, and whoever wants to pay is charged. {@link #watch} sees each one first, and may hold it up or refuse it.
 */
public final class ChecksumS3 implements AutoCloseable {
    private static final int MIN_PART = 5 << 20;
    private static final Pattern PART = Pattern.compile("<Part>(.*?)</Part>", Pattern.DOTALL);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(16);
    private final Map<String, Stored> objects = new ConcurrentHashMap<>();
    private final Map<String, Parts> uploads = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger uploadNumber = new AtomicInteger();
    private volatile Watch watch = request -> 0;

    /** Sees a request before it is answered. */
    @FunctionalInterface
    public interface Watch {
        /** Returns an HTTP status to refuse with, or 0; {@code request} is method, path and query, undecoded. */
        int before(String request) throws IOException;
    }

    /** An object or a part. */
    @SuppressWarnings("ArrayRecordComponent") // a test's own array
    public record Stored(
            byte[] bytes,
            String etag,
            String sha1,
            String contentType,
            Map<String, String> metadata,
            List<Stored> parts) {}

    private record Parts(String path, String type, Map<String, String> metadata, Map<Integer, Stored> byNumber) {}

    private ChecksumS3(HttpServer server) {
        this.server = server;
    }

    /** Starts a store in which every bucket is there. */
    public static ChecksumS3 start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ChecksumS3 store = new ChecksumS3(server);
        server.setExecutor(store.threads);
        server.createContext("/", store::answer);
        server.start();
        return store;
    }

    /** Where it listens. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** How a client reaches it. */
    public S3Options options() {
        return S3Options.defaults()
                .withEndpoint(endpoint())
                .withRegion("us-east-1")
                .anonymous();
    }

    /** Shows each request to {@code other} before it is answered. */
    public void watch(Watch other) {
        watch = other;
    }

    /** Puts an object without a checksum. */
    public void put(String bucket, String key, byte[] bytes) {
        String etag = "\"" + HexFormat.of().formatHex(digest("MD5", bytes)) + "\"";
        objects.put("/" + bucket + "/" + key, new Stored(bytes, etag, "", "text/plain", Map.of(), List.of()));
    }

    /** Method, path and query of all requests. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** An object by bucket and key, decoded. */
    public Optional<Stored> object(String bucket, String key) {
        return Optional.ofNullable(objects.get("/" + bucket + "/" + key));
    }

    /** How many uploads are unfinished. */
    public int unfinished() {
        return uploads.size();
    }

    /** Numbers of the parts of all unfinished uploads. */
    public List<Integer> unfinishedParts() {
        return uploads.values().stream()
                .flatMap(upload -> upload.byNumber.keySet().stream())
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            requests.add(request);
            int refusal = watch.before(request);
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (refusal != 0) {
                error(exchange, refusal, "Scripted");
                return;
            }
            if (!header(exchange, "x-amz-request-payer").isEmpty()) {
                exchange.getResponseHeaders().set("x-amz-request-charged", "requester");
            }
            String path =
                    URLDecoder.decode(exchange.getRequestURI().getRawPath().replace("+", "%2B"), UTF_8);
            route(exchange, path, query(exchange), body);
        }
    }

    private void route(HttpExchange exchange, String path, Map<String, String> query, byte[] body) throws IOException {
        switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                if (query.containsKey("partNumber")) {
                    putPart(exchange, query, body);
                } else {
                    put(exchange, path, body);
                }
            }
            case "POST" -> {
                if (query.containsKey("uploads")) {
                    start(exchange, path);
                } else {
                    complete(exchange, query.getOrDefault("uploadId", ""), new String(body, UTF_8));
                }
            }
            case "DELETE" -> {
                boolean was = uploads.remove(query.getOrDefault("uploadId", "")) != null;
                send(exchange, was ? 204 : 404, new byte[0]);
            }
            default -> {
                if (query.containsKey("uploads")) {
                    listUploads(exchange, query.getOrDefault("prefix", ""));
                } else if (query.containsKey("uploadId")) {
                    listParts(exchange, query.getOrDefault("uploadId", ""));
                } else {
                    get(exchange, path, query.containsKey("attributes"));
                }
            }
        }
    }

    private void put(HttpExchange exchange, String path, byte[] body) throws IOException {
        Stored stored = checked(exchange, body);
        if (stored == null) {
            error(exchange, 400, "BadDigest");
        } else if (header(exchange, "If-None-Match").equals("*") && objects.putIfAbsent(path, stored) != null) {
            error(exchange, 412, "PreconditionFailed");
        } else {
            objects.put(path, stored);
            exchange.getResponseHeaders().set("ETag", stored.etag);
            send(exchange, 200, new byte[0]);
        }
    }

    private void start(HttpExchange exchange, String path) throws IOException {
        if (!header(exchange, "x-amz-checksum-algorithm").equals("SHA1")) {
            error(exchange, 400, "InvalidRequest");
            return;
        }
        String id = "upload-" + uploadNumber.incrementAndGet();
        uploads.put(
                id, new Parts(path, header(exchange, "Content-Type"), metadata(exchange), new ConcurrentHashMap<>()));
        xml(exchange, "<InitiateMultipartUploadResult><UploadId>" + id + "</UploadId></InitiateMultipartUploadResult>");
    }

    private void putPart(HttpExchange exchange, Map<String, String> query, byte[] body) throws IOException {
        Parts upload = uploads.get(query.getOrDefault("uploadId", ""));
        Stored part = checked(exchange, body);
        if (upload == null) {
            error(exchange, 404, "NoSuchUpload");
        } else if (part == null || part.sha1.isEmpty()) {
            error(exchange, 400, "BadDigest");
        } else {
            upload.byNumber.put(Integer.valueOf(query.get("partNumber")), part);
            exchange.getResponseHeaders().set("ETag", part.etag);
            exchange.getResponseHeaders().set("x-amz-checksum-sha1", part.sha1);
            send(exchange, 200, new byte[0]);
        }
    }

    private void complete(HttpExchange exchange, String id, String document) throws IOException {
        Parts upload = uploads.get(id);
        if (upload == null) {
            error(exchange, 404, "NoSuchUpload");
            return;
        }
        int length = upload.byNumber.values().stream()
                .mapToInt(part -> part.bytes.length)
                .sum();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(length);
        ByteArrayOutputStream md5s = new ByteArrayOutputStream();
        List<Stored> parts = new ArrayList<>();
        List<String> named =
                PART.matcher(document).results().map(match -> match.group(1)).toList();
        for (String part : named) {
            Stored stored = upload.byNumber.get(Integer.valueOf(inside(part, "PartNumber")));
            boolean last = parts.size() == named.size() - 1;
            if (stored == null
                    || !inside(part, "ETag").replace("&quot;", "\"").equals(stored.etag)
                    || !inside(part, "ChecksumSHA1").equals(stored.sha1)
                    || (!last && stored.bytes.length < MIN_PART)) {
                error(exchange, 400, "InvalidPart");
                return;
            }
            parts.add(stored);
            bytes.write(stored.bytes);
            md5s.write(HexFormat.of().parseHex(stored.etag.replace("\"", "")));
        }
        uploads.remove(id);
        String etag = "\"" + HexFormat.of().formatHex(digest("MD5", md5s.toByteArray())) + "-" + parts.size() + "\"";
        objects.put(upload.path, new Stored(bytes.toByteArray(), etag, "", upload.type, upload.metadata, parts));
        xml(exchange, "<CompleteMultipartUploadResult><ETag>" + etag + "</ETag></CompleteMultipartUploadResult>");
    }

    private void listUploads(HttpExchange exchange, String prefix) throws IOException {
        String bucket = exchange.getRequestURI().getPath();
        String entries = new TreeMap<>(uploads)
                .entrySet().stream()
                        .filter(upload -> upload.getValue().path.startsWith(bucket + "/" + prefix))
                        .map(upload -> "<Upload><Key>" + upload.getValue().path.substring(bucket.length() + 1)
                                + "</Key><UploadId>" + upload.getKey()
                                + "</UploadId><ChecksumAlgorithm>SHA1</ChecksumAlgorithm>"
                                + "<Initiated>2026-01-01T00:00:00.000Z</Initiated></Upload>")
                        .collect(Collectors.joining());
        xml(
                exchange,
                "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>" + entries
                        + "</ListMultipartUploadsResult>");
    }

    private void listParts(HttpExchange exchange, String id) throws IOException {
        Parts upload = uploads.get(id);
        if (upload == null) {
            error(exchange, 404, "NoSuchUpload");
            return;
        }
        String entries = new TreeMap<>(upload.byNumber)
                .entrySet().stream()
                        .map(part -> "<Part><PartNumber>" + part.getKey() + "</PartNumber><ETag>" + part.getValue().etag
                                + "</ETag><Size>" + part.getValue().bytes.length + "</Size><ChecksumSHA1>"
                                + part.getValue().sha1 + "</ChecksumSHA1></Part>")
                        .collect(Collectors.joining());
        xml(exchange, "<ListPartsResult><IsTruncated>false</IsTruncated>" + entries + "</ListPartsResult>");
    }

    private void get(HttpExchange exchange, String path, boolean attributes) throws IOException {
        Stored stored = objects.get(path);
        if (stored == null) {
            error(exchange, 404, "NoSuchKey");
            return;
        }
        if (attributes) {
            xml(exchange, attributes(stored));
            return;
        }
        exchange.getResponseHeaders().set("ETag", stored.etag);
        exchange.getResponseHeaders().set("Content-Type", stored.contentType);
        stored.metadata.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        Matcher range = Pattern.compile("bytes=(\\d+)-(\\d+)").matcher(header(exchange, "Range"));
        if (!range.matches()) {
            send(exchange, 200, stored.bytes);
            return;
        }
        int start = Integer.parseInt(range.group(1));
        int end = Integer.parseInt(range.group(2)) + 1;
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes " + start + "-" + (end - 1) + "/" + stored.bytes.length);
        send(exchange, 206, Arrays.copyOfRange(stored.bytes, start, end));
    }

    private static String attributes(Stored stored) {
        String checksum = stored.sha1.isEmpty()
                ? ""
                : "<Checksum><ChecksumSHA1>" + stored.sha1
                        + "</ChecksumSHA1><ChecksumType>FULL_OBJECT</ChecksumType></Checksum>";
        StringBuilder parts = new StringBuilder();
        for (Stored part : stored.parts) {
            parts.append("<Part><PartNumber>")
                    .append(stored.parts.indexOf(part) + 1)
                    .append("</PartNumber><Size>")
                    .append(part.bytes.length)
                    .append("</Size><ChecksumSHA1>")
                    .append(part.sha1)
                    .append("</ChecksumSHA1></Part>");
        }
        String all = stored.parts.isEmpty()
                ? ""
                : "<ObjectParts><PartsCount>" + stored.parts.size() + "</PartsCount><IsTruncated>false</IsTruncated>"
                        + parts + "</ObjectParts>";
        return "<GetObjectAttributesResponse><ETag>" + stored.etag.replace("\"", "") + "</ETag>" + checksum + all
                + "<ObjectSize>" + stored.bytes.length + "</ObjectSize></GetObjectAttributesResponse>";
    }

    /** Null when the bytes do not have the checksum that came with them. */
    private static @Nullable Stored checked(HttpExchange exchange, byte[] body) {
        String given = header(exchange, "x-amz-checksum-sha1");
        String real = Base64.getEncoder().encodeToString(digest("SHA-1", body));
        String etag = "\"" + HexFormat.of().formatHex(digest("MD5", body)) + "\"";
        return given.isEmpty() || given.equals(real)
                ? new Stored(body, etag, given, header(exchange, "Content-Type"), metadata(exchange), List.of())
                : null;
    }

    private static Map<String, String> metadata(HttpExchange exchange) {
        return exchange.getRequestHeaders().entrySet().stream()
                .filter(header -> header.getKey().toLowerCase(Locale.ROOT).startsWith("x-amz-meta-"))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, header -> header.getValue().get(0)));
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new TreeMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            String[] words = pair.split("=", 2);
            query.put(words[0], words.length == 1 ? "" : URLDecoder.decode(words[1], UTF_8));
        }
        return query;
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static String inside(String xml, String element) {
        Matcher match =
                Pattern.compile("<" + element + ">(.*?)</" + element + ">").matcher(xml);
        return match.find() ? match.group(1) : "";
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void xml(HttpExchange exchange, String document) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        send(exchange, 200, document.getBytes(UTF_8));
    }

    private static void error(HttpExchange exchange, int status, String code) throws IOException {
        byte[] document =
                ("<Error><Code>" + code + "</Code><Message>scripted " + code + "</Message></Error>").getBytes(UTF_8);
        send(exchange, status, document);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
        }
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }
}
