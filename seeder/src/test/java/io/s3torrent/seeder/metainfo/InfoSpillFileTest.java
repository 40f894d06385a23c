package io.s3torrent.seeder.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.engine.TestTorrent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InfoSpillFileTest {
    private static final Info FIRST =
            TestTorrent.of("first", 200 << 14, 1 << 14).metainfo().info();
    private static final Info SECOND =
            TestTorrent.of("second", 150 << 14, 1 << 14).metainfo().info();

    @TempDir
    Path folder;

    @Test
    void whatIsInTheFileIsTheSameTorrent() throws Exception {
        try (InfoSpillFile spillFile = new InfoSpillFile(Optional.of(() -> folder))) {
            Info first = spillFile.put(FIRST);
            Info second = spillFile.put(SECOND);

            assertThat(first).isNotSameAs(FIRST).isEqualTo(FIRST).isNotEqualTo(second);
            assertThat(first.raw()).isEqualTo(FIRST.raw());
            assertThat(second.raw()).isEqualTo(SECOND.raw());
            assertThat(second.raw(5, 100)).isEqualTo(SECOND.raw(5, 100));
            assertThat(second.pieceHash(149)).isEqualTo(SECOND.pieceHash(149));
            assertThat(second.matches(149, SECOND.pieceHash(149))).isTrue();
            assertThat(second.matches(149, FIRST.pieceHash(149))).isFalse();
            assertThat(folder).as("the file has no name").isEmptyDirectory();
        }
    }

    @Test
    void hashesAreReadBackEvenByInterruptedThreads() {
        try (InfoSpillFile spillFile = new InfoSpillFile(Optional.of(() -> folder))) {
            Info put = spillFile.put(FIRST);
            Thread.currentThread().interrupt();
            assertThat(put.pieceHash(7)).isEqualTo(FIRST.pieceHash(7));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(put.pieceHash(8)).isEqualTo(FIRST.pieceHash(8));
        }
    }

    @Test
    void withoutAPlaceForTheFileTorrentsStayInMemory() {
        try (InfoSpillFile nowhere = new InfoSpillFile(Optional.empty());
                InfoSpillFile unusable = new InfoSpillFile(Optional.of(() -> {
                    throw new IOException("read-only");
                }))) {
            assertThat(nowhere.put(FIRST)).isSameAs(FIRST);
            assertThat(unusable.put(FIRST)).isSameAs(FIRST);
        }
    }

    @Test
    void smallOnesStayInMemory() {
        Info small = TestTorrent.of("small", 50 << 14, 1 << 14).metainfo().info();
        try (InfoSpillFile spillFile = new InfoSpillFile(Optional.of(() -> folder))) {
            assertThat(spillFile.put(small)).isSameAs(small);
        }
    }

    @Test
    void afterItIsClosedNothingIsReadOrPut() {
        InfoSpillFile spillFile = new InfoSpillFile(Optional.of(() -> folder));
        Info put = spillFile.put(FIRST);
        spillFile.close();

        assertThatThrownBy(put::raw).isInstanceOf(UncheckedIOException.class);
        assertThat(spillFile.put(SECOND)).isSameAs(SECOND);
    }
}
