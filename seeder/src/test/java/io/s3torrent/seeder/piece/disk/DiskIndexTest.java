package io.s3torrent.seeder.piece.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskIndexTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void aNewFile() throws IOException {
        file = Files.createFile(folder.resolve("index"));
    }

    private static DiskKey key(int number) {
        return new DiskKey(new UUID(number, -1), number, 1 + number);
    }

    private void write(int first, int end) throws IOException {
        try (DiskIndex index = DiskIndex.open(file, (key, offset) -> {})) {
            for (int number = first; number < end; number++) {
                index.append(key(number), 10L * number);
            }
        }
    }

    private List<String> read() throws IOException {
        List<String> records = new ArrayList<>();
        DiskIndex.open(file, (key, offset) -> records.add(key + " at " + offset))
                .close();
        return records;
    }

    private static List<String> expected(int... numbers) {
        return Arrays.stream(numbers)
                .mapToObj(number -> key(number) + " at " + 10L * number)
                .toList();
    }

    @Test
    void everyRecordIsThereInTheNextRunInTheSameOrder() throws IOException {
        write(0, 3);
        write(3, 5);
        assertThat(read()).isEqualTo(expected(0, 1, 2, 3, 4));
    }

    @Test
    void aRecordThatWasTornIsNotBelievedWhereverItBroke() throws IOException {
        write(0, 3);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 2 * DiskIndex.RECORD; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(read()).isEqualTo(expected(0, 1));
            Files.write(file, Arrays.copyOf(Arrays.copyOf(whole, length), whole.length + 1));
            assertThat(read()).as("a hole, as after a power cut").isEqualTo(expected(0, 1));
        }
        write(7, 8);
        assertThat(read()).as("the hole stays one").isEqualTo(expected(0, 1, 7));
    }

    @Test
    void anyBitThatIsWrongCostsOneRecord() throws IOException {
        write(0, 3);
        byte[] right = Files.readAllBytes(file);
        for (int bit = 0; bit < 8 * DiskIndex.RECORD; bit++) {
            byte[] wrong = right.clone();
            wrong[DiskIndex.RECORD + bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, wrong);
            assertThat(read()).isEqualTo(expected(0, 2));
        }
    }

    @Test
    void nonsenseIsAnEmptyIndex() throws IOException {
        byte[] nonsense = new byte[10_000];
        new Random(1).nextBytes(nonsense);
        Files.write(file, nonsense);
        assertThat(read()).isEmpty();
        Files.write(file, new byte[10_000]);
        assertThat(read()).isEmpty();
    }

    @Test
    void whatIsWrittenAnewIsAllThereIsAndGoesOn() throws IOException {
        write(0, 5);
        try (DiskIndex index = DiskIndex.open(file, (key, offset) -> {})) {
            index.rewrite(List.of(new DiskSlot(key(3), 30), new DiskSlot(key(1), 10)));
            index.append(key(9), 90);
        }
        assertThat(read()).isEqualTo(expected(3, 1, 9));
        assertThat(folder).isDirectoryContaining("glob:**/index").isDirectoryNotContaining("glob:**.new");
    }
}
