package io.s3torrent.seeder.s3.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.client.PlainHttp.Call;
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
import javax.net.ServerSocketFactory;

/**
 * A store in memory with features that S3Proxy lacks: it checks and keeps SHA-1 checksums, reports them (GetObjectAttributes), and supports
 * conditions.
 *
 * <p>Every bucket exists. Of signatures only the hash of the body is checked. Requesters who accept charges are charged, and a customer key
 * is confirmed. {@link #watch} sees each request first, and may delay or reject it. {@link StoreQuirks} are the ways in which other stores
 * differ.
 */
public final class ChecksumS3 implements AutoCloseable {
    private static final int MIN_PART = 5 << 20;
    private static final Pattern PART = Pattern.compile("<Part>(.*?)</Part>", Pattern.DOTALL);
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    private static final String KEY = "x-amz-server-side-encryption-customer-";

    private final PlainHttp server;
    private final StoreQuirks quirks = new StoreQuirks();
    private final Map<String, Stored> objects = new ConcurrentHashMap<>();
    private final Map<String, Parts> uploads = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger uploadNumber = new AtomicInteger();
    private volatile Watch watch = request -> 0;
    private volatile boolean losesAnswers;

    /** Sees each request before it is answered. */
    @FunctionalInterface
    public interface Watch {
        /** Returns the HTTP status for a rejection, or 0. {@code request} is method, path and query, undecoded. */
        int before(String request) throws IOException;
    }

    /** An object or a part; {@code sha1} is base64, or empty when the client sent none. */
    @SuppressWarnings("ArrayRecordComponent") // a test's own array
    public record Stored(
            byte[] bytes,
            String etag,
            String sha1,
            String contentType,
            Map<String, String> metadata,
            List<Stored> parts) {}

    private record Parts(String path, String type, Map<String, String> metadata, Map<Integer, Stored> byNumber) {}

    private final List<Map<String, String>> writes = new CopyOnWriteArrayList<>();

    private ChecksumS3(ServerSocketFactory sockets) throws IOException {
        server = new PlainHttp(this::answer, sockets);
    }

    /** Starts an empty store. */
    public static ChecksumS3 start() throws IOException {
        return new ChecksumS3(ServerSocketFactory.getDefault());
    }

    /** Starts an empty store over TLS. */
    static ChecksumS3 start(SelfSigned tls) throws IOException {
        return new ChecksumS3(tls.sockets());
    }

    /** The quirks of this store, which a test may change. */
    public StoreQuirks quirks() {
        return quirks;
    }

    /** The URL of the server. */
    public URI endpoint() {
        return server.endpoint();
    }

    /** Options to reach it. */
    public S3Options options() {
        return S3Options.builder()
                .endpointUrl(endpoint())
                .region("us-east-1")
                .signRequest(false)
                .build();
    }

    /** Passes each request to {@code other} before it is answered. */
    public void watch(Watch other) {
        watch = other;
    }

    /** Loses the answers to all later puts and completions: the connection ends after the object was stored. */
    public void loseAnswers() {
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

    /** The headers of all requests with a body, by lower-case name. */
    public List<Map<String, String>> writes() {
        return List.copyOf(writes);
    }

    /** An object by its decoded bucket and key. */
    public Optional<Stored> object(String bucket, String key) {
        return Optional.ofNullable(objects.get("/" + bucket + "/" + key));
    }

    /** The number of unfinished uploads. */
    public int unfinished() {
        return uploads.size();
    }

    /** The part numbers of all unfinished uploads. */
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
        if (!call.header("content-length").isEmpty()
                && !call.header("content-length").equals("0")) {
            writes.add(Map.copyOf(call.headers()));
            refuseBody(call);
        }
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
            case "DELETE" -> delete(call);
            default -> get(call);
        }
    }

    private void refuseBody(Call call) throws IOException {
        if (!quirks.knowsExpect() && !call.header("expect").isEmpty()) {
            call.error(417, "ExpectationFailed");
            throw new IOException("not understood");
        }
        Optional<StoreQuirks.Refusal> refusal = quirks.beforeBody();
        if (refusal.isPresent()) {
            call.error(refusal.get().status(), refusal.get().code());
            throw new IOException("refused");
        }
    }

    private void delete(Call call) throws IOException {
        if (call.asks("uploadId")) {
            boolean was = uploads.remove(call.parameter("uploadId")) != null;
            call.send(was ? 204 : 404, new byte[0]);
        } else if (holds(call)) {
            objects.remove(call.path());
            call.send(204, new byte[0]);
        } else {
            call.error(412, "PreconditionFailed");
        }
    }

    private boolean holds(Call call) {
        Optional<String> there = Optional.ofNullable(objects.get(call.path())).map(Stored::etag);
        boolean noneWanted = call.header("if-none-match").equals("*");
        String wanted = call.header("if-match");
        return !(noneWanted && there.isPresent()) && (wanted.isEmpty() || there.equals(Optional.of(wanted)));
    }

    private void put(Call call, byte[] body) throws IOException {
        boolean isConditional = !(call.header("if-none-match") + call.header("if-match")).isEmpty();
        Optional<Stored> stored = checked(call, body);
        confirmKey(call);
        if (!isSigned(call, body)) {
            call.error(400, "XAmzContentSHA256Mismatch");
        } else if (stored.isEmpty()) {
            call.error(400, "BadDigest");
        } else if (call.asks("partNumber")) {
            putPart(call, stored.get());
        } else if (isConditional && quirks.conditions().isPresent()) {
            call.error(
                    quirks.conditions().get().status(),
                    quirks.conditions().get().code());
        } else if (!holds(call)) {
            call.error(412, "PreconditionFailed");
        } else {
            objects.put(call.path(), stored.get());
            if (losesAnswers) {
                throw new IOException("lost");
            }
            if (quirks.namesEtags()) {
                call.set("ETag", stored.get().etag);
            }
            if (!stored.get().sha1.isEmpty()) {
                call.set("x-amz-checksum-sha1", stored.get().sha1);
            }
            call.send(200, new byte[0]);
        }
    }

    private void confirmKey(Call call) {
        if (quirks.confirmsKeys() && !call.header(KEY + "key").isEmpty()) {
            call.set(KEY + "algorithm", call.header(KEY + "algorithm"));
            call.set(KEY + "key-MD5", call.header(KEY + "key-md5"));
        }
    }

    /** False when the signed hash does not match the body. */
    private static boolean isSigned(Call call, byte[] body) {
        String hash = call.header("x-amz-content-sha256");
        return hash.length() != 64 || hash.equals(HexFormat.of().formatHex(digest("SHA-256", body)));
    }

    private void putPart(Call call, Stored part) throws IOException {
        Parts upload = uploads.get(call.parameter("uploadId"));
        if (upload == null) {
            call.error(404, "NoSuchUpload");
        } else if (part.sha1.isEmpty() && quirks.knowsChecksums()) {
            call.error(400, "InvalidRequest");
        } else {
            upload.byNumber.put(Integer.valueOf(call.parameter("partNumber")), part);
            call.set("ETag", part.etag);
            if (!part.sha1.isEmpty()) {
                call.set("x-amz-checksum-sha1", part.sha1);
            }
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
            String etag = quirks.namesEtags() ? "<ETag>" + joined.etag + "</ETag>" : "";
            call.xml("<CompleteMultipartUploadResult>" + etag + "</CompleteMultipartUploadResult>");
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

    private Stored joined(Parts upload, List<Stored> parts) {
        ByteBuffer bytes = ByteBuffer.allocate(
                parts.stream().mapToInt(part -> part.bytes.length).sum());
        ByteArrayOutputStream md5s = new ByteArrayOutputStream();
        for (Stored part : parts) {
            bytes.put(part.bytes);
            md5s.writeBytes(HexFormat.of().parseHex(part.etag.replace("\"", "")));
        }
        String md5 = HexFormat.of().formatHex(digest("MD5", md5s.toByteArray()));
        String etag = "\"" + md5 + "-" + parts.size() + "\"";
        return new Stored(bytes.array(), quirks.etag().orElse(etag), "", upload.type, upload.metadata, parts);
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
        String sha1 = part.sha1.isEmpty() ? "" : "<ChecksumSHA1>" + part.sha1 + "</ChecksumSHA1>";
        return "<Size>" + part.bytes.length + "</Size>" + sha1;
    }

    /** Empty when the bytes do not match the client's checksum. */
    private Optional<Stored> checked(Call call, byte[] body) {
        String given = quirks.knowsChecksums() ? call.header("x-amz-checksum-sha1") : "";
        String real = Base64.getEncoder().encodeToString(digest("SHA-1", body));
        byte[] kept = quirks.kept(body);
        String etag = "\"" + HexFormat.of().formatHex(digest("MD5", kept)) + "\"";
        return given.isEmpty() || given.equals(real)
                ? Optional.of(new Stored(
                        kept,
                        quirks.etag().orElse(etag),
                        given,
                        call.header("content-type"),
                        metadata(call),
                        List.of()))
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
