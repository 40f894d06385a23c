package io.s3torrent.seeder.s3;

import io.s3torrent.seeder.s3.ObjectWriter.MultipartUpload;
import io.s3torrent.seeder.s3.ObjectWriter.PutOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The unfinished uploads of a {@link MemoryBucket}. Guarded by its own monitor. */
final class MemoryUploads {
    private final Map<String, Unfinished> all = new LinkedHashMap<>();
    private int started;

    private record Unfinished(MultipartUpload upload, PutOptions options, TreeMap<Integer, Part> parts) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Part(StoredPart told, byte[] bytes) {}

    synchronized MultipartUpload start(S3Location location, PutOptions options) {
        String id = "upload-" + ++started;
        MultipartUpload upload =
                new MultipartUpload(location, id, Optional.of(Instant.EPOCH.plusSeconds(started)), Optional.of("SHA1"));
        all.put(id, new Unfinished(upload, options, new TreeMap<>()));
        return upload;
    }

    synchronized StoredPart put(MultipartUpload upload, int number, PartBody body) throws ObjectException {
        try (InputStream in = body.bytes().get()) {
            StoredPart told = new StoredPart(
                    number,
                    body.length(),
                    "\"part-" + number + "\"",
                    Optional.of(body.sha1()),
                    true,
                    StoredPart.Proof.SHA1);
            find(upload).parts.put(number, new Part(told, in.readAllBytes()));
            return told;
        } catch (ObjectException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Joins the parts and ends the upload. */
    synchronized byte[] joined(MultipartUpload upload, List<StoredPart> parts) throws ObjectException {
        Unfinished found = find(upload);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (StoredPart part : parts) {
            Part there = found.parts.get(part.number());
            if (there == null || !there.told.etag().equals(part.etag())) {
                throw new ObjectException.Refused(upload.location() + ": no such part: " + part.number(), null);
            }
            bytes.writeBytes(there.bytes);
        }
        all.remove(upload.id());
        return bytes.toByteArray();
    }

    synchronized PutOptions optionsOf(MultipartUpload upload) throws ObjectException {
        return find(upload).options;
    }

    synchronized void abort(MultipartUpload upload) {
        all.remove(upload.id());
    }

    synchronized List<StoredPart> parts(MultipartUpload upload) throws ObjectException {
        return find(upload).parts.values().stream().map(Part::told).toList();
    }

    synchronized List<MultipartUpload> unfinished(S3Location location) {
        List<MultipartUpload> found = new ArrayList<>();
        all.values().stream()
                .map(Unfinished::upload)
                .filter(upload -> upload.location().equals(location))
                .forEach(upload -> found.add(0, upload));
        return found;
    }

    private Unfinished find(MultipartUpload upload) throws ObjectException {
        Unfinished found = all.get(upload.id());
        if (found == null) {
            throw new ObjectException.NotFound(upload.location() + ": no such upload", null);
        }
        return found;
    }
}
