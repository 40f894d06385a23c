package io.s3torrent.cli;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import io.s3torrent.cli.options.AdmissionOptions;
import io.s3torrent.cli.options.CommonOptions;
import io.s3torrent.cli.options.Environment;
import io.s3torrent.cli.options.TimeArguments.EndTime;
import io.s3torrent.cli.options.TorrentRef;
import io.s3torrent.cli.options.UrlArguments.AnnounceUrl;
import io.s3torrent.cli.output.ExitCode;
import io.s3torrent.cli.output.JsonLine;
import io.s3torrent.cli.output.Output;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.seeder.metainfo.Magnet;
import io.s3torrent.tracker.access.PasskeySecret;
import io.s3torrent.tracker.access.Passkeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code passkey}: makes the passkey of a user for a tracker with the same secret, or makes that secret. */
@Command(
        name = "passkey",
        description = "Makes a passkey, which lets one user announce at a tracker with --passkey-secret, "
                + "or makes the secret for all passkeys.",
        footer = {
            "",
            "Examples:",
            "  s3torrent passkey --new-secret passkeys.secret",
            "  s3torrent passkey --passkey-secret passkeys.secret --user ann --torrent set.torrent \\",
            "      --tracker http://tracker.example.org:6969",
            "",
            Environment.HELP_1,
            Environment.HELP_NONE
        })
final class PasskeyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Option(
            names = "--new-secret",
            paramLabel = "FILE",
            description = "Only make a secret, in a file that no other user of this machine can read.")
    private @Nullable Path newSecret;

    @Option(
            names = "--passkey-secret",
            paramLabel = "FILE",
            description = "The secret of the tracker. Anyone with this file can make passkeys.")
    private @Nullable Path secret;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "User name: up to 32 letters, digits, and . _ @ + -. The passkey shows it in plain text.")
    private @Nullable String user;

    @Option(
            names = "--torrent",
            paramLabel = "FILE|INFOHASH|MAGNET",
            description = "Limit the passkey to this torrent (default: all torrents of the tracker).")
    private @Nullable SwarmNames torrent;

    @Option(
            names = "--valid",
            paramLabel = "TIME",
            defaultValue = "90d",
            description =
                    "Lifetime as in 12h or 90d, or the end as in%n2030-12-31T23:59:59Z (default: ${DEFAULT-VALUE}).")
    private EndTime valid = EndTime.parse("90d");

    @Option(
            names = "--tracker",
            paramLabel = "URL",
            description = "Print the announce URL at this tracker instead of the bare passkey.")
    private @Nullable AnnounceUrl tracker;

    @Override
    public Integer call() throws IOException {
        if (newSecret != null && user == null) {
            makeSecret(newSecret);
        } else if (newSecret == null && secret != null && user != null) {
            makePasskey(AdmissionOptions.read(secret), user);
        } else {
            throw wrong("expected: --new-secret FILE, or --passkey-secret FILE and --user NAME");
        }
        return ExitCode.OK;
    }

    private void makeSecret(Path file) throws IOException {
        PasskeySecret.create(file);
        Output output = common.output();
        output.print(output.event("secret").put("path", file.toString()), List.of(file.toString()));
    }

    private void makePasskey(PasskeySecret with, String name) throws IOException {
        List<InfoHash> swarms = torrent == null ? List.of() : torrent.read();
        String passkey = passkey(with, name, swarms);
        String url = tracker == null ? null : announce(tracker, passkey);
        Output output = common.output();
        JsonLine json = output.event("passkey")
                .put("passkey", passkey)
                .put("announce", url)
                .put("user", name)
                .put("infoHashes", swarms.stream().map(InfoHash::hex).toList())
                .put("expires", valid.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        output.print(json, List.of(url == null ? passkey : url));
    }

    private String passkey(PasskeySecret with, String name, List<InfoHash> swarms) {
        try {
            return new Passkeys(with, Clock.systemUTC()).make(name, swarms, valid.instant());
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private String announce(AnnounceUrl at, String passkey) {
        String path = at.uri().getRawPath();
        if (!List.of("", "/", "/announce", "/announce/").contains(path)
                || at.uri().getRawQuery() != null) {
            throw wrong(
                    "--tracker: \"" + at + "\" (expected: http://HOST[:PORT]/announce without a query or more path)");
        }
        return at.uri().resolve("/announce/" + passkey).toString();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** A torrent whose swarms are known. A hybrid torrent has two. */
    sealed interface SwarmNames {

        /** The info-hashes of its swarms. */
        List<InfoHash> read() throws IOException;

        /** Named by an info-hash or a magnet link. */
        record Named(List<InfoHash> read) implements SwarmNames {}

        /** Named by a .torrent file. */
        record OfFile(TorrentRef.File file) implements SwarmNames {
            @Override
            public List<InfoHash> read() throws IOException {
                return TorrentFile.read(file.path()).info().swarms();
            }
        }

        /**
         * Parses a file name, an info-hash or a magnet link. Write {@code ./HASH} for a file whose name is a hash.
         *
         * @throws IllegalArgumentException when the text is malformed or names an object of a store
         */
        static SwarmNames parse(String text) {
            if (text.matches("[0-9A-Fa-f]{40}")) {
                return new Named(List.of(InfoHash.ofHex(text)));
            }
            if (text.matches("[0-9A-Fa-f]{64}")) {
                return new Named(List.of(InfoHashV2.ofHex(text).truncated()));
            }
            TorrentRef ref = TorrentRef.parse(text);
            if (ref instanceof TorrentRef.Link link) {
                return new Named(of(link.magnet()));
            }
            if (ref instanceof TorrentRef.File file) {
                return new OfFile(file);
            }
            throw new IllegalArgumentException("\"" + text + "\" (expected: a file, an info-hash or magnet:?...)");
        }

        private static List<InfoHash> of(Magnet magnet) {
            return Stream.concat(magnet.infoHashV1().stream(), magnet.infoHashV2().map(InfoHashV2::truncated).stream())
                    .toList();
        }
    }
}
