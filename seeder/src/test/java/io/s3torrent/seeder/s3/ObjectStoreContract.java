package io.s3torrent.seeder.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.testing.TestSeed;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The behaviour of every {@link ObjectStore}, fakes included. */
public abstract class ObjectStoreContract {
    static final byte[] BYTES = random(300_000);

    /** The store under test, closed by the suite that made it. */
    protected abstract ObjectStore store();

    /** Puts an object, and replaces an existing one. */
    protected abstract S3Location put(String key, byte[] bytes);

    @Test
    void statTellsLengthAndETag() throws Exception {
        ObjectVersion version = store().stat(put("k", BYTES));

        assertThat(version.length()).isEqualTo(BYTES.length);
        assertThat(version.etag()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b/c", "ü+%2F .bin", "a//b", "plus+and&and=", "dir/~!*'()@:,$", "日本"})
    void keysAreTakenAsTheyAre(String key) throws Exception {
        ObjectVersion version = store().stat(put(key, new byte[] {1, 2, 3}));

        assertThat(read(version, 0, 3)).containsExactly(1, 2, 3);
    }

    @Test
    void aListingHasEachKeyOfThePrefixOnce() throws Exception {
        List<String> keys = new ArrayList<>(
                List.of("p/a b", "p/ü+%2F .bin", "p/plus+and&and=<>", "p/~!*'()@:,$", "p/日本😀", "p/%zz"));
        for (String key : keys) {
            put(key, new byte[] {1, 2, 3});
        }
        S3Location other = put("other", new byte[1]);

        List<ListedObject> listed = new ArrayList<>();
        store().list(new S3Prefix(other.bucket(), "p/"), listed::add);

        assertThat(listed).extracting(object -> object.location().key()).containsExactlyInAnyOrderElementsOf(keys);
        for (ListedObject object : listed) {
            assertThat(object.length()).isEqualTo(3);
            assertThat(object.etag()).isEqualTo(store().stat(object.location()).etag());
        }
    }

    @Test
    void aPrefixWithoutObjectsListsNothing() throws Exception {
        S3Location other = put("other", new byte[1]);

        store().list(
                        new S3Prefix(other.bucket(), "p/"),
                        object -> assertThat(object).isNull());
    }

    @Test
    void readGivesExactlyTheRange() throws Exception {
        ObjectVersion version = store().stat(put("k", BYTES));

        assertThat(read(version, 0, BYTES.length)).isEqualTo(BYTES);
        assertThat(read(version, BYTES.length - 1, BYTES.length)).containsExactly(BYTES[BYTES.length - 1]);
        assertThat(read(version, 70_000, 200_000)).isEqualTo(Arrays.copyOfRange(BYTES, 70_000, 200_000));
    }

    @Test
    void wholeGivesAllBytesOfAnObjectThatIsWanted() throws Exception {
        S3Location location = put("k", BYTES);
        ObjectVersion version = store().stat(location);
        List<ObjectVersion> asked = new ArrayList<>();

        Optional<byte[]> bytes = store().whole(location, object -> asked.add(object.version()));

        assertThat(bytes.orElseThrow()).isEqualTo(BYTES);
        assertThat(asked).containsExactly(version);
        assertThat(store().whole(location, object -> false)).isEmpty();
        assertThat(store().whole(put("empty", new byte[0]), object -> true).orElseThrow())
                .isEmpty();
    }

    @Test
    void wholeOfAMissingObjectIsNothing() throws Exception {
        S3Location location = put("k", BYTES);
        S3Location missing = new S3Location(location.bucket(), "no-such-key");

        assertThat(store().whole(missing, object -> true)).isEmpty();
        store().stat(location);
        assertThat(store().whole(missing, object -> true)).isEmpty();
    }

    @Test
    void metadataIsThereForAnObjectAndOnlyForOne() throws Exception {
        S3Location location = put("k", BYTES);

        assertThat(store().metadata(location).orElseThrow().version()).isEqualTo(store().stat(location));
        assertThat(store().metadata(new S3Location(location.bucket(), "no-such-key")))
                .isEmpty();
    }

    @Test
    void describeTellsTheSameVersionAsStat() throws Exception {
        S3Location location = put("k", BYTES);

        assertThat(store().describe(location).version()).isEqualTo(store().stat(location));
    }

    @Test
    void aStoreCountedElsewhereIsTheSameStore() throws Exception {
        ObjectVersion version = store().stat(put("k", BYTES));

        assertThat(store().countedIn(new Ledger()).stat(version.location())).isEqualTo(version);
    }

    @Test
    void anEmptyObjectHasLengthZero() throws Exception {
        assertThat(store().stat(put("empty", new byte[0])).length()).isZero();
    }

    @Test
    void aMissingObjectIsNotFound() {
        S3Location missing = new S3Location(put("k", BYTES).bucket(), "no-such-key");

        assertThatThrownBy(() -> store().stat(missing))
                .isInstanceOf(ObjectException.NotFound.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void anOverwrittenObjectIsChangedAndNeverMixed() throws Exception {
        ObjectVersion version = store().stat(put("k", BYTES));
        put("k", random(300_000));

        assertThatThrownBy(() -> read(version, 0, 100)).isInstanceOf(ObjectException.Changed.class);
    }

    @Test
    void aRangeBeyondTheEndIsRefusedBeforeItIsSent() throws Exception {
        ObjectVersion version = store().stat(put("k", BYTES));

        assertThatThrownBy(() -> read(version, 0, BYTES.length + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    final byte[] read(ObjectVersion version, long start, long end) throws ObjectException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store().read(version, new ByteRange(start, end), bytes::write);
        return bytes.toByteArray();
    }

    public static byte[] random(int length) {
        byte[] bytes = new byte[length];
        TestSeed.shared().nextBytes(bytes);
        return bytes;
    }
}
