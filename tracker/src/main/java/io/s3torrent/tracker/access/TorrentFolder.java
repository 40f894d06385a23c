package io.s3torrent.tracker.access;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.bittorrent.BencodeException;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@code .torrent} files of a folder. One that is none costs only itself. For one thread. */
final class TorrentFolder {
    private static final Logger log = LoggerFactory.getLogger(TorrentFolder.class);
    private static final long LONGEST = 64 << 20;

    private final Path folder;

    /** Files that were read, so that they are not read again until they change. */
    private Map<String, Known> known = Map.of();

    private record Known(FileTime modified, long size, List<Listed> swarms) {}

    TorrentFolder(Path folder) {
        this.folder = folder;
    }

    /** The info-hashes of all files; hybrids have two. */
    List<Listed> read() throws IOException {
        Map<String, Known> found = new HashMap<>();
        List<Listed> swarms = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.torrent")) {
            for (Path file : files) {
                Known one = look(file);
                found.put(file.getFileName().toString(), one);
                swarms.addAll(one.swarms());
            }
        }
        known = found;
        return swarms;
    }

    private Known look(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        Known before = known.get(file.getFileName().toString());
        if (before != null && before.modified().equals(now.lastModifiedTime()) && before.size() == now.size()) {
            return before;
        }
        return new Known(now.lastModifiedTime(), now.size(), swarms(file, now.size()));
    }

    private static List<Listed> swarms(Path file, long size) {
        try {
            if (size > LONGEST) {
                throw new IOException(size + " bytes (expected: <= " + LONGEST + ")");
            }
            return swarms(Files.readAllBytes(file));
        } catch (IOException | BencodeException e) {
            log.atWarn().addKeyValue("file", file).log("no torrent: {}", e.getMessage());
            return List.of();
        }
    }

    private static List<Listed> swarms(byte[] torrent) throws IOException, BencodeException {
        BDict info = BencodeDecoder.decodeDict(torrent, BencodeDecoder.Limits.METAINFO)
                .dict("info")
                .orElseThrow(() -> new IOException("info: missing"));
        byte[] raw = Arrays.copyOfRange(torrent, info.start(), info.end());
        boolean isPrivate = info.integer("private").filter(value -> value == 1).isPresent();
        List<Listed> swarms = new ArrayList<>();
        if (info.string("pieces").isPresent()) {
            swarms.add(new Listed(InfoHash.ofInfo(raw), isPrivate));
        }
        if (info.integer("meta version").filter(version -> version == 2).isPresent()) {
            swarms.add(new Listed(InfoHashV2.ofInfo(raw).truncated(), isPrivate));
        }
        return swarms;
    }
}
