package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.resolve.OriginKind;
import io.s3torrent.seeder.resolve.PersistenceConfig;
import io.s3torrent.seeder.resolve.StoreTorrentFixtures;
import io.s3torrent.seeder.resolve.Torrent;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.ScriptedS3;
import io.s3torrent.seeder.s3.ScriptedS3.Fault;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that no answer of a store to {@code ?torrent} leads to a wrong torrent, and that the store can still be used afterwards. */
@Timeout(120)
@Tag("slow")
class StoreTorrentFaultTest {
    private static final int PIECE = 256 << 10;
    private static final byte[] OBJECT = new byte[(64 << 20) + 100];
    private static final PieceLayout LAYOUT = new PieceLayout(OBJECT.length, PIECE);
    private static final Info RIGHT =
            Info.ofFile(InfoOptions.v1("object.bin", PIECE), OBJECT.length, hashes(LAYOUT.pieceCount()));

    /** Piece hashes of which only the first {@code right} are correct. */
    private static byte[] hashes(int right) {
        byte[] hashes = new byte[LAYOUT.pieceCount() * Info.HASH_LENGTH];
        byte[] full = TestTorrent.sha1(new byte[PIECE]);
        for (int piece = 0; piece < right; piece++) {
            boolean isLast = piece == LAYOUT.pieceCount() - 1;
            byte[] hash = isLast ? TestTorrent.sha1(new byte[LAYOUT.length(piece)]) : full;
            System.arraycopy(hash, 0, hashes, piece * Info.HASH_LENGTH, Info.HASH_LENGTH);
        }
        return hashes;
    }

    private static byte[] torrent(String name, int rightPieces) {
        Info info = Info.ofFile(InfoOptions.v1(name, PIECE), OBJECT.length, hashes(rightPieces));
        return MetainfoCodec.encode(Metainfo.of(info, List.of(), "a store"));
    }

    private static Fault answer(byte[] body, int length) {
        return exchange -> {
            exchange.head(200, Map.of("Content-Length", String.valueOf(length), "ETag", ""));
            exchange.out().write(body);
            exchange.out().flush();
        };
    }

    static Stream<Arguments> wrongAnswers() throws IOException {
        byte[] truncated = Arrays.copyOf(torrent("object.bin", LAYOUT.pieceCount()), 1031);
        return Stream.of(
                Arguments.of("only piece 0 is right (Ceph 16 and 18)", answer(torrent("dir/object.bin", 1))),
                Arguments.of("truncated behind a length of 0 (Ceph 20)", answer(truncated, 0)),
                Arguments.of("as captured from Ceph 16", answer(StoreTorrentFixtures.read("pacific-3MB.torrent"))),
                Arguments.of("as captured from Ceph 20", answer(StoreTorrentFixtures.read("tentacle-20MB.body"), 0)),
                Arguments.of("the object itself", ScriptedS3.honest()),
                Arguments.of("nothing", answer(new byte[0])),
                Arguments.of("501", ScriptedS3.error(501, "NotImplemented", Map.of())),
                Arguments.of("404", ScriptedS3.error(404, "NoSuchKey", Map.of())));
    }

    private static Fault answer(byte[] body) {
        return answer(body, body.length);
    }

    private static Torrent create(TorrentCreator creator) throws IOException {
        return creator.create(TorrentRequest.of(new S3Location("bucket", "dir/object.bin")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongAnswers")
    void aWrongAnswerEndsInARightTorrentAndTheNextRequestIsNotPoisoned(String what, Fault answer) throws Exception {
        try (ScriptedS3 s3 = ScriptedS3.start(OBJECT);
                TorrentCreator creator = TorrentCreator.open(s3.options(), PersistenceConfig.NOTHING)) {
            s3.script(ScriptedS3.honest(), answer); // to HEAD, and to ?torrent
            Torrent made = create(creator);
            assertThat(made.metainfo().info()).isEqualTo(RIGHT);
            assertThat(made.origin()).isEqualTo(OriginKind.HASHING);
            assertThat(s3.requests())
                    .filteredOn(request -> request.target().endsWith("?torrent"))
                    .as("never retried")
                    .hasSize(1);
            int poisoned = s3.requests().get(1).connection();
            assertThat(s3.requests())
                    .filteredOn(request -> request.connection() == poisoned)
                    .hasSize(1);
        }
    }

    @Test
    void aRightAnswerSparesTheReadButForTheSamples() throws Exception {
        try (ScriptedS3 s3 = ScriptedS3.start(OBJECT);
                TorrentCreator creator = TorrentCreator.open(s3.options(), PersistenceConfig.NOTHING)) {
            byte[] right = torrent("dir/object.bin", LAYOUT.pieceCount());
            s3.script(ScriptedS3.honest(), answer(right));
            Torrent made = create(creator);
            assertThat(made.metainfo().info()).isEqualTo(RIGHT);
            assertThat(made.origin()).isEqualTo(OriginKind.STORE);
            assertThat(made.cost().bytesRead()).isEqualTo(right.length + 3L * PIECE + 100);
        }
    }
}
