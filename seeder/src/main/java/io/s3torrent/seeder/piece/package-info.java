/**
 * Verified pieces, from memory or from the store.
 *
 * <p>Duty: {@link io.s3torrent.seeder.piece.PieceSource} gives a piece to whoever asks. Behind it, from the outside in: the
 * memory tier, one fetch in flight for all who ask for the same bytes, one pinned ranged GET hashed in the pass that fills the
 * buffer. All bytes held, in flight or still being sent count against one bound. Neighbours: {@code s3} below, {@code wire},
 * {@code bt} and {@code metainfo} above. Threads: a store thread fills a buffer, hands it over once and never touches it again.
 */
@NullMarked
package io.s3torrent.seeder.piece;

import org.jspecify.annotations.NullMarked;
