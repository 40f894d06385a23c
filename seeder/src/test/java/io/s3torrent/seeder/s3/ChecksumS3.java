package io.s3torrent.seeder.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.s3torrent.seeder.s3.PlainHttp.Call;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What S3Proxy is not: a store in memory that checks and keeps SHA-1 checksums, tells of them (GetObjectAttributes), and knows
 * If-None-Match. Every bucket is there, requests are not signed, and whoever wants to pay is charged. {@link #watch} sees each
 * request first, and may hold it up or refuse it.
 */
public final class ChecksumS3 implements AutoCloseable {
    private static final int MIN_PART = 5 << 20;
    private static final Pattern PART = Pattern.compile("<Part>(.*?)</Part>", Pattern.DOTALL);
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    private final PlainHttp server = new PlainHttp(this::answer);
    private final Map<String, Stored> objects = new ConcurrentHashMap<>();
    private final Map<String, Parts> uploads = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger uploadNumber = new AtomicInteger();
    private volatile Watch watch = request -> 0;
    private volatile boolean losesAnswers;

    /** Sees a request before it is answered. */
    @FunctionalInterface
    public interface Watch {
        /** Returns an HTTP status to refuse with, or 0; {@code request} is method, path and query, undecoded. */
        int before(String request) throws IOException;
    }

    /** An object or a part; {@code sha1} in base64, empty when none came with it. */
    @SuppressWarnings("ArrayRecordComponent") // a test's own array
    public record Stored(
            byte[] bytes,
            String etag,
            String sha1,
            String contentType,
            Map<String, String> metadata,
            List<Stored> parts) {}

    private record Parts(String path, String type, Map<String, String> metadata, Map<Integer, Stored> byNumber) {}

    private ChecksumS3() throws IOException {}

    /** Starts an empty store. */
    public static ChecksumS3 start() throws IOException {
        return new ChecksumS3();
    }

    /** Where it listens. */
    public URI endpoint() {
        return server.endpoint();
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

    /** From now on whoever has parts joined hears nothing of it: the connection ends when they are. */
    public void loseAnswersOfJoining() {
        losesAnswers = true;
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
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(Call call) throws IOException {
        String request = call.method() + " " + call.target();
        requests.add(request);
        int refusal = watch.before(request);
        byte[] body = call.body();
        if (!call.header("x-amz-request-payer").isEmpty()) {
            call.set("x-amz-request-charged", "requester");
        }
        if (refusal != 0) {
            call.error(refusal, "Scripted");
            return;
        }
        switch (call.method()) {
            case "PUT" -> put(call, body);
            case "POST" -> post(call, new String(body, UTF_8));
            case "DELETE" -> {
                boolean was = uploads.remove(call.parameter("uploadId")) != null;
                call.send(was ? 204 : 404, new byte[0]);
            }
            default -> get(call);
        }
    }

    private void put(Call call, byte[] body) throws IOException {
        Optional<Stored> stored = checked(call, body);
        if (stored.isEmpty()) {
            call.error(400, "BadDigest");
        } else if (call.asks("partNumber")) {
            putPart(call, stored.get());
        } else if (call.header("if-none-match").equals("*") && objects.containsKey(call.path())) {
            call.error(412, "PreconditionFailed");
        } else {
            objects.put(call.path(), stored.get());
            call.set("ETag", stored.get().etag);
            call.send(200, new byte[0]);
        }
    }

    private void putPart(Call call, Stored part) throws IOException {
        Parts upload = uploads.get(call.parameter("uploadId"));
        if (upload == null) {
            call.error(404, "NoSuchUpload");
        } else if (part.sha1.isEmpty()) {
            call.error(400, "InvalidRequest");
        } else {
            upload.byNumber.put(Integer.valueOf(call.parameter("partNumber")), part);
            call.set("ETag", part.etag);
            call.set("x-amz-checksum-sha1", part.sha1);
            call.send(200, new byte[0]);
        }
    }

    private void post(Call call, String document) throws IOException {
        if (!call.asks("uploads")) {
            complete(call, document);
        } else if (!call.header("x-amz-checksum-algorithm").equals("SHA1")) {
            call.error(400, "InvalidRequest");
        } else {
            String id = "upload-" + uploadNumber.incrementAndGet();
            Map<Integer, Stored> parts = new ConcurrentHashMap<>();
            uploads.put(id, new Parts(call.path(), call.header("content-type"), metadata(call), parts));
            call.xml("<InitiateMultipartUploadResult><UploadId>" + id + "</UploadId></InitiateMultipartUploadResult>");
        }
    }

    private void complete(Call call, String document) throws IOException {
        Parts upload = uploads.get(call.parameter("uploadId"));
        List<String> named =
                PART.matcher(document).results().map(match -> match.group(1)).toList();
        if (upload == null) {
            call.error(404, "NoSuchUpload");
        } else if (!fits(upload, named)) {
            call.error(400, "InvalidPart");
        } else {
            Stored joined = joined(
                    upload,
                    named.stream()
                            .map(part -> upload.byNumber.get(number(part)))
                            .toList());
            objects.put(upload.path, joined);
            uploads.remove(call.parameter("uploadId"));
            if (losesAnswers) {
                throw new IOException("lost");
            }
            call.xml("<CompleteMultipartUploadResult><ETag>" + joined.etag + "</ETag></CompleteMultipartUploadResult>");
        }
    }

    private static boolean fits(Parts upload, List<String> named) {
        for (int i = 0; i < named.size(); i++) {
            String part = named.get(i);
            Stored stored = upload.byNumber.get(number(part));
            if (stored == null
                    || (i < named.size() - 1 && stored.bytes.length < MIN_PART)
                    || !inside(part, "ETag").replace("&quot;", "\"").equals(stored.etag)
                    || !inside(part, "ChecksumSHA1").equals(stored.sha1)) {
                return false;
            }
        }
        return true;
    }

    private static Stored joined(Parts upload, List<Stored> parts) {
        ByteBuffer bytes = ByteBuffer.allocate(
                parts.stream().mapToInt(part -> part.bytes.length).sum());
        ByteArrayOutputStream md5s = new ByteArrayOutputStream();
        for (Stored part : parts) {
            bytes.put(part.bytes);
            md5s.writeBytes(HexFormat.of().parseHex(part.etag.replace("\"", "")));
        }
        String md5 = HexFormat.of().formatHex(digest("MD5", md5s.toByteArray()));
        String etag = "\"" + md5 + "-" + parts.size() + "\"";
        return new Stored(bytes.array(), etag, "", upload.type, upload.metadata, parts);
    }

    private void get(Call call) throws IOException {
        if (call.asks("uploads")) {
            listUploads(call);
        } else if (call.asks("uploadId")) {
            listParts(call);
        } else if (!objects.containsKey(call.path())) {
            call.error(404, "NoSuchKey");
        } else {
            give(call, objects.get(call.path()));
        }
    }

    private void listUploads(Call call) throws IOException {
        String bucket = call.path() + "/";
        String entries = new TreeMap<>(uploads)
                .entrySet().stream()
                        .filter(upload -> upload.getValue().path.startsWith(bucket + call.parameter("prefix")))
                        .map(upload -> "<Upload><Key>" + upload.getValue().path.substring(bucket.length())
                                + "</Key><UploadId>" + upload.getKey()
                                + "</UploadId><ChecksumAlgorithm>SHA1</ChecksumAlgorithm>"
                                + "<Initiated>2026-01-01T00:00:00.000Z</Initiated></Upload>")
                        .collect(Collectors.joining());
        call.xml("<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>" + entries
                + "</ListMultipartUploadsResult>");
    }

    private void listParts(Call call) throws IOException {
        Parts upload = uploads.get(call.parameter("uploadId"));
        if (upload == null) {
            call.error(404, "NoSuchUpload");
            return;
        }
        String entries = new TreeMap<>(upload.byNumber)
                .entrySet().stream()
                        .map(part -> "<Part><PartNumber>" + part.getKey() + "</PartNumber><ETag>" + part.getValue().etag
                                + "</ETag>" + facts(part.getValue()) + "</Part>")
                        .collect(Collectors.joining());
        call.xml("<ListPartsResult><IsTruncated>false</IsTruncated>" + entries + "</ListPartsResult>");
    }

    private static void give(Call call, Stored stored) throws IOException {
        if (call.asks("attributes")) {
            call.xml(attributes(stored));
            return;
        }
        call.set("ETag", stored.etag);
        call.set("Content-Type", stored.contentType);
        stored.metadata.forEach(call::set);
        Matcher range = RANGE.matcher(call.header("range"));
        if (!range.matches()) {
            call.send(200, stored.bytes);
            return;
        }
        int start = Integer.parseInt(range.group(1));
        int end = Integer.parseInt(range.group(2)) + 1;
        call.set("Content-Range", "bytes " + start + "-" + (end - 1) + "/" + stored.bytes.length);
        call.send(206, Arrays.copyOfRange(stored.bytes, start, end));
    }

    private static String attributes(Stored stored) {
        List<String> parts = new ArrayList<>();
        for (Stored part : stored.parts) {
            parts.add("<Part><PartNumber>" + (parts.size() + 1) + "</PartNumber>" + facts(part) + "</Part>");
        }
        String checksum = "<Checksum><ChecksumSHA1>" + stored.sha1
                + "</ChecksumSHA1><ChecksumType>FULL_OBJECT</ChecksumType></Checksum>";
        String all = "<ObjectParts><PartsCount>" + parts.size() + "</PartsCount><IsTruncated>false</IsTruncated>"
                + String.join("", parts) + "</ObjectParts>";
        return "<GetObjectAttributesResponse><ETag>" + stored.etag.replace("\"", "") + "</ETag>"
                + (stored.sha1.isEmpty() ? "" : checksum) + (parts.isEmpty() ? "" : all) + "<ObjectSize>"
                + stored.bytes.length + "</ObjectSize></GetObjectAttributesResponse>";
    }

    private static String facts(Stored part) {
        return "<Size>" + part.bytes.length + "</Size><ChecksumSHA1>" + part.sha1 + "</ChecksumSHA1>";
    }

    /** Empty when the bytes do not have the checksum that came with them. */
    private static Optional<Stored> checked(Call call, byte[] body) {
        String given = call.header("x-amz-checksum-sha1");
        String real = Base64.getEncoder().encodeToString(digest("SHA-1", body));
        String etag = "\"" + HexFormat.of().formatHex(digest("MD5", body)) + "\"";
        return given.isEmpty() || given.equals(real)
                ? Optional.of(new Stored(body, etag, given, call.header("content-type"), metadata(call), List.of()))
                : Optional.empty();
    }

    private static Map<String, String> metadata(Call call) {
        return call.headers().entrySet().stream()
                .filter(header -> header.getKey().toLowerCase(Locale.ROOT).startsWith("x-amz-meta-"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Integer number(String part) {
        return Integer.valueOf(inside(part, "PartNumber"));
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
}
