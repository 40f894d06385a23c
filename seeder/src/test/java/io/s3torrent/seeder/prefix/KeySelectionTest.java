package io.s3torrent.seeder.prefix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.s3.MemoryBucket;
import io.s3torrent.seeder.s3.S3Prefix;
import io.s3torrent.testing.TestSeed;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeySelectionTest {
    private final MemoryBucket bucket = new MemoryBucket();

    private void put(String... keys) {
        for (String key : keys) {
            bucket.put(key, new byte[] {1});
        }
    }

    private List<String> keys(String prefix, KeyFilter filter) throws IOException {
        return KeySelection.of(bucket, new S3Prefix(MemoryBucket.NAME, prefix), filter).objects().stream()
                .map(object -> object.location().key())
                .toList();
    }

    @Test
    void keysComeInByteOrderWhateverTheyAre() throws IOException {
        // U+FF5E is less than U+1F600 in UTF-8, and greater in UTF-16.
        put("p/b", "p/a", "p/../x", "p//y", "p/100%", "p/\uD83D\uDE00", "p/\uFF5E", "p/dir/", "q/other");
        assertThat(keys("p/", KeyFilter.ALL))
                .containsExactly("p/../x", "p//y", "p/100%", "p/a", "p/b", "p/dir/", "p/\uFF5E", "p/\uD83D\uDE00");
    }

    @Test
    void anyObjectBelowAPrefixIsFound() throws IOException {
        put("p/a", "p/b", "q");
        assertThat(KeySelection.isAny(bucket, new S3Prefix(MemoryBucket.NAME, "p/")))
                .isTrue();
        assertThat(KeySelection.isAny(bucket, new S3Prefix(MemoryBucket.NAME, "q/")))
                .isFalse();
    }

    @Test
    void aSidecarIsNeverAmongThemATorrentOfNothingIs() throws IOException {
        put(
                "a",
                "a-b",
                "a.",
                "a.torrent",
                "a.torrent.torrent",
                "a0",
                "alone.torrent",
                "b/c",
                "b/c.torrent",
                ".torrent");
        assertThat(keys("", KeyFilter.ALL)).containsExactly(".torrent", "a", "a-b", "a.", "a0", "alone.torrent", "b/c");
        assertThat(keys("", KeyFilter.ALL.exclude("*").include("*.torrent")))
                .as("even when the object itself is left out")
                .containsExactly(".torrent", "alone.torrent");
    }

    @Test
    void theSelectionIsTheSameInWhateverOrderTheStoreLists() throws IOException {
        put(
                "a",
                "a-b",
                "a.",
                "a.torrent",
                "a.torrent.torrent",
                "a0",
                "alone.torrent",
                "b/c",
                "b/c.torrent",
                ".torrent");
        List<String> expected = keys("", KeyFilter.ALL);
        List<String> filtered = keys("", KeyFilter.ALL.exclude("*").include("*.torrent"));
        long seed = TestSeed.seed();
        Random random = new Random(seed);

        for (int i = 0; i < 20; i++) {
            long salt = random.nextLong();
            bucket.listIn(Comparator.comparing(key -> key.hashCode() * salt));
            assertThat(keys("", KeyFilter.ALL)).as("seed " + seed).isEqualTo(expected);
            assertThat(keys("", KeyFilter.ALL.exclude("*").include("*.torrent")))
                    .as("seed " + seed)
                    .isEqualTo(filtered);
        }
    }

    @Test
    void patternsAreOfWhatFollowsThePrefix() throws IOException {
        put("p/a.txt", "p/sub/b.txt", "p/c.bin");
        assertThat(keys("p/", KeyFilter.ALL.exclude("*").include("*.txt"))).containsExactly("p/a.txt", "p/sub/b.txt");
        assertThat(keys("p/", KeyFilter.ALL.exclude("sub/*"))).containsExactly("p/a.txt", "p/c.bin");
        assertThat(keys("p/", KeyFilter.ALL.exclude("p/*"))).hasSize(3);
    }

    @Test
    void marksOfFoldersAreCountedAndLeftOutAnObjectOfThatNameIsNot() throws IOException {
        bucket.put("p/", new byte[0]);
        bucket.put("p/sub/", new byte[0]);
        bucket.put("p/full/", new byte[] {1});
        bucket.put("p/empty", new byte[0]);
        KeySelection selection = KeySelection.of(bucket, new S3Prefix(MemoryBucket.NAME, "p/"), KeyFilter.ALL);
        assertThat(selection.emptyFolders()).isEqualTo(2);
        assertThat(selection.objects())
                .extracting(object -> object.location().key())
                .containsExactly("p/empty", "p/full/");
    }

    @Test
    void nothingToShareIsToldWithTheReason() {
        put("p/a");
        assertThatThrownBy(() -> keys("p/", KeyFilter.ALL.exclude("*").include("*.tar")))
                .isInstanceOf(MetainfoException.class)
                .hasMessage("s3://bucket/p/: none of the 1 objects below this prefix can be shared"
                        + " with --exclude * --include *.tar");
        assertThatThrownBy(() -> keys("none/", KeyFilter.ALL))
                .hasMessage("s3://bucket/none/: there is no object below this prefix");
    }

    @Test
    void moreThanTheBoundAreRefusedAndNotHeld() {
        for (int i = 0; i <= KeySelection.MAX_OBJECTS; i++) {
            bucket.put("p/" + i, new byte[0]);
        }
        assertThatThrownBy(() -> keys("p/", KeyFilter.ALL))
                .isInstanceOf(MetainfoException.class)
                .hasMessageContaining("100001 objects (expected: <= 100000)");
    }
}
