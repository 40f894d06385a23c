package io.s3torrent.seeder.bt;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BInteger;
import io.s3torrent.bittorrent.Bencode.BList;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Creates torrents of several files in memory, including ones with dangerous names. */
final class ManyFiles {
    private final String name;
    private final int pieceLength;
    private final List<Bencode> files = new ArrayList<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    ManyFiles(String name, int pieceLength) {
        this.name = name;
        this.pieceLength = pieceLength;
    }

    /** Adds a file with bytes that are derived from its path. */
    ManyFiles file(int length, String... path) {
        byte[] bytes = new byte[length];
        new Random(Arrays.hashCode(path)).nextBytes(bytes);
        return add(bytes, "", path);
    }

    /** Adds a pad file (BEP 47). */
    ManyFiles pad(int length, String... path) {
        return add(new byte[length], "p", path);
    }

    /** Adds a symbolic link (BEP 47). */
    ManyFiles link(String... path) {
        return add(new byte[0], "l", path);
    }

    private ManyFiles add(byte[] bytes, String attributes, String... path) {
        TreeMap<String, Bencode> file = new TreeMap<>();
        if (!attributes.isEmpty()) {
            file.put("attr", new BString(attributes));
        }
        file.put("length", new BInteger(bytes.length));
        file.put(
                "path", new BList(Arrays.stream(path).<Bencode>map(BString::new).toList()));
        files.add(new BDict(file));
        content.writeBytes(bytes);
        return this;
    }

    Info info() {
        byte[] bytes = content.toByteArray();
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        for (int at = 0; at < bytes.length; at += pieceLength) {
            byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + pieceLength));
            hashes.writeBytes(TestTorrent.sha1(piece));
        }
        TreeMap<String, Bencode> info = new TreeMap<>();
        info.put("files", new BList(files));
        info.put("name", new BString(name));
        info.put("piece length", new BInteger(pieceLength));
        info.put("pieces", new BString(hashes.toByteArray()));
        try {
            return Info.parse(BencodeEncoder.encode(new BDict(info)));
        } catch (MetainfoException e) {
            throw new AssertionError(e);
        }
    }

    TestTorrent torrent() {
        return new TestTorrent(Metainfo.of(info(), List.of(), "test"), content.toByteArray());
    }
}
