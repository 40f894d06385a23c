package io.s3torrent.seeder.catalogue;

import java.util.List;
import java.util.Optional;

/**
 * Some of the torrents, by name.
 *
 * @param next names the last one, when there are more behind it
 */
public record Slice(List<Entry> entries, Optional<String> next) {
    public Slice {
        entries = List.copyOf(entries);
    }
}
