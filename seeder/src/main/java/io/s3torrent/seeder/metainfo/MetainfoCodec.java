package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BList;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.bittorrent.BencodeException;
import io.s3torrent.bittorrent.TorrentDict;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads and writes .torrent files (BEP 3, 12, 19, 52). The {@code info} dictionary goes through byte for byte. */
public final class MetainfoCodec {
    /** The largest file that is read. */
    public static final int MAX_BYTES = TorrentDict.MAX_BYTES;

    /** The largest file that is made: other programs read no more. It holds the hashes of 8 TiB at 16 MiB a piece. */
    public static final int MAX_WRITTEN = 10_000_000;

    private static final int MAX_TRACKERS = 100;

    /** The year 9999, the last one that ISO 8601 writes with four digits. */
    private static final long LATEST_DATE = 253_402_300_799L;

    private MetainfoCodec() {}

    /**
     * Reads a .torrent file.
     *
     * @throws MetainfoException when it is malformed, inconsistent or beyond the limits
     */
    public static Metainfo decode(byte[] file) throws MetainfoException {
        TorrentDict torrent;
        try {
            torrent = TorrentDict.read(file);
        } catch (BencodeException e) {
            throw new MetainfoException("not a torrent: " + e.getMessage(), e);
        }
        BDict outer = torrent.outer();
        NameDecoder texts =
                NameDecoder.of(torrent.info(), outer.string("encoding").map(BString::text));
        return new Metainfo(
                Info.parse(torrent, texts),
                announce(outer),
                urls(items(outer, "url-list")),
                texts.text(outer, "created by"),
                texts.text(outer, "comment"),
                outer.integer("creation date")
                        .filter(seconds -> seconds >= 0 && seconds <= LATEST_DATE)
                        .map(Instant::ofEpochSecond));
    }

    /** Writes a .torrent file; {@code announce} is the first tracker, {@code announce-list} is there when there are more. */
    public static byte[] encode(Metainfo metainfo) {
        Map<String, Bencode> outer = new TreeMap<>();
        putTrackers(outer, metainfo);
        metainfo.comment().ifPresent(comment -> outer.put("comment", new BString(comment)));
        metainfo.createdBy().ifPresent(program -> outer.put("created by", new BString(program)));
        metainfo.creationDate()
                .ifPresent(date -> outer.put("creation date", new Bencode.BInteger(date.getEpochSecond())));
        metainfo.info().pieceLayers().ifPresent(layers -> outer.put("piece layers", layers));
        if (!metainfo.webSeeds().isEmpty()) {
            outer.put("url-list", strings(metainfo.webSeeds()));
        }
        return splice(outer, metainfo.info().raw());
    }

    private static void putTrackers(Map<String, Bencode> outer, Metainfo metainfo) {
        List<String> trackers = metainfo.trackers();
        if (!trackers.isEmpty()) {
            outer.put("announce", new BString(trackers.get(0)));
        }
        if (trackers.size() > 1) {
            outer.put(
                    "announce-list",
                    new BList(metainfo.announce().stream()
                            .<Bencode>map(MetainfoCodec::strings)
                            .toList()));
        }
    }

    /**
     * Changes the trackers, web seeds, comment and date of a .torrent file to those of {@code edited}. All other keys keep their values,
     * also the unknown ones, and {@code info} keeps its bytes.
     *
     * @param edited made from what {@link #decode} reads from the file
     * @throws MetainfoException when the file is no torrent
     */
    public static byte[] edit(byte[] file, Metainfo edited) throws MetainfoException {
        Metainfo before = decode(file);
        TorrentDict torrent;
        try {
            torrent = TorrentDict.read(file);
        } catch (BencodeException e) {
            throw new MetainfoException("not a torrent: " + e.getMessage(), e);
        }
        Map<String, Bencode> outer = new TreeMap<>(torrent.outer().entries());
        outer.remove("info");
        if (!edited.announce().equals(before.announce())) {
            outer.keySet().removeAll(List.of("announce", "announce-list"));
            putTrackers(outer, edited);
        }
        if (!edited.webSeeds().equals(before.webSeeds())) {
            outer.remove("url-list");
            if (!edited.webSeeds().isEmpty()) {
                outer.put("url-list", strings(edited.webSeeds()));
            }
        }
        if (!edited.comment().equals(before.comment())) {
            outer.keySet().removeAll(List.of("comment", "comment.utf-8"));
            edited.comment().ifPresent(text -> outer.put("comment", new BString(text)));
        }
        if (!edited.creationDate().equals(before.creationDate())) {
            outer.remove("creation date");
            edited.creationDate()
                    .ifPresent(date -> outer.put("creation date", new Bencode.BInteger(date.getEpochSecond())));
        }
        return splice(outer, torrent.rawInfo());
    }

    /** Encodes the outer keys around {@code info}, whose bytes must stay as they are. */
    private static byte[] splice(Map<String, Bencode> outer, byte[] info) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write('d');
        outer.forEach((key, value) -> {
            if (key.compareTo("info") < 0) {
                entry(out, key, BencodeEncoder.encode(value));
            }
        });
        entry(out, "info", info);
        outer.forEach((key, value) -> {
            if (key.compareTo("info") > 0) {
                entry(out, key, BencodeEncoder.encode(value));
            }
        });
        out.write('e');
        return out.toByteArray();
    }

    private static void entry(ByteArrayOutputStream out, String key, byte[] value) {
        out.writeBytes((key.length() + ":" + key).getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(value);
    }

    private static BList strings(List<String> texts) {
        return new BList(texts.stream().<Bencode>map(BString::new).toList());
    }

    private static List<List<String>> announce(BDict outer) {
        List<List<String>> tiers = new ArrayList<>();
        int count = 0;
        for (Bencode item : items(outer, "announce-list")) {
            List<String> tier = urls(items(item));
            count += tier.size();
            if (!tier.isEmpty() && count <= MAX_TRACKERS) {
                tiers.add(tier);
            }
        }
        return tiers.isEmpty()
                ? urls(items(outer, "announce")).stream().map(List::of).toList()
                : tiers;
    }

    /** What a list holds; another value is as good as a list of it, which some programs write where the other belongs. */
    private static List<Bencode> items(Bencode value) {
        return value instanceof BList list ? list.items() : List.of(value);
    }

    private static List<Bencode> items(BDict outer, String key) {
        return Optional.ofNullable(outer.entries().get(key))
                .map(MetainfoCodec::items)
                .orElse(List.of());
    }

    private static List<String> urls(List<Bencode> items) {
        return items.stream()
                .filter(BString.class::isInstance)
                .map(item -> ((BString) item).text().strip())
                .filter(url -> !url.isEmpty())
                .limit(MAX_TRACKERS)
                .toList();
    }
}
