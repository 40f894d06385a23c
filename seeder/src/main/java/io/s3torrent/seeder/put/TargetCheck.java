package io.s3torrent.seeder.put;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.s3.ETag;
import io.s3torrent.seeder.s3.ObjectChecksums.Crc;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectStore.DescribedObject;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.PartChecksums;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Checksum;

/**
 * Finds out whether the key of an upload has an object, and whether that object has the bytes of the file.
 *
 * <p>The object is not read. Its length and the checksum or ETag that the store reports are compared with those of the file. If these are
 * not conclusive, the object counts as a different one.
 */
record TargetCheck(ObjectStore store, PutRequest request) {
    private static final String HOW_TO_FORCE = "; --force replaces it";

    /** The ETag of an upload in parts: the MD5 of the MD5s of the parts, and how many there are. */
    private static final Pattern ETAG_OF_PARTS = Pattern.compile("([0-9a-fA-F]{32})-([0-9]{1,5})");

    /** Parts of the AWS CLI. */
    private static final long USUAL_PART = 8L << 20;

    /** The object at the key; empty when there is none, or when the user wants it to be replaced. */
    Optional<DescribedObject> there() throws ObjectException {
        try {
            // A plain HEAD first: where there is no object, describe() would also send a GET to learn the reason.
            return request.force() || store.metadata(request.target()).isEmpty()
                    ? Optional.empty()
                    : Optional.of(store.describe(request.target()));
        } catch (ObjectException.NotFound e) {
            return Optional.empty();
        } catch (ObjectException.Denied e) {
            throw new ObjectException.Denied(
                    e.getMessage()
                            + "; so it is not known whether there is an object already, and --force puts it in any case",
                    e);
        }
    }

    /** Fails when another upload has put an object at the key in the meantime. */
    void stillFree() throws ObjectException, PutException {
        if (there().isPresent()) {
            throw new PutException.Occupied(
                    request.target() + ": another object was put there in the meantime, and stays" + HOW_TO_FORCE);
        }
    }

    /** The failure for an object with other bytes. */
    PutException other(String why) {
        return new PutException.Occupied(request.target() + " " + why + HOW_TO_FORCE);
    }

    /**
     * Compares the bytes of a file, while they are read, with what the store knows of an object of the same length.
     *
     * @param partLength the length of the parts if we upload the file
     */
    Comparison comparison(DescribedObject object, long partLength) {
        ObjectVersion version = object.version();
        if (object.checksums().crc().isPresent()) {
            return Comparison.of(object.checksums().crc().get());
        }
        if (object.checksums().sha1().isPresent()) {
            return Comparison.sure(
                    "SHA-1", version.length(), List.of(object.checksums().sha1().get()));
        }
        Optional<PartChecksums> parts = object.checksums().partSha1() ? store.partChecksums(version) : Optional.empty();
        return parts.map(known -> Comparison.sure("SHA-1 of each part", known.partLength(), known.sha1()))
                .orElseGet(() -> Comparison.of(version, partLength));
    }

    /** Receives the bytes of the file and decides whether the object has the same bytes. For one thread. */
    static final class Comparison implements ByteSink {
        private final String difference;
        private final ByteSink sink;
        private final Verdict verdict;

        @FunctionalInterface
        private interface Verdict {
            boolean isSame();
        }

        private Comparison(String difference, ByteSink sink, Verdict verdict) {
            this.difference = difference;
            this.sink = sink;
            this.verdict = verdict;
        }

        private static Comparison of(Crc known) {
            Checksum crc = known.algorithm().newChecksum();
            return new Comparison(
                    differs(known.algorithm().name()), crc::update, () -> crc.getValue() == known.value());
        }

        private static Comparison sure(String name, long partLength, List<byte[]> sha1) {
            PartDigests digests = new PartDigests("SHA-1", partLength);
            return new Comparison(
                    differs(name),
                    digests,
                    () -> Arrays.deepEquals(digests.finish().toArray(), sha1.toArray()));
        }

        private static String differs(String name) {
            return "holds other bytes: the store's " + name + " is not that of the file";
        }

        private static Comparison of(ObjectVersion version, long partLength) {
            Matcher ofParts = ETAG_OF_PARTS.matcher(version.tag().text());
            if (ofParts.matches()) {
                long count = Long.parseLong(ofParts.group(2));
                for (long length : new long[] {partLength, USUAL_PART}) {
                    if ((version.length() - 1) / length + 1 == count) {
                        return ofParts(ofParts.group(1), length);
                    }
                }
            }
            Optional<byte[]> md5 = ETag.of(version.etag()).md5();
            if (md5.isEmpty()) {
                return new Comparison(
                        "is there with the same length, and its ETag " + version.etag()
                                + " does not tell without reading it whether its bytes are the same",
                        (chunk, offset, length) -> {},
                        () -> false);
            }
            PartDigests digests = new PartDigests("MD5", version.length());
            return new Comparison(
                    "seems to hold other bytes: its ETag is not the MD5 of the file",
                    digests,
                    () -> MessageDigest.isEqual(digests.finish().get(0), md5.get()));
        }

        private static Comparison ofParts(String hex, long partLength) {
            PartDigests digests = new PartDigests("MD5", partLength);
            return new Comparison(
                    "is there with the same length, and its ETag is not that of the file in parts of " + partLength
                            + " bytes: without reading it, it is not known whether its bytes are the same",
                    digests,
                    () -> {
                        MessageDigest all = PartDigests.digest("MD5");
                        digests.finish().forEach(all::update);
                        return HexFormat.of().formatHex(all.digest()).equalsIgnoreCase(hex);
                    });
        }

        @Override
        public void accept(byte[] chunk, int offset, int length) {
            sink.accept(chunk, offset, length);
        }

        /** True when the object has the bytes that were received. Call it once. */
        boolean isSame() {
            return verdict.isSame();
        }

        /** The message for an object that is not the same. */
        String difference() {
            return difference;
        }
    }

    /** Computes the digests of parts of one length, and of the shorter last part. */
    private static final class PartDigests implements ByteSink {
        private final MessageDigest digest;
        private final long partLength;
        private final List<byte[]> done = new ArrayList<>();
        private long missing;

        PartDigests(String algorithm, long partLength) {
            this.digest = digest(algorithm);
            this.partLength = partLength;
            this.missing = partLength;
        }

        static MessageDigest digest(String algorithm) {
            return algorithm.equals("MD5") ? Digests.md5() : Digests.sha1();
        }

        @Override
        public void accept(byte[] chunk, int offset, int length) {
            int at = offset;
            int end = offset + length;
            while (at < end) {
                int step = (int) Math.min(missing, end - at);
                digest.update(chunk, at, step);
                at += step;
                missing -= step;
                if (missing == 0) {
                    done.add(digest.digest());
                    missing = partLength;
                }
            }
        }

        List<byte[]> finish() {
            if (missing < partLength) {
                done.add(digest.digest());
            }
            return done;
        }
    }
}
