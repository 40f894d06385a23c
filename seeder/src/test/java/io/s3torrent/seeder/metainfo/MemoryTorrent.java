package io.s3torrent.seeder.metainfo;

import io.s3torrent.seeder.hashing.TorrentHashes;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/** A torrent in memory whose files have bytes that follow from their paths. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record MemoryTorrent(Info info, byte[] content) {

    /** Makes a torrent of one file. */
    public static MemoryTorrent ofFile(InfoOptions spec, int length) throws MetainfoException {
        return of(spec, TorrentFiles.single(spec, length));
    }

    /** Makes a torrent of a folder; the files are given as {@code path=length}. */
    public static MemoryTorrent ofFolder(InfoOptions spec, Map<String, Integer> files) throws MetainfoException {
        List<FileEntry> entries = files.entrySet().stream()
                .map(file -> file(file.getKey(), file.getValue()))
                .collect(Collectors.toList());
        return of(spec, TorrentFiles.folder(entries, spec));
    }

    private static MemoryTorrent of(InfoOptions spec, List<FileEntry> files) throws MetainfoException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        files.forEach(file -> content.writeBytes(file.pad() ? new byte[(int) file.length()] : bytes(file)));
        TorrentHashes hashes = new TorrentHashes(spec, files);
        ByteSink sink = hashes.from(0);
        byte[] bytes = content.toByteArray();
        for (int at = 0; at < bytes.length; at += 10_007) {
            sink.accept(bytes, at, Math.min(10_007, bytes.length - at));
        }
        return new MemoryTorrent(hashes.info(), bytes);
    }

    /** A file of a folder. */
    static FileEntry file(String path, long length) {
        return new FileEntry(Arrays.asList(path.split("/", -1)), length, false);
    }

    /** The bytes of the files, by their paths below {@code folder}. */
    public Map<Path, byte[]> files(Path folder) {
        Path root = folder.resolve(info.name());
        return info.files().stream()
                .filter(file -> !file.pad())
                .collect(Collectors.toMap(
                        file -> info.isSingleFile() ? root : root.resolve(String.join("/", file.path())),
                        MemoryTorrent::bytes));
    }

    /** Writes the files, and returns the path of the file or folder with the torrent's name. */
    public Path write(Path folder) throws IOException {
        for (Map.Entry<Path, byte[]> file : files(folder).entrySet()) {
            Files.createDirectories(file.getKey().getParent());
            Files.write(file.getKey(), file.getValue());
        }
        return folder.resolve(info.name());
    }

    private static byte[] bytes(FileEntry file) {
        byte[] bytes = new byte[(int) file.length()];
        new Random(file.path().hashCode()).nextBytes(bytes);
        return bytes;
    }

    /** The torrent as a file without trackers. */
    public byte[] file() {
        return MetainfoCodec.encode(
                new Metainfo(info, List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty()));
    }
}
