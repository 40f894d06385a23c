package io.s3torrent.seeder.piece;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.piece.Content.Extent;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.UUID;

/** The first half of a SHA-256 over all that tells one content from another. */
final class ContentId {
    private final MessageDigest digest = Digests.sha256();

    private ContentId() {}

    static UUID of(List<Extent> extents) {
        ContentId id = new ContentId();
        extents.forEach(id::add);
        ByteBuffer hash = ByteBuffer.wrap(id.digest.digest());
        return new UUID(hash.getLong(), hash.getLong());
    }

    private void add(Extent extent) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(extent.length()).flip());
        add(extent.object().map(version -> version.location().bucket()).orElse(""));
        add(extent.object().map(version -> version.location().key()).orElse(""));
        add(extent.object().map(ObjectVersion::canonicalEtag).orElse(""));
        add(extent.object().flatMap(ObjectVersion::versionId).orElse(""));
    }

    /** With its length in front, so that no two lists of texts are the same bytes. */
    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }
}
