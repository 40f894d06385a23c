package io.s3torrent.cli.options;

import io.s3torrent.cli.output.Size;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.resolve.TorrentOptions;
import io.s3torrent.seeder.resolve.TorrentOptions.PieceLengthChoice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that decide the info-hash of a new torrent; {@code create} and {@code seed} share them. */
public final class TorrentFormatOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the file or folder in the torrent (default: the last part of the key).")
    private @Nullable String name;

    @Option(
            names = "--piece-length",
            paramLabel = "auto|parts|SIZE",
            description =
                    "Chosen by size (auto), as long as the object's parts, or a power of two from 16KiB (default: auto).")
    private @Nullable PieceLength pieceLength;

    @Option(
            names = "--format",
            paramLabel = "v1|hybrid|v2",
            defaultValue = "v1",
            description =
                    "BitTorrent version: v1 for every client, v2, or hybrid for both (default: ${DEFAULT-VALUE}).")
    private TorrentFormat format = TorrentFormat.V1;

    @Option(names = "--private", description = "Private torrent (BEP 27): peers come from its trackers only.")
    private boolean isPrivate;

    @Option(
            names = "--source",
            paramLabel = "TEXT",
            description = "Source tag: the same content with another tag has another info-hash and swarm.")
    private @Nullable String published;

    /** The options for the library. */
    public TorrentOptions toOptions() {
        TorrentOptions options = new TorrentOptions(
                Optional.ofNullable(name),
                TorrentOptions.DEFAULT.pieceLength(),
                format,
                isPrivate,
                Optional.ofNullable(published));
        return pieceLength == null ? options : options.withPieceLength(pieceLength.choice());
    }

    /**
     * Rejects options that cannot apply.
     *
     * @param torrents how many torrents are made; 0 when the user gave one
     */
    public void check(int torrents) {
        if (torrents == 0 && !toOptions().equals(TorrentOptions.DEFAULT)) {
            throw wrong(
                    "--torrent excludes --name, --piece-length, --format, --private and --source, which the torrent already fixes");
        }
        if (torrents > 1 && name != null) {
            throw wrong("--name: several torrents (expected: one SRC, or a prefix with --as-one)");
        }
        if (name != null && name.isEmpty()) {
            throw wrong("--name: empty (expected: the name of the file or folder)");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    /** The piece length of a new torrent: from the size, the length of the object's parts, or a power of two. */
    public record PieceLength(PieceLengthChoice choice) {
        private static final long MIN = 16 << 10;

        /**
         * Parses {@code auto}, {@code parts} or a power of two.
         *
         * @throws IllegalArgumentException for anything else
         */
        static PieceLength parse(String text) {
            return new PieceLength(
                    switch (text) {
                        case "auto" -> new PieceLengthChoice.Auto();
                        case "parts" -> new PieceLengthChoice.Parts();
                        default -> bytes(text);
                    });
        }

        private static PieceLengthChoice bytes(String text) {
            long bytes = Size.parse(text).bytes();
            if (bytes < MIN || bytes > PieceLayout.MAX_PIECE_LENGTH || Long.bitCount(bytes) != 1) {
                throw new IllegalArgumentException("\"" + text + "\" (expected: a power of two from 16KiB to 512MiB)");
            }
            return new PieceLengthChoice.Bytes((int) bytes);
        }
    }
}
