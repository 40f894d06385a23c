package io.s3torrent.seeder.upload;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.s3.StoredPart;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an upload that was broken off has left in the store, by part number. Immutable. */
record KeptParts(Map<Integer, StoredPart> byNumber) {
    KeptParts {
        byNumber = Map.copyOf(byNumber);
    }

    static KeptParts of(List<StoredPart> parts) {
        return new KeptParts(parts.stream()
                .collect(Collectors.toMap(StoredPart::number, Function.identity(), (one, other) -> other)));
    }

    /** The part in the store, when it is this one: by its SHA-1, else by the MD5 that most stores have as ETag. */
    Optional<StoredPart> find(int number, PartSlot slot, byte[] sha1) throws IOException {
        StoredPart kept = byNumber.get(number);
        if (kept == null || kept.length() != slot.length()) {
            return Optional.empty();
        }
        boolean same = kept.sha1().isPresent()
                ? MessageDigest.isEqual(kept.sha1().get(), sha1)
                : bare(kept.etag()).equals(HexFormat.of().formatHex(digest(Digests.md5(), slot)));
        // Some stores want the checksums back that they do not list.
        return same
                ? Optional.of(new StoredPart(number, kept.length(), kept.etag(), Optional.of(sha1)))
                : Optional.empty();
    }

    /** Hashes what is in a slot. */
    static byte[] digest(MessageDigest digest, PartSlot slot) throws IOException {
        try (InputStream bytes = slot.open()) {
            byte[] step = new byte[1 << 14];
            for (int got = bytes.read(step); got >= 0; got = bytes.read(step)) {
                digest.update(step, 0, got);
            }
            return digest.digest();
        }
    }

    private static String bare(String etag) {
        return etag.replace("\"", "").toLowerCase(Locale.ROOT);
    }
}
