package io.s3torrent.seeder.prefix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.hashing.TorrentMaker;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.cache.PieceCache;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.KeyName;
import io.s3torrent.seeder.s3.MemoryBucket;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ObjectFolderTest {
    private static final S3Prefix PREFIX = new S3Prefix(MemoryBucket.NAME, "p/set/");
    private static final int PIECE = 16 << 10;

    private final WorkerPool threads = new WorkerPool("test", 32);
    private final MemoryBucket bucket = new MemoryBucket();

    @AfterEach
    void end() {
        threads.close();
    }

    private static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private ObjectFolder below() throws IOException {
        return ObjectFolder.below(PREFIX, KeyFilter.ALL, bucket, threads);
    }

    private byte[] all(Content content) throws ObjectException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content.read(bucket, new ByteRange(0, content.length()), bytes::write);
        return bytes.toByteArray();
    }

    private Info made(InfoOptions spec) throws IOException {
        ObjectFolder folder = below();
        List<FileEntry> files = TorrentFiles.folder(folder.files(), spec);
        return new TorrentMaker(bucket, threads, PieceCache.none())
                .make(folder.content(files), spec, files, HashingListener.NONE);
    }

    private static InfoOptions spec(TorrentFormat format) {
        return new InfoOptions("set", PIECE, format, false, Optional.empty());
    }

    private void putThree() {
        bucket.put("p/set/a", bytes(1, 40_000));
        bucket.put("p/set/b/c", bytes(2, 50_000));
        bucket.put("p/set/b/empty", new byte[0]);
        bucket.put("p/set/d", bytes(3, 7));
    }

    @Test
    void theBytesOfAllFilesAreThereInOrderWithZerosForPads() throws IOException {
        putThree();
        Content content = below().content(List.of(
                new FileEntry(List.of("d"), 7, false),
                new FileEntry(List.of(".pad", "3"), 3, true),
                new FileEntry(List.of("b", "empty"), 0, false),
                new FileEntry(List.of("a"), 40_000, false)));
        byte[] expected = new byte[40_010];
        System.arraycopy(bytes(3, 7), 0, expected, 0, 7);
        System.arraycopy(bytes(1, 40_000), 0, expected, 10, 40_000);
        assertThat(all(content)).isEqualTo(expected);
    }

    /** v1 without pads, because there would be too many, and the formats that always have pads. */
    @ParameterizedTest
    @EnumSource
    void aGivenTorrentFindsTheObjectsItWasMadeOf(TorrentFormat format) throws IOException {
        putThree();
        Info info = made(spec(format));
        Content made = below().content(info.files());
        Content given = ObjectMatcher.of(info, PREFIX, bucket, threads).content(info.files());
        assertThat(given).isEqualTo(made);
        assertThat(given.length()).isEqualTo(info.layout().objectLength());
        Content above = ObjectMatcher.of(info, new S3Prefix(MemoryBucket.NAME, "p/"), bucket, threads)
                .content(info.files());
        assertThat(above).as("with the torrent's name between").isEqualTo(made);
    }

    @Test
    void aGivenTorrentFindsKeysThatAreNoPaths() throws IOException {
        putThree();
        for (String key : List.of("p/set//x", "p/set/../y", "p/set/a\\b/c\n", "p/set/" + "l".repeat(300))) {
            bucket.put(key, bytes(key.length(), 100));
        }
        Info info = made(spec(TorrentFormat.V1));
        Content made = below().content(info.files());

        for (String prefix : List.of("p/set/", "p/")) {
            Content given = ObjectMatcher.of(info, new S3Prefix(MemoryBucket.NAME, prefix), bucket, threads)
                    .content(info.files());
            assertThat(given).as(prefix).isEqualTo(made);
        }
    }

    @Test
    void aFileWithoutBytesNeedsNoObject() throws IOException {
        putThree();
        Info info = made(spec(TorrentFormat.V1));
        bucket.remove("p/set/b/empty");
        assertThat(ObjectMatcher.of(info, PREFIX, bucket, threads)
                        .content(info.files())
                        .length())
                .isEqualTo(90_007);
    }

    /** BEP 47: pads without a path, symbolic links, and the same path twice, which is one object. */
    @Test
    void padsAndSymbolicLinksNeedNoObject() throws IOException {
        putThree();
        Info info = MetainfoCodec.decode(("d4:infod5:filesl" + "d4:attr1:l4:pathl4:linke12:symlink pathl1:aee"
                                + "d6:lengthi40000e4:pathl1:aeed4:attr1:p6:lengthi9152eed6:lengthi7e4:pathl1:dee"
                                + "d4:attr1:l6:lengthi5e4:pathl5:otheree" + "d6:lengthi7e4:pathl1:dee"
                                + "e4:name3:set12:piece lengthi16384e6:pieces80:" + "x".repeat(80) + "ee")
                        .getBytes(StandardCharsets.US_ASCII))
                .info();
        assertThat(info.size()).isEqualTo(40_014);
        byte[] expected = new byte[49_166];
        System.arraycopy(bytes(1, 40_000), 0, expected, 0, 40_000);
        System.arraycopy(bytes(3, 7), 0, expected, 49_152, 7);
        System.arraycopy(bytes(3, 7), 0, expected, 49_159, 7);
        assertThat(all(ObjectMatcher.of(info, PREFIX, bucket, threads).content(info.files())))
                .isEqualTo(expected);
    }

    @Test
    void anObjectThatIsMissingIsNamed() throws IOException {
        putThree();
        Info info = made(spec(TorrentFormat.V1));
        bucket.remove("p/set/b/c");
        assertThatThrownBy(() -> ObjectMatcher.of(info, PREFIX, bucket, threads))
                .isInstanceOf(ObjectException.NotFound.class)
                .hasMessageContaining("s3://bucket/p/set/b/c");
        bucket.remove("p/set/a");
        assertThatThrownBy(() -> ObjectMatcher.of(info, PREFIX, bucket, threads))
                .isInstanceOf(ObjectException.NotFound.class)
                .hasMessage("the torrent's file \"a\" is neither s3://bucket/p/set/a nor s3://bucket/p/set/set/a");
    }

    @Test
    void anObjectOfAnotherLengthIsNamed() throws IOException {
        putThree();
        Info info = made(spec(TorrentFormat.V1));
        bucket.put("p/set/d", bytes(3, 8));
        assertThatThrownBy(() -> ObjectMatcher.of(info, PREFIX, bucket, threads))
                .isInstanceOf(MetainfoException.class)
                .hasMessage("the torrent's file \"d\" has 7 bytes, but s3://bucket/p/set/d has 8");
    }

    @Test
    void aTorrentOfOneFileIsFoundByItsName() throws IOException {
        bucket.put("p/set/one", bytes(1, 100));
        Info info = Info.ofFile(InfoOptions.v1("one", PIECE), 100, new byte[20]);
        assertThat(ObjectMatcher.of(info, PREFIX, bucket, threads)
                        .content(info.files())
                        .length())
                .isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"a/b, a/b", "a//b, a/_/b", "../x, _../x", "a/./x, a/_./x", "/x, _/x", "dir/, dir/_", "100%+ü, 100%+ü"})
    void keysBecomePathsThatLeadNowhereElse(String key, String path) {
        assertThat(String.join("/", FilePaths.of("", key))).isEqualTo(path);
    }

    @Test
    void segmentsThatAreNoNamesGetOneByTheRuleForKeys() {
        String folder = "a_b-" + KeyName.digits("p/a\\b");

        assertThat(FilePaths.of("p/", "a\\b/x")).containsExactly(folder, "x");
        assertThat(FilePaths.of("p/", "a\\b/y\n")).containsExactly(folder, "y_-" + KeyName.digits("p/a\\b/y\n"));
        assertThat(FilePaths.of("", "y\n"))
                .as("as the object alone is called")
                .containsExactly(new S3Location("b", "y\n").name());
    }

    @Test
    void keysThatCannotBothBeFilesAreNamed() {
        bucket.put("p/set/a", new byte[] {1});
        bucket.put("p/set/a/b", new byte[] {1});
        assertThatThrownBy(this::below)
                .isInstanceOf(MetainfoException.class)
                .hasMessage("\"a\" and \"a/b\" cannot both be files of one torrent; --exclude one of them");
        bucket.remove("p/set/a");
        bucket.put("p/set/x//y", new byte[] {1});
        bucket.put("p/set/x/_/y", new byte[] {1});
        assertThatThrownBy(this::below).hasMessageContaining("\"x//y\" and \"x/_/y\"");
    }
}
