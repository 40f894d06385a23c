/**
 * Decides which torrents a tracker tracks, and which clients may use it.
 *
 * <p>{@link io.s3torrent.tracker.access.AllowList} loads the allowed info-hashes from a file or a folder, and reloads them on changes.
 * {@link io.s3torrent.tracker.access.Passkeys} creates and checks the passkeys in announce URLs; it stores none. {@link
 * io.s3torrent.tracker.access.RevokedUsers} holds the users whose passkeys are revoked.
 *
 * <p>Threads: {@code s3torrent-allow-list} and {@code s3torrent-revoked-users} read files; other threads see the last list that was read
 * completely.
 */
@NullMarked
package io.s3torrent.tracker.access;

import org.jspecify.annotations.NullMarked;
