/**
 * Which torrents a tracker of strangers' torrents serves.
 *
 * <p>Duty: {@link io.s3torrent.tracker.access.AllowList} keeps the info-hashes that a file or a folder names, and follows its
 * changes. Neighbours: the vocabulary below; {@code announce} asks it as a predicate. Threads: one for each list,
 * {@code s3torrent-allow-list}, which reads files; whoever asks sees the last list that was read whole.
 */
@NullMarked
package io.s3torrent.tracker.access;

import org.jspecify.annotations.NullMarked;
