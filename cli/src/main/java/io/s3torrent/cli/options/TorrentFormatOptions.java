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

/** How a torrent shall be that is made: each of these decides its info-hash, so {@code create} and {@code seed} take the same. */
public final class TorrentFormatOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What the file or folder is called (default: the last part of the key).")
    private @Nullable String name;

    @Option(
            names = "--piece-length",
            paramLabel = "auto|parts|SIZE",
            description = "From the size, of the object's parts, or a power of two from 16KiB (default: auto).")
    private @Nullable PieceLength pieceLength;

    @Option(
            names = "--format",
            paramLabel = "v1|hybrid|v2",
            defaultValue = "v1",
            description =
                    "Hashes for every client, for old and new ones, or for new ones only (default: ${DEFAULT-VALUE}).")
    private TorrentFormat format = TorrentFormat.V1;

    @Option(names = "--private", description = "Peers come from the torrent's trackers only.")
    private boolean isPrivate;

    @Option(
            names = "--source",
            paramLabel = "TEXT",
            description = "Where it is published: the same content with another source is another swarm.")
    private @Nullable String published;

    /** As the library takes it. */
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
     * Refuses what cannot be.
     *
     * @param torrents how many are made: 0 when one is given, which is as it is
     */
    public void check(int torrents) {
        if (torrents == 0 && !toOptions().equals(TorrentOptions.DEFAULT)) {
            throw wrong(
                    "--torrent goes without --name, --piece-length, --format, --private and --source: it is as it is");
        }
        if (torrents > 1 && name != null) {
            throw wrong("--name goes with one torrent");
        }
        if (name != null && name.isEmpty()) {
            throw wrong("--name: empty (expected: what the file or folder is called)");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    /** The piece length of a torrent to be made: what the size asks for, the length of the object's parts, or a power of two. */
    public record PieceLength(PieceLengthChoice choice) {
        private static final long MIN = 16 << 10;

        /**
         * Parses {@code auto}, {@code parts} or a size that fits.
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
