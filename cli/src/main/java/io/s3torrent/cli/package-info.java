/**
 * The command line: each command parses its arguments, makes one call to the library, prints, and returns an exit code.
 *
 * <p>Entry point: {@link io.s3torrent.cli.S3Torrent}; {@code seed} is in {@link io.s3torrent.cli.SeedCommand}, and so on. An option of
 * one command is in its class, an option of several commands in a mixin in {@code cli.options}. {@code TorrentLoader} runs a {@code
 * TorrentAction} for each torrent of {@code seed} and {@code create}; {@code SeedSession} is a running {@code seed} or {@code gateway}.
 * {@code cli.output} prints. Commands run on the main thread; {@code SignalHandler} has its own thread, and {@code TorrentLoader} up to
 * 16.
 */
@NullMarked
package io.s3torrent.cli;

import org.jspecify.annotations.NullMarked;
