/**
 * Message stream encryption (MSE/PE): a handshake that looks random from its first byte, in front of the BitTorrent handshake.
 *
 * <p>Both sides agree on a secret (Diffie-Hellman). The connecting side then proves with the secret and the info-hash that it knows the
 * torrent, and both continue in plaintext or through RC4. This hides the protocol from filters on the way. It is no secrecy: every
 * member of the swarm can read it. {@code MseReceiver} is the accepting side, {@code MseInitiator} the connecting side; each removes
 * itself from the pipeline when it is done.
 *
 * <p>Neighbours: {@code wire} adds them to the pipeline; the info-hashes come from {@link io.s3torrent.seeder.wire.mse.SharedKeys}.
 * Threads: handlers run on their channel's event loop; the modular exponentiations run on {@code KeyExchangePool}.
 */
@NullMarked
package io.s3torrent.seeder.wire.mse;

import org.jspecify.annotations.NullMarked;
