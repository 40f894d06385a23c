/**
 * Message stream encryption (MSE/PE): a handshake that looks random from its first byte, in front of the BitTorrent handshake.
 *
 * <p>Both sides agree on a secret (Diffie-Hellman), the one who connects proves by it and the info-hash that it knows the
 * torrent, and then both go on in plaintext or through RC4. It hides what is said from filters on the way; who takes part in a
 * swarm can read it, so it is no secrecy. {@code MseReceiver} is the side that is connected to, {@code MseInitiator} the one that
 * connects; each takes itself out of the pipeline when it is done. Neighbours: {@code wire} puts them there; the info-hashes come
 * from {@link io.s3torrent.seeder.wire.mse.SharedKeys}. Threads: handlers live on their channel's event loop; the modular
 * exponentiations run on {@code KeyExchangePool}, a small pool.
 */
@NullMarked
package io.s3torrent.seeder.wire.mse;

import org.jspecify.annotations.NullMarked;
