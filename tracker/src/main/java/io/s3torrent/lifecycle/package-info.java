/**
 * Things that are started and must be ended: {@link io.s3torrent.lifecycle.CloseStack} closes in reverse order, {@link
 * io.s3torrent.lifecycle.WorkerPool} is a bounded thread pool, {@link io.s3torrent.lifecycle.ReloadingFile} re-reads a file when it
 * changes, and {@link io.s3torrent.lifecycle.ProcessLock} locks a file against other processes.
 */
@NullMarked
package io.s3torrent.lifecycle;

import org.jspecify.annotations.NullMarked;
