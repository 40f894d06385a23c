package io.s3torrent.seeder.s3.client;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.s3.ETag;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.PartChecksums;
import io.s3torrent.seeder.s3.ServiceError;
import io.s3torrent.seeder.s3.StoreCall;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.Checksum;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesParts;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.ObjectPart;

/**
 * Asks for the part checksums of one version (GetObjectAttributes). For use by one thread, once.
 *
 * <p>Few stores support this call. Others answer with an error, or even with the object itself. Any inconsistent answer counts as "no
 * checksums known", because the bytes can still be read and hashed.
 */
final class PartAttributes {
    private static final Logger LOG = LoggerFactory.getLogger(PartAttributes.class);
    private static final int SHA1_LENGTH = 20;
    private static final Pattern PART_COUNT = Pattern.compile("-[0-9]{1,5}$");
    /** Few attempts: an unsupported call looks like a broken answer, and stays broken. */
    private static final int ATTEMPTS = 2;

    private final StoreCalls calls;
    private final ObjectVersion version;
    private final List<byte[]> hashes = new ArrayList<>();
    private long partLength;
    private long covered;
    private int lastNumber;
    private Optional<byte[]> ofAll = Optional.empty();

    PartAttributes(StoreCalls calls, ObjectVersion version) {
        this.calls = calls;
        this.version = version;
    }

    Optional<PartChecksums> read() {
        try {
            return pages();
        } catch (ObjectException e) {
            LOG.debug("{} has no part checksums: {}", version.location(), ServiceError.oneLine(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<PartChecksums> pages() throws ObjectException {
        for (int marker = 0; ; marker = lastNumber) {
            GetObjectAttributesResponse page = page(marker);
            GetObjectAttributesParts parts = page.objectParts();
            if (!isOfVersion(page)) {
                return Optional.empty();
            }
            if (parts == null || parts.parts().isEmpty()) {
                return marker == 0 ? whole(page.checksum()) : Optional.empty();
            }
            if (marker == 0) {
                ofAll = composite(page.checksum());
            }
            for (ObjectPart part : parts.parts()) {
                if (!take(part)) {
                    return Optional.empty();
                }
            }
            if (!Boolean.TRUE.equals(parts.isTruncated())) {
                return result(parts.totalPartsCount());
            }
        }
    }

    private GetObjectAttributesResponse page(int marker) throws ObjectException {
        StoreCall call = new StoreCall("GetObjectAttributes", version.location(), Optional.empty());
        RetryPolicy.Limits limits =
                new RetryPolicy.Limits(ATTEMPTS, calls.limits().call().total());
        return calls.ask(
                call, limits, s3 -> s3.getObjectAttributes(calls.requests().attributes(version, marker)));
    }

    private boolean isOfVersion(GetObjectAttributesResponse page) {
        String etag = page.eTag(); // without the quotes that HEAD sends
        Long size = page.objectSize();
        return etag != null && ETag.of(etag).isSame(version.tag()) && (size == null || size == version.length());
    }

    /** Adds a part. The numbers must ascend, with gaps allowed, and every part but the last must be as long as the first. */
    private boolean take(ObjectPart part) {
        Integer number = part.partNumber();
        Long size = part.size();
        Optional<byte[]> sha1 = sha1(part.checksumSHA1());
        boolean allBeforeAreFull = covered == hashes.size() * partLength;
        if (number == null || number <= lastNumber || size == null || size < 1 || sha1.isEmpty() || !allBeforeAreFull) {
            return false;
        }
        partLength = hashes.isEmpty() ? size : partLength;
        covered += size;
        lastNumber = number;
        hashes.add(sha1.get());
        return size <= partLength && covered <= version.length();
    }

    private Optional<PartChecksums> result(@Nullable Integer count) {
        boolean all = covered == version.length() && (count == null || count == hashes.size()) && areThoseOf(ofAll);
        return all ? Optional.of(new PartChecksums(partLength, hashes)) : Optional.empty();
    }

    /** Compares the parts' checksums with the checksum of all of them, to detect a corrupted answer. */
    private boolean areThoseOf(Optional<byte[]> composite) {
        MessageDigest sha1 = Digests.sha1();
        hashes.forEach(sha1::update);
        return composite.isEmpty() || Arrays.equals(composite.get(), sha1.digest());
    }

    private static Optional<byte[]> composite(@Nullable Checksum checksum) {
        return checksum == null || checksum.checksumSHA1() == null
                ? Optional.empty()
                : sha1(PART_COUNT.matcher(checksum.checksumSHA1()).replaceFirst(""));
    }

    /**
     * The checksum of an object that was put in one request. The checksum of a multipart object is a checksum of checksums, which ends with
     * the number of parts.
     */
    private Optional<PartChecksums> whole(@Nullable Checksum checksum) {
        if (checksum == null || "COMPOSITE".equals(checksum.checksumTypeAsString()) || version.length() == 0) {
            return Optional.empty();
        }
        return sha1(checksum.checksumSHA1()).map(hash -> new PartChecksums(version.length(), List.of(hash)));
    }

    private static Optional<byte[]> sha1(@Nullable String base64) {
        try {
            return Optional.ofNullable(base64)
                    .map(Base64.getDecoder()::decode)
                    .filter(hash -> hash.length == SHA1_LENGTH);
        } catch (IllegalArgumentException e) { // such as "…-3"
            return Optional.empty();
        }
    }
}
