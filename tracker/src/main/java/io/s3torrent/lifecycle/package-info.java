/**
 * Provides resources that their owner must close.
 *
 * <p>{@link io.s3torrent.lifecycle.CloseStack} closes resources in reverse order, {@link io.s3torrent.lifecycle.WorkerPool} is a bounded
 * thread pool, {@link io.s3torrent.lifecycle.ReloadingFile} reloads a file when it changes, and {@link
 * io.s3torrent.lifecycle.ProcessLock} locks a file against other processes.
 */
@NullMarked
package io.s3torrent.lifecycle;

import org.jspecify.annotations.NullMarked;
