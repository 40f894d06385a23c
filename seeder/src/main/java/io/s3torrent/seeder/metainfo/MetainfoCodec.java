package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BList;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.bittorrent.BencodeDecoder.Limits;
import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.bittorrent.BencodeException;
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
    /** The largest file that is read: 10 MB holds the hashes of 8 TiB at 16 MiB a piece. */
    public static final int MAX_BYTES = 10_000_000;

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
        if (file.length > MAX_BYTES) {
            throw new MetainfoException("torrent: " + file.length + " bytes (expected: <= " + MAX_BYTES + ")");
        }
        BDict dict;
        try {
            dict = BencodeDecoder.decodeDict(file, Limits.METAINFO);
        } catch (BencodeException e) {
            throw new MetainfoException("not a torrent: " + e.getMessage(), e);
        }
        BDict info = dict.dict("info").orElseThrow(() -> new MetainfoException("not a torrent: no info dictionary"));
        return new Metainfo(
                Info.parse(file, info, dict.dict("piece layers").orElse(new BDict(Map.of()))),
                announce(dict),
                webSeeds(dict),
                dict.string("created by").map(BString::text),
                dict.string("comment").map(BString::text),
                dict.integer("creation date")
                        .filter(seconds -> seconds >= 0 && seconds <= LATEST_DATE)
                        .map(Instant::ofEpochSecond));
    }

    /** Writes a .torrent file; {@code announce} is the first tracker, {@code announce-list} is there when there are more. */
    public static byte[] encode(Metainfo metainfo) {
        Map<String, Bencode> outer = new TreeMap<>();
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
        out.writeBytes((key.length() + ":" + key).getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(value);
    }

    private static BList strings(List<String> texts) {
        return new BList(texts.stream().<Bencode>map(BString::new).toList());
    }

    private static List<List<String>> announce(BDict dict) {
        List<List<String>> tiers = new ArrayList<>();
        int count = 0;
        for (Bencode item : dict.list("announce-list").map(BList::items).orElse(List.of())) {
            List<String> tier = item instanceof BList list ? texts(list) : List.of();
            count += tier.size();
            if (!tier.isEmpty() && count <= MAX_TRACKERS) {
                tiers.add(tier);
            }
        }
        Optional<String> single = dict.string("announce").map(BString::text).filter(url -> !url.isEmpty());
        return tiers.isEmpty() ? single.map(url -> List.of(List.of(url))).orElse(List.of()) : tiers;
    }

    private static List<String> webSeeds(BDict dict) {
        Optional<String> single = dict.string("url-list").map(BString::text).filter(url -> !url.isEmpty());
        return single.map(List::of)
                .orElseGet(() -> dict.list("url-list").map(MetainfoCodec::texts).orElse(List.of()));
    }

    private static List<String> texts(BList list) {
        return list.items().stream()
                .filter(BString.class::isInstance)
                .map(item -> ((BString) item).text())
                .filter(text -> !text.isEmpty())
                .limit(MAX_TRACKERS)
                .toList();
    }
}
