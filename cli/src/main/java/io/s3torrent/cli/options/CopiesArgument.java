package io.s3torrent.cli.options;

import io.s3torrent.seeder.dispatch.CopyPolicy;

/** Parses {@code auto}, {@code unlimited} and whole numbers of copies. */
final class CopiesArgument {
    private static final int MOST = 1000;

    private CopiesArgument() {}

    /**
     * Parses a policy.
     *
     * @throws IllegalArgumentException for anything else
     */
    static CopyPolicy parse(String text) {
        return switch (text) {
            case "auto" -> CopyPolicy.AUTO;
            case "unlimited" -> CopyPolicy.UNLIMITED;
            default -> new CopyPolicy(number(text));
        };
    }

    private static int number(String text) {
        if (text.matches("[0-9]{1,4}")) {
            int copies = Integer.parseInt(text);
            if (copies >= 1 && copies <= MOST) {
                return copies;
            }
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" (expected: a whole number from 1 to " + MOST + ", auto or unlimited)");
    }
}
