/**
 * Extensions of the peer protocol: {@code ExtensionProtocol} speaks BEP 10 with one peer and hands its messages to {@code
 * MetadataExchange} (BEP 9) and {@code PeerExchange} (BEP 11); {@code HashExchange} answers the hash requests of BEP 52.
 *
 * <p>Neighbours: {@code wire} makes one of each per connection. Threads: an object lives on its connection's event loop, but {@code
 * PeerAddressBook} and {@code HashLayers}, which the peers of a torrent share, are safe for use by all event loops.
 */
@NullMarked
package io.s3torrent.seeder.wire.extension;

import org.jspecify.annotations.NullMarked;
