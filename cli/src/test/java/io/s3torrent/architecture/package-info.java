/**
 * Checks the dependencies between packages, in the module that sees all others.
 *
 * <p>{@link io.s3torrent.architecture.Architecture} has the rules, for any root package. Its test checks our packages, and checks that
 * every rule detects violations: each class of package {@code crooked} breaks one rule.
 */
@NullMarked
package io.s3torrent.architecture;

import org.jspecify.annotations.NullMarked;
