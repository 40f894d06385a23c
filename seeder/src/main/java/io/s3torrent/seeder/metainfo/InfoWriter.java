package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BInteger;
import io.s3torrent.bittorrent.Bencode.BList;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeEncoder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes {@code info} dictionaries, with the keys that libtorrent's creator writes, and {@code update-url} (BEP 39). */
public final class InfoWriter {
    private final InfoOptions spec;
    private final List<FileEntry> files;

    /** Makes a writer for torrents of {@code files}, pads included. A single file with the torrent's name is written without a folder. */
    public InfoWriter(InfoOptions spec, List<FileEntry> files) {
        this.spec = spec;
        this.files = files;
    }

    /** Writes a v1 dictionary with the SHA-1s of the pieces. */
    public byte[] v1(byte[] hashes) {
        Map<String, Bencode> keys = common();
        putV1(keys, hashes);
        return BencodeEncoder.encode(new BDict(keys));
    }

    /** Writes a v2 or hybrid dictionary; {@code hashes} are the SHA-1s for v1 clients. */
    public byte[] v2(FileTree tree, byte[] hashes) {
        Map<String, Bencode> keys = common();
        keys.put("file tree", tree.bencode());
        keys.put("meta version", new BInteger(2));
        if (spec.format().hasV1()) {
            putV1(keys, hashes);
        }
        return BencodeEncoder.encode(new BDict(keys));
    }

    private Map<String, Bencode> common() {
        Map<String, Bencode> keys = new TreeMap<>();
        keys.put("name", new BString(spec.name()));
        keys.put("piece length", new BInteger(spec.pieceLength()));
        if (spec.isPrivate()) {
            keys.put("private", new BInteger(1));
        }
        spec.source().ifPresent(source -> keys.put("source", new BString(source)));
        spec.updateUrl().ifPresent(url -> keys.put("update-url", new BString(url)));
        return keys;
    }

    private void putV1(Map<String, Bencode> keys, byte[] hashes) {
        keys.put("pieces", new BString(hashes));
        if (TorrentFiles.isSingle(spec.name(), files)) {
            keys.put("length", new BInteger(files.get(0).length()));
        } else {
            keys.put("files", new BList(files.stream().map(InfoWriter::file).toList()));
        }
    }

    private static Bencode file(FileEntry file) {
        Map<String, Bencode> keys = new TreeMap<>();
        if (file.pad()) {
            keys.put("attr", new BString("p"));
        }
        keys.put("length", new BInteger(file.length()));
        keys.put(
                "path",
                new BList(file.path().stream().<Bencode>map(BString::new).toList()));
        return new BDict(keys);
    }
}
