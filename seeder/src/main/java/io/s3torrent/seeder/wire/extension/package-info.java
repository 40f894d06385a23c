/**
 * Implements the extensions of the peer protocol: {@code ExtensionProtocol} speaks BEP 10 with one peer and passes its messages to {@code
 * MetadataExchange} (BEP 9) and {@code PeerExchange} (BEP 11); {@code HashExchange} answers the hash requests of BEP 52.
 *
 * <p>Neighbours: {@code wire} creates one of each per connection. Threads: an object runs on its connection's event loop. All event loops
 * may call {@code PeerAddressBook} and {@code HashLayers}, which the peers of a torrent share.
 */
@NullMarked
package io.s3torrent.seeder.wire.extension;

import org.jspecify.annotations.NullMarked;
