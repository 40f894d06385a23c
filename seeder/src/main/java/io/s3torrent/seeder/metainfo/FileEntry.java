package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import java.util.List;
import java.util.Optional;

/**
 * One file of a torrent.
 *
 * @param path path segments below the torrent's folder, as the torrent spells them: untrusted until a writer has checked them
 * @param length bytes
 * @param pad true for a pad file, whose bytes are zeros that are stored nowhere (BEP 47)
 * @param linkTarget target of a symbolic link (BEP 47), which has no bytes and which we never create. The path is untrusted as well, and
 *     has no segments when the torrent does not give it
 */
public record FileEntry(List<String> path, long length, boolean pad, Optional<List<String>> linkTarget) {
    public FileEntry {
        path = List.copyOf(path);
        linkTarget = linkTarget.map(List::copyOf);
        if (path.isEmpty() || length < 0 || (linkTarget.isPresent() && length > 0)) {
            throw new IllegalArgumentException(
                    "file: " + path + ", " + length + " bytes (expected: a path, >= 0 bytes, none in a symbolic link)");
        }
    }

    /** True for a symbolic link. */
    public boolean link() {
        return linkTarget.isPresent();
    }

    /** Makes a file or a pad. */
    public FileEntry(List<String> path, long length, boolean pad) {
        this(path, length, pad, Optional.empty());
    }

    /** Makes a symbolic link. */
    static FileEntry link(List<String> path, List<String> target) {
        return new FileEntry(path, 0, false, Optional.of(target));
    }

    /** Makes a pad of zeros, with the path that other programs give it. */
    static FileEntry pad(long length) {
        return new FileEntry(List.of(".pad", String.valueOf(length)), length, true);
    }

    /** True when the file has this attribute: {@code p} for a pad file, {@code l} for a symbolic link (BEP 47). */
    static boolean hasAttribute(BDict file, char attribute) {
        return file.string("attr").map(BString::text).orElse("").indexOf(attribute) >= 0;
    }
}
