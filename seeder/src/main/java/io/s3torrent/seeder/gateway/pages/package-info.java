/**
 * What is seeded for those who asked, and how people, programs and feed readers get to see it.
 *
 * <p>Duty: {@link io.s3torrent.seeder.gateway.pages.Catalogue} knows the torrents by name, by age and by info-hash, and those that were; a
 * {@link io.s3torrent.seeder.gateway.pages.CatalogueView} is what somebody may see of it. {@code HtmlPage}, {@code JsonPage} and {@code RssFeed} write
 * down what that leaves, with the URLs of {@code GatewayLinks}. Neighbours: {@code gateway} fills it, knows who asks, and sends what is written
 * here. Threads: any.
 */
@NullMarked
package io.s3torrent.seeder.gateway.pages;

import org.jspecify.annotations.NullMarked;
