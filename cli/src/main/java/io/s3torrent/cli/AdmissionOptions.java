package io.s3torrent.cli;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.access.PasskeySecret;
import io.s3torrent.tracker.access.Passkeys;
import io.s3torrent.tracker.announce.Admission;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whom a tracker serves, and whether he may ask for all. */
final class AdmissionOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--passkey-secret",
            paramLabel = "FILE",
            description = "Serve those alone whose announce URL ends with a passkey made with this secret.")
    private @Nullable Path secret;

    @Option(
            names = "--full-scrape",
            description =
                    "Let everybody have a list of the torrents that are not private: /scrape without info-hashes.")
    private boolean fullScrape;

    /**
     * As the tracker takes them.
     *
     * @param isPublic the torrents that a list may have
     */
    Admission admission(Predicate<InfoHash> isPublic) throws IOException {
        if (secret != null && fullScrape) {
            throw new ParameterException(
                    command.commandLine(),
                    "--full-scrape and --passkey-secret do not go together: all is private then");
        }
        return new Admission(
                secret == null ? null : new Passkeys(read(secret), Clock.systemUTC()), fullScrape ? isPublic : null);
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
