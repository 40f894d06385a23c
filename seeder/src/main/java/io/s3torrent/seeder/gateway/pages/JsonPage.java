package io.s3torrent.seeder.gateway.pages;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import io.s3torrent.seeder.metainfo.Metainfo;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Torrents as JSON (RFC 8259): fields are added to it, and none is ever another than it was. */
public final class JsonPage {
    private final GatewayLinks links;
    private final Function<InfoHash, OptionalInt> peers;

    /**
     * Pages with these links.
     *
     * @param peers how many download a torrent
     */
    public JsonPage(GatewayLinks links, Function<InfoHash, OptionalInt> peers) {
        this.links = links;
        this.peers = peers;
    }

    /** The document. */
    public String of(CataloguePage slice) {
        String torrents = slice.entries().stream().map(this::torrent).collect(Collectors.joining(",\n"));
        String next = slice.next().map(name -> ",\n\"next\":" + quoted(name)).orElse("");
        return "{\"torrents\":[\n" + torrents + "]" + next + "}\n";
    }

    private String torrent(CatalogueEntry entry) {
        Metainfo metainfo = entry.metainfo();
        StringBuilder json = new StringBuilder("{");
        field(json, "bucket", quoted(entry.object().bucket()));
        field(json, "key", quoted(entry.object().key()));
        field(json, "size", String.valueOf(metainfo.info().size()));
        if (metainfo.info().spec().format().hasV1()) {
            field(json, "infoHash", quoted(metainfo.infoHash().hex()));
        }
        metainfo.info().infoHashV2().map(InfoHashV2::hex).ifPresent(v2 -> field(json, "infoHashV2", quoted(v2)));
        field(json, "magnet", quoted(metainfo.magnet().toString()));
        field(json, "torrent", quoted(links.torrent(entry.object())));
        field(
                json,
                "added",
                quoted(entry.added().truncatedTo(ChronoUnit.SECONDS).toString()));
        peers.apply(metainfo.infoHash()).ifPresent(count -> field(json, "peers", String.valueOf(count)));
        return json.append('}').toString();
    }

    private static void field(StringBuilder json, String name, String value) {
        json.append(json.length() > 1 ? "," : "")
                .append(quoted(name))
                .append(':')
                .append(value);
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < 0x20 || Character.getType(c) == Character.SURROGATE) { // which has no UTF-8
                quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }
}
