package io.s3torrent.seeder.gateway.pages;

import java.util.List;
import java.util.Optional;

/**
 * A part of the catalogue, in the order of names.
 *
 * @param next the name of the last entry, if more entries follow
 */
public record CataloguePage(List<CatalogueEntry> entries, Optional<String> next) {
    public CataloguePage {
        entries = List.copyOf(entries);
    }
}
