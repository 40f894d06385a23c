package io.s3torrent.cli;

import io.s3torrent.tracker.TrackerConfig;
import io.s3torrent.tracker.access.PasskeySecret;
import io.s3torrent.tracker.access.Passkeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom a tracker serves. */
final class PasskeyOptions {
    @Option(
            names = "--passkey-secret",
            paramLabel = "FILE",
            description = "Serve those alone whose announce URL ends with a passkey made with this secret.")
    private @Nullable Path secret;

    /** The same tracker, for those who have a passkey if that is wanted. */
    TrackerConfig in(TrackerConfig config) throws IOException {
        return secret == null ? config : config.withPasskeys(new Passkeys(read(secret), Clock.systemUTC()));
    }

    /** The secret of a file; without it nothing goes. */
    static PasskeySecret read(Path file) throws IOException {
        try {
            return PasskeySecret.read(file);
        } catch (IOException e) {
            throw new CommandException(ExitCode.CONFIGURATION, Failures.text(e));
        }
    }
}
