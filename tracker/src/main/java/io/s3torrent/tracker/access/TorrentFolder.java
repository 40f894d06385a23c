package io.s3torrent.tracker.access;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.BencodeException;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import io.s3torrent.bittorrent.TorrentDict;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the {@code .torrent} files of a folder, and skips files that it cannot read. For one thread. */
final class TorrentFolder {
    private static final Logger log = LoggerFactory.getLogger(TorrentFolder.class);

    /**
     * An allowed swarm, from a folder or a list.
     *
     * @param isPrivate true when only clients that know the info-hash may learn of it (BEP 27)
     */
    record ListedSwarm(InfoHash infoHash, boolean isPrivate) {}

    private final Path folder;

    /** The files at the last read, so that unchanged files are not read again and each error is logged only once. */
    private Map<String, Known> known = Map.of();

    /** The state and the swarms of a file; only the error if it could not be read. */
    private record Known(String state, List<ListedSwarm> swarms, String fault) {
        static final Known NOTHING = new Known("", List.of(), "");
    }

    TorrentFolder(Path folder) {
        this.folder = folder;
    }

    /** The info-hashes of all files; hybrids have two. */
    List<ListedSwarm> read() throws IOException {
        Map<String, Known> found = new HashMap<>();
        List<ListedSwarm> swarms = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.torrent")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                Known one = look(file, known.getOrDefault(name, Known.NOTHING));
                found.put(name, one);
                swarms.addAll(one.swarms());
            }
        }
        known = found;
        return swarms;
    }

    private static Known look(Path file, Known before) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            String state = now.lastModifiedTime() + " " + now.size();
            return state.equals(before.state()) ? before : new Known(state, swarms(file, now.size()), "");
        } catch (IOException e) { // deleted since it was listed, a dangling link, or unreadable
            String fault = e.toString();
            return new Known("", fault.equals(before.fault()) ? List.of() : none(file, fault), fault);
        }
    }

    private static List<ListedSwarm> swarms(Path file, long size) throws IOException {
        if (size > TorrentDict.MAX_BYTES) {
            return none(file, size + " bytes (expected: <= " + TorrentDict.MAX_BYTES + ")");
        }
        try {
            return swarms(TorrentDict.read(Files.readAllBytes(file)));
        } catch (BencodeException e) {
            return none(file, e.getMessage());
        }
    }

    private static List<ListedSwarm> none(Path file, @Nullable String fault) {
        log.atWarn().addKeyValue("file", file).log("skipped a file that is not a torrent: {}", fault);
        return List.of();
    }

    private static List<ListedSwarm> swarms(TorrentDict torrent) {
        BDict info = torrent.info();
        byte[] raw = torrent.rawInfo();
        boolean isPrivate = TorrentDict.isPrivate(info);
        List<ListedSwarm> swarms = new ArrayList<>();
        if (info.string("pieces").isPresent()) {
            swarms.add(new ListedSwarm(InfoHash.ofInfo(raw), isPrivate));
        }
        if (info.integer("meta version").filter(version -> version == 2).isPresent()) {
            swarms.add(new ListedSwarm(InfoHashV2.ofInfo(raw).truncated(), isPrivate));
        }
        return swarms;
    }
}
