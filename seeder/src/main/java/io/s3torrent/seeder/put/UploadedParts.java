package io.s3torrent.seeder.put;

import io.s3torrent.seeder.s3.StoredPart;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an upload that was broken off has left in the store, by part number. Immutable. */
record UploadedParts(Map<Integer, StoredPart> byNumber) {
    UploadedParts {
        byNumber = Map.copyOf(byNumber);
    }

    static UploadedParts of(List<StoredPart> parts) {
        return new UploadedParts(parts.stream()
                .collect(Collectors.toMap(StoredPart::number, Function.identity(), (one, other) -> other)));
    }

    /** The part in the store, when it is this one: by its SHA-1, else by the MD5 that most stores have as ETag. */
    Optional<StoredPart> find(int number, PartSlot slot, byte[] sha1) {
        StoredPart kept = byNumber.get(number);
        if (kept == null || kept.length() != slot.length()) {
            return Optional.empty();
        }
        boolean same = kept.keepsSha1()
                ? MessageDigest.isEqual(kept.sha1().orElseThrow(), sha1)
                : bare(kept.etag()).equals(HexFormat.of().formatHex(slot.md5()));
        return same ? Optional.of(kept.proved(sha1)) : Optional.empty();
    }

    private static String bare(String etag) {
        return etag.replace("\"", "").toLowerCase(Locale.ROOT);
    }
}
