/**
 * The configuration file of {@code serve}: YAML that is bound to immutable records.
 *
 * <p>{@link io.s3torrent.cli.config.ServeConfig} is the root record and the entry point. {@code YamlFile} reads the nodes, {@code
 * RecordBinder} turns them into records, and {@code ConfigKeys} lists all keys for the documents. The parsers of the values are those
 * of the command line, in {@link io.s3torrent.cli.options.ArgumentConverters}. Everything runs on the calling thread.
 */
@NullMarked
package io.s3torrent.cli.config;

import org.jspecify.annotations.NullMarked;
