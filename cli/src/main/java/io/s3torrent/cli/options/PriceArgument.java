package io.s3torrent.cli.options;

import io.s3torrent.seeder.ledger.PriceProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Parses prices: the name of a built-in profile, or a file. */
public final class PriceArgument {
    private static final int MAX_FILE_BYTES = 64 << 10;

    private PriceArgument() {}

    /**
     * Finds or reads a profile.
     *
     * @throws IllegalArgumentException when there is none, or it has a mistake
     */
    public static PriceProfile parse(String text) {
        return PriceProfile.builtIn(text).orElseGet(() -> PriceProfile.parse(text, content(text)));
    }

    private static String content(String text) {
        try {
            Path file = Path.of(text);
            if (Files.isRegularFile(file) && Files.size(file) <= MAX_FILE_BYTES) {
                return Files.readString(file);
            }
        } catch (IOException | InvalidPathException e) {
            // Told below, with what was expected.
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" (expected: aws-internet, aws-region, r2, b2, or a file of prices)");
    }
}
