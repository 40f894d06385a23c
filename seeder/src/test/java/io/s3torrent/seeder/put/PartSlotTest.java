package io.s3torrent.seeder.put;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.PartBody;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
final class PartSlotTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {64 * MIB, 64 * MIB + 1, 65 * MIB})
    void aPartIsWhatTheFileHasWhetherOrNotMemoryHasRoomForIt(int partLength) throws Exception {
        byte[] before = {1, 2, 3, 4, 5};
        byte[] part = new byte[partLength];
        new Random(partLength).nextBytes(part);
        Path path = Files.write(folder.resolve("file"), before);
        Files.write(path, part, StandardOpenOption.APPEND);
        MessageDigest seen = MessageDigest.getInstance("SHA-1");

        try (SourceFile file = SourceFile.open(path)) {
            PartSlot slot = new PartSlot(file, partLength);
            slot.fill(new ByteRange(5, partLength + 5L), seen::update);
            PartBody body = slot.body(slot.sha1());

            try (InputStream bytes = body.bytes().get()) {
                assertThat(bytes.readAllBytes()).isEqualTo(part);
            }
            byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(part);
            assertThat(body.sha1()).isEqualTo(sha1).isEqualTo(seen.digest());
            assertThat(body.md5().get())
                    .isEqualTo(body.md5().get())
                    .isEqualTo(MessageDigest.getInstance("MD5").digest(part));
        }
    }

    @Test
    void aSlotIsFilledAgainAndAgain() throws Exception {
        Path path = Files.write(folder.resolve("file"), new byte[] {1, 2, 3, 4, 5});

        try (SourceFile file = SourceFile.open(path)) {
            PartSlot slot = new PartSlot(file, 3);
            slot.fill(new ByteRange(0, 3), (bytes, offset, length) -> {});
            slot.fill(new ByteRange(3, 5), (bytes, offset, length) -> {});

            assertThat(slot.body(slot.sha1()).bytes().get().readAllBytes()).containsExactly(4, 5);
            assertThat(slot.sha1()).isEqualTo(MessageDigest.getInstance("SHA-1").digest(new byte[] {4, 5}));
        }
    }
}
