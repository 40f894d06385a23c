/**
 * Shows what is seeded to people, programs and feed readers.
 *
 * <p>{@link io.s3torrent.seeder.gateway.pages.Catalogue} finds torrents by name, age and info-hash, including former ones. A {@link
 * io.s3torrent.seeder.gateway.pages.CatalogueView} decides what a client may see of it. {@code HtmlPage}, {@code JsonPage} and {@code
 * RssFeed} write the visible part, with the URLs of {@code GatewayLinks}. Neighbours: {@code gateway} fills the catalogue, authenticates
 * clients, and sends what is written here. Threads: any.
 */
@NullMarked
package io.s3torrent.seeder.gateway.pages;

import org.jspecify.annotations.NullMarked;
