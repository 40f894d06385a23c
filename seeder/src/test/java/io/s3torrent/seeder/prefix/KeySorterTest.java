package io.s3torrent.seeder.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import io.s3torrent.testing.TestSeed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeySorterTest {
    private static final S3Prefix PREFIX = new S3Prefix("bucket", "p/");

    @ParameterizedTest
    @ValueSource(longs = {1, 5_000, 1L << 30})
    void keysComeOnceEachInByteOrderHoweverLongTheRunsAre(long runBytes) throws IOException {
        long seed = TestSeed.seed();
        Random random = new Random(seed);
        List<ListedObject> listed = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            boolean hasClass = random.nextBoolean();
            String odd = random.nextBoolean() ? "\uD83D\uDE00" : "\uFF5E\u0001";
            listed.add(new ListedObject(
                    new S3Location("bucket", "p/" + odd + random.nextInt(1_000_000) + "-" + i),
                    random.nextLong() >>> 1,
                    hasClass ? "\"e\"" : "",
                    hasClass ? Optional.of("STANDARD") : Optional.empty()));
        }
        List<ListedObject> twice = new ArrayList<>(listed);
        twice.addAll(listed.subList(0, 500));
        Collections.shuffle(twice, random);

        List<ListedObject> sorted = sorted(twice, runBytes);

        listed.sort((one, other) -> Arrays.compareUnsigned(bytes(one), bytes(other)));
        assertThat(sorted).as("seed " + seed).isEqualTo(listed);
    }

    @Test
    void nothingIsSortedToo() throws IOException {
        assertThat(sorted(List.of(), 1)).isEmpty();
    }

    private static byte[] bytes(ListedObject object) {
        return object.location().key().getBytes(StandardCharsets.UTF_8);
    }

    private static List<ListedObject> sorted(List<ListedObject> objects, long runBytes) throws IOException {
        List<ListedObject> sorted = new ArrayList<>();
        try (KeySorter keys = new KeySorter(PREFIX, runBytes)) {
            for (ListedObject object : objects) {
                keys.add(object);
            }
            keys.forEach(sorted::add);
        }
        return sorted;
    }
}
