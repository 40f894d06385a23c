package io.s3torrent.seeder.gateway.pages;

import java.util.List;
import java.util.Optional;

/**
 * Some of the torrents, by name.
 *
 * @param next names the last one, when there are more behind it
 */
public record CataloguePage(List<CatalogueEntry> entries, Optional<String> next) {
    public CataloguePage {
        entries = List.copyOf(entries);
    }
}
