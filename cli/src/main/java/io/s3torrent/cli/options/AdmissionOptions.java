package io.s3torrent.cli.options;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.cli.output.CommandException;
import io.s3torrent.cli.output.ExitCode;
import io.s3torrent.cli.output.Failures;
import io.s3torrent.tracker.access.PasskeySecret;
import io.s3torrent.tracker.access.Passkeys;
import io.s3torrent.tracker.access.RevokedUsers;
import io.s3torrent.tracker.announce.AccessPolicy;
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
public final class AdmissionOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--passkey-secret",
            paramLabel = "FILE",
            description = "Serve those alone whose announce URL ends with a passkey made with this secret.")
    private @Nullable Path secret;

    @Option(
            names = "--revoked",
            paramLabel = "FILE",
            description = "Users whose passkeys are good no longer, one name in each line. Changes are followed.")
    private @Nullable Path revoked;

    @Option(
            names = "--full-scrape",
            description =
                    "Let everybody have a list of the torrents that are not private: /scrape without info-hashes.")
    private boolean fullScrape;

    /** Those who are no longer welcome, to be closed by the caller; null when nobody names them. */
    public @Nullable RevokedUsers revoked() throws IOException {
        if (revoked != null && secret == null) {
            throw new ParameterException(command.commandLine(), "--revoked goes with --passkey-secret");
        }
        return revoked == null ? null : RevokedUsers.follow(revoked);
    }

    /**
     * As the tracker takes them.
     *
     * @param without whose passkeys are good no longer
     * @param isPublic the torrents that a list may have
     */
    public AccessPolicy admission(@Nullable RevokedUsers without, Predicate<InfoHash> isPublic) throws IOException {
        if (secret != null && fullScrape) {
            throw new ParameterException(
                    command.commandLine(),
                    "--full-scrape and --passkey-secret do not go together: all is private then");
        }
        return new AccessPolicy(
                secret == null ? null : new Passkeys(read(secret), Clock.systemUTC(), without),
                fullScrape ? isPublic : null);
    }

    /** The secret of a file; without it nothing goes. */
    public static PasskeySecret read(Path file) throws IOException {
        try {
            return PasskeySecret.read(file);
        } catch (IOException e) {
            throw new CommandException(ExitCode.CONFIGURATION, Failures.text(e));
        }
    }
}
