/**
 * The command line: each command parses its arguments, makes one call to the library, prints, and ends with an exit code.
 *
 * <p>Entry point: {@link io.s3torrent.cli.S3Torrent}; {@code seed} is in {@link io.s3torrent.cli.SeedCommand}, and so on. A new option of one command goes into
 * its class, one of several commands into a mixin in {@code cli.options}. {@code TorrentLoader} runs a {@code TorrentAction} for each
 * torrent of {@code seed} and {@code create}; {@code SeedSession} is a running {@code seed} or {@code gateway} until its end. {@code
 * cli.output} prints. Commands run on the main thread; {@code SignalHandler} has one of its own, and {@code TorrentLoader} a few.
 */
@NullMarked
package io.s3torrent.cli;

import org.jspecify.annotations.NullMarked;
