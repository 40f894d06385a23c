/**
 * The arrows between packages, held where all modules are visible.
 *
 * <p>Duty: {@link io.s3torrent.architecture.Architecture} says the rules, for any root package; its test holds them for ours, and
 * shows on the classes of package {@code crooked}, which each break one rule, that every rule bites.
 */
@NullMarked
package io.s3torrent.architecture;

import org.jspecify.annotations.NullMarked;
