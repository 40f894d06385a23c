/**
 * Which torrents a tracker of strangers' torrents serves, and whom.
 *
 * <p>Duty: {@link io.s3torrent.tracker.access.AllowList} keeps the info-hashes that a file or a folder names, and follows its
 * changes. {@link io.s3torrent.tracker.access.Passkeys} makes and checks what users have in their announce URLs, without keeping anything.
 * Neighbours: the vocabulary below; {@code announce} asks both. Threads: one for each list,
 * {@code s3torrent-allow-list}, which reads files; whoever asks sees the last list that was read whole.
 */
@NullMarked
package io.s3torrent.tracker.access;

import org.jspecify.annotations.NullMarked;
