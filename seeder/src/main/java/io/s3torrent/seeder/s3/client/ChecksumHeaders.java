package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.CrcAlgorithm;
import io.s3torrent.seeder.s3.ObjectChecksums;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the checksums of an object from the headers of an answer to HEAD (Amazon S3: "Checking object integrity"). */
final class ChecksumHeaders {
    private static final String PREFIX = "x-amz-checksum-";
    private static final int SHA1_LENGTH = 20;
    private static final Pattern MD5 = Pattern.compile("\"?([0-9a-fA-F]{32})\"?");
    /** The ETags of directory buckets are random. */
    private static final String DIRECTORY_BUCKET = "--x-s3";

    private ChecksumHeaders() {}

    /** What the answer to a HEAD in checksum mode says of a version. */
    static ObjectChecksums of(ObjectHead head, ObjectVersion version) {
        Optional<ObjectChecksums.Crc> crc = head.header(PREFIX + "type")
                        .filter(type -> type.equalsIgnoreCase("COMPOSITE"))
                        .isPresent()
                ? Optional.empty()
                : Arrays.stream(CrcAlgorithm.values())
                        .flatMap(algorithm -> crc(head, algorithm).stream())
                        .findFirst();
        Optional<byte[]> sha1 = value(head, "sha1", SHA1_LENGTH);
        boolean partSha1 = sha1.isEmpty() && head.header(PREFIX + "sha1").isPresent();
        return new ObjectChecksums(crc, sha1, partSha1, md5(head, version));
    }

    private static Optional<ObjectChecksums.Crc> crc(ObjectHead head, CrcAlgorithm algorithm) {
        return value(head, algorithm.name().toLowerCase(Locale.ROOT), algorithm.length())
                .map(bytes -> new ObjectChecksums.Crc(
                        algorithm,
                        ByteBuffer.allocate(Long.BYTES)
                                .position(Long.BYTES - bytes.length)
                                .put(bytes)
                                .getLong(0)));
    }

    /** Empty for what is not of this length, such as the checksum of the checksums of parts, which ends with their number. */
    private static Optional<byte[]> value(ObjectHead head, String algorithm, int length) {
        try {
            return head.header(PREFIX + algorithm)
                    .map(Base64.getDecoder()::decode)
                    .filter(bytes -> bytes.length == length);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> md5(ObjectHead head, ObjectVersion version) {
        Matcher etag = MD5.matcher(version.etag());
        boolean known = etag.matches()
                && version.length() <= ObjectChecksums.MAX_MD5_LENGTH
                && !isEncryptedWithKey(head)
                && !version.location().bucket().endsWith(DIRECTORY_BUCKET);
        return known ? Optional.of(HexFormat.of().parseHex(etag.group(1))) : Optional.empty();
    }

    /** S3 hashes the encrypted bytes then. */
    private static boolean isEncryptedWithKey(ObjectHead head) {
        return head.header("x-amz-server-side-encryption")
                        .filter(algorithm -> algorithm.startsWith("aws:kms"))
                        .isPresent()
                || head.header("x-amz-server-side-encryption-customer-algorithm")
                        .isPresent();
    }
}
