package io.s3torrent.seeder.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.s3.S3Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private final Catalogue catalogue = new Catalogue();

    /** A view of all objects of one bucket. */
    private static CatalogueView of(String bucket) {
        return new CatalogueView() {
            @Override
            public boolean allow(S3Location object) {
                return object.bucket().equals(bucket);
            }

            @Override
            public Optional<String> from(String name) {
                return Optional.of(name);
            }
        };
    }

    private void put(String bucket, String key, String content) {
        catalogue.put(Entries.of(bucket, key, content));
    }

    private static List<String> keys(List<CatalogueEntry> entries) {
        return entries.stream().map(entry -> entry.object().key()).toList();
    }

    private static InfoHash hash(String key, String content) {
        return Entries.of("any", key, content).metainfo().infoHash();
    }

    @Test
    void pagesFollowEachOtherByNameAndEveryTorrentIsOnOne() {
        List<String> all =
                IntStream.range(0, 25).mapToObj(i -> "key" + (100 + i)).toList();
        all.forEach(key -> put("b", key, "1"));
        all.forEach(key -> put("a", key, "1"));

        List<String> seen = new ArrayList<>();
        CataloguePage slice = catalogue.after("", of("b"), 10);
        assertThat(slice.entries()).hasSize(10);
        seen.addAll(keys(slice.entries()));
        while (slice.next().isPresent()) {
            slice = catalogue.after(slice.next().get(), of("b"), 10);
            seen.addAll(keys(slice.entries()));
        }

        assertThat(seen).isEqualTo(all);
        assertThat(slice.entries()).hasSize(5);
    }

    @Test
    void thatThereIsMoreIsSaidOnlyOfWhatIsInView() {
        put("b", "one", "1");
        put("c", "two", "1");

        assertThat(catalogue.after("", of("b"), 1).next()).isEmpty();
        assertThat(catalogue.after("", of("none"), 1)).isEqualTo(new CataloguePage(List.of(), Optional.empty()));
    }

    @Test
    void longNamesMakeShorterPages() {
        IntStream.range(0, 200).forEach(i -> put("b", 100 + i + "x".repeat(1021), "1"));

        CataloguePage slice = catalogue.after("", of("b"), 1000);

        assertThat(slice.entries()).hasSizeBetween(60, 70);
        assertThat(slice.next()).isPresent();
    }

    @Test
    void anObjectHasOneTorrentTheLastOne() {
        put("b", "key", "1");
        put("b", "key", "2");

        assertThat(catalogue.after("", of("b"), 10).entries())
                .extracting(entry -> entry.metainfo().infoHash())
                .containsExactly(hash("key", "2"));
        assertThat(catalogue.newest(of("b"), 10)).hasSize(1);
    }

    @Test
    void theNewestAreThoseThatCameLastEachTorrentOnce() {
        put("b", "old", "1");
        put("b", "one/same", "1");
        put("b", "two/same", "1");
        put("c", "foreign", "1");

        assertThat(keys(catalogue.newest(of("b"), 10))).containsExactly("two/same", "old");
        assertThat(keys(catalogue.newest(of("b"), 1))).containsExactly("two/same");
    }

    @Test
    void aTorrentThatEndsIsListedNoLongerWhateverObjectsItWasOf() {
        put("b", "one/same", "1");
        put("b", "two/same", "1");
        put("b", "other", "1");

        catalogue.remove(hash("same", "1"));
        catalogue.remove(hash("same", "1"));

        assertThat(keys(catalogue.after("", of("b"), 10).entries())).containsExactly("other");
        assertThat(keys(catalogue.newest(of("b"), 10))).containsExactly("other");
    }

    @Test
    void theEndOfAnOldVersionIsNotThatOfTheNew() {
        put("b", "key", "1");
        put("b", "key", "2");

        catalogue.remove(hash("key", "1"));

        assertThat(catalogue.after("", of("b"), 10).entries()).hasSize(1);
    }

    @Test
    void anOldTorrentLeadsToItsObjectIfTheClientMaySeeIt() {
        put("b", "key", "1");
        put("b", "key", "2");
        catalogue.remove(hash("key", "2"));

        for (String content : List.of("1", "2")) {
            assertThat(catalogue.object(hash("key", content), of("b"))).contains(new S3Location("b", "key"));
            assertThat(catalogue.object(hash("key", content), of("c"))).isEmpty();
        }
        assertThat(catalogue.object(hash("key", "3"), of("b"))).isEmpty();
    }

    @Test
    void ofTwoObjectsWithOneTorrentTheOneInViewIsMeant() {
        put("a", "key", "1");
        put("b", "key", "1");

        assertThat(catalogue.object(hash("key", "1"), of("b"))).contains(new S3Location("b", "key"));
    }
}
