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

/** Which users a tracker serves, and whether it answers full scrapes. */
public final class AdmissionOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--passkey-secret",
            paramLabel = "FILE",
            description = "Serve only clients whose announce URL ends with a passkey made with this secret.")
    private @Nullable Path secret;

    @Option(
            names = "--revoked",
            paramLabel = "FILE",
            description = "Reject the passkeys of these users, one name per line; changes take effect while it runs.")
    private @Nullable Path revoked;

    @Option(
            names = "--full-scrape",
            description = "Answer /scrape without info-hashes: it lists all torrents that are not private.")
    private boolean fullScrape;

    /** True when only clients with a passkey are served. */
    public boolean arePasskeysRequired() {
        return secret != null;
    }

    /** The revoked users, which the caller closes; null without {@code --revoked}. */
    public @Nullable RevokedUsers revoked() throws IOException {
        if (revoked != null && secret == null) {
            throw new ParameterException(command.commandLine(), "--revoked needs --passkey-secret FILE");
        }
        return revoked == null ? null : RevokedUsers.follow(revoked);
    }

    /**
     * The policy for a tracker.
     *
     * @param without the revoked users
     * @param isPublic the torrents that a full scrape may list
     */
    public AccessPolicy admission(@Nullable RevokedUsers without, Predicate<InfoHash> isPublic) throws IOException {
        if (secret != null && fullScrape) {
            throw new ParameterException(
                    command.commandLine(),
                    "--full-scrape and --passkey-secret exclude each other: with passkeys all torrents are private");
        }
        return new AccessPolicy(
                secret == null ? null : new Passkeys(read(secret), Clock.systemUTC(), without),
                fullScrape ? isPublic : null);
    }

    /** Reads the secret from a file. */
    public static PasskeySecret read(Path file) throws IOException {
        try {
            return PasskeySecret.read(file);
        } catch (IOException e) {
            throw new CommandException(ExitCode.CONFIGURATION, Failures.text(e));
        }
    }
}
