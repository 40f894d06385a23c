/**
 * Which torrents a tracker serves, and which clients it answers.
 *
 * <p>{@link io.s3torrent.tracker.access.AllowList} holds the info-hashes that a file or a folder names, and follows its changes. {@link
 * io.s3torrent.tracker.access.Passkeys} makes and checks the passkeys in announce URLs; it stores none. {@link
 * io.s3torrent.tracker.access.RevokedUsers} are the users whose passkeys are no longer valid.
 *
 * <p>Threads: {@code s3torrent-allow-list} and {@code s3torrent-revoked-users} read files; other threads see the last list that was read
 * completely.
 */
@NullMarked
package io.s3torrent.tracker.access;

import org.jspecify.annotations.NullMarked;
