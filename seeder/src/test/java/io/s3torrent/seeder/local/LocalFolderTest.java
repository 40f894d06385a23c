package io.s3torrent.seeder.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.hashing.TorrentHashes;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.prefix.KeyFilter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalFolderTest {
    private static final int PIECE = 16 << 10;

    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectory(temp.resolve("set"));
    }

    @ParameterizedTest
    @EnumSource(TorrentFormat.class)
    void theFilesOfAFolderAreOneTorrentOfTheirBytes(TorrentFormat format) throws IOException {
        file("b", 3 * PIECE + 5);
        file("a/c/d", PIECE);
        file("a.x", 7);
        file("empty", 0);
        InfoOptions spec = spec(format);

        Info info = make(folder, spec);

        assertThat(info).isEqualTo(expected(spec));
        assertThat(info.files().stream().filter(file -> !file.pad()).map(file -> String.join("/", file.path())))
                .containsExactlyInAnyOrder("a.x", "a/c/d", "b", "empty");
        assertThat(of(folder).name()).isEqualTo("set");
        assertThat(of(folder).length()).isEqualTo(4 * PIECE + 12);
    }

    @ParameterizedTest
    @EnumSource(TorrentFormat.class)
    void aFileIsATorrentWithoutAFolder(TorrentFormat format) throws IOException {
        Path file = file("one", 2 * PIECE + 1);
        InfoOptions spec = spec(format);

        Info info = make(file, spec);

        TorrentHashes hashes = new TorrentHashes(spec, TorrentFiles.single(spec, 2 * PIECE + 1));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(Files.readAllBytes(file));
        bytes.writeBytes(new byte[(int) (hashes.layout().objectLength() - bytes.size())]); // the pad
        hashes.from(0).accept(bytes.toByteArray(), 0, bytes.size());
        assertThat(info).isEqualTo(hashes.info());
        assertThat(info.isSingleFile()).isTrue();
        assertThat(of(file).name()).isEqualTo("one");
    }

    @Test
    void linksSpecialFilesAndTorrentsBesideTheirFilesAreLeftOutAndNamed() throws Exception {
        Path one = file("one", 10);
        file("one.torrent", 20);
        file("alone.torrent", 3);
        Files.createSymbolicLink(folder.resolve("link"), one);
        Files.createSymbolicLink(folder.resolve("up"), temp);
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();

        LocalFolder found = of(folder);

        assertThat(found.length()).isEqualTo(13);
        assertThat(found.leftOut())
                .containsExactly(
                        "link (a symbolic link)",
                        "one.torrent (a torrent beside its file)",
                        "pipe (not a regular file)",
                        "up (a symbolic link)");
        assertThatThrownBy(() -> of(folder.resolve("pipe"))).hasMessageContaining("neither a file nor a folder");
    }

    @Test
    void aLinkThatIsNamedIsFollowed() throws IOException {
        file("one", 10);
        Path link = Files.createSymbolicLink(temp.resolve("other name"), folder);

        assertThat(of(link).name()).isEqualTo("other name");
        assertThat(of(link).length()).isEqualTo(10);
    }

    @Test
    void theTorrentThatIsMadeIsNotPartOfItself() throws IOException {
        file("one", 10);
        Path output = file("out.torrent", 99);

        assertThat(LocalFolder.of(folder, KeyFilter.ALL, Optional.of(output)).length())
                .isEqualTo(10);
    }

    @Test
    void patternsSelectFilesByTheirPaths() throws IOException {
        file("a/one.tar", 10);
        file("a/two.txt", 20);
        KeyFilter tars = KeyFilter.ALL.exclude("*").include("a/*.tar");

        assertThat(LocalFolder.of(folder, tars, Optional.empty()).length()).isEqualTo(10);
        assertThatThrownBy(() -> LocalFolder.of(folder, KeyFilter.ALL.exclude("*"), Optional.empty()))
                .isInstanceOf(MetainfoException.class)
                .hasMessageContaining("there is no file to share among the 2 in this folder");
    }

    @Test
    void namesThatNoClientShouldWriteAreChangedAsThoseOfKeys() throws IOException {
        file("back\\slash", 10);
        file("turn\u202eed", 10);

        Info info = make(folder, spec(TorrentFormat.V1));

        assertThat(info.files().stream()
                        .filter(file -> !file.pad())
                        .map(file -> file.path().get(0)))
                .allSatisfy(name -> assertThat(name).matches("(back_slash|turn_ed)-[0-9a-f]{8}"));
    }

    @Test
    void whatHasNoBytesOrIsNotThereIsRefused() throws IOException {
        assertThatThrownBy(() -> of(folder)).hasMessageContaining("there is no file");
        file("empty", 0);
        assertThatThrownBy(() -> of(folder)).hasMessageContaining("no file has any bytes");
        assertThatThrownBy(() -> of(folder.resolve("empty"))).hasMessageContaining("is empty");
        assertThatThrownBy(() -> of(folder.resolve("missing"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aFileThatChangesMeanwhileIsRefused() throws IOException {
        Path one = file("one", 3 * PIECE);
        LocalFolder shrunk = of(folder);
        Files.write(one, new byte[1]);
        assertThatThrownBy(() -> shrunk.make(spec(TorrentFormat.V1), HashingListener.NONE))
                .isInstanceOf(MetainfoException.class)
                .hasMessageContaining("changed while it was read");

        LocalFolder grown = of(folder);
        assertThatThrownBy(() -> grown.make(spec(TorrentFormat.V1), (done, total) -> write(one)))
                .hasMessageContaining(one + ": changed while it was read");
    }

    private static void write(Path file) {
        try {
            Files.write(file, new byte[2]);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Info expected(InfoOptions spec) throws IOException {
        List<FileEntry> files = TorrentFiles.folder(
                List.of(
                        new FileEntry(List.of("empty"), 0, false),
                        new FileEntry(List.of("b"), 3 * PIECE + 5, false),
                        new FileEntry(List.of("a.x"), 7, false),
                        new FileEntry(List.of("a", "c", "d"), PIECE, false)),
                spec);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (FileEntry file : files) {
            bytes.writeBytes(
                    file.pad()
                            ? new byte[(int) file.length()]
                            : Files.readAllBytes(folder.resolve(String.join("/", file.path()))));
        }
        TorrentHashes hashes = new TorrentHashes(spec, files);
        hashes.from(0).accept(bytes.toByteArray(), 0, bytes.size());
        return hashes.info();
    }

    private static InfoOptions spec(TorrentFormat format) {
        return new InfoOptions("set", PIECE, format, false, Optional.empty());
    }

    private static LocalFolder of(Path path) throws IOException {
        return LocalFolder.of(path, KeyFilter.ALL, Optional.empty());
    }

    private static Info make(Path path, InfoOptions spec) throws IOException {
        return of(path).make(spec, HashingListener.NONE);
    }

    private Path file(String name, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(name.hashCode()).nextBytes(bytes);
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }
}
