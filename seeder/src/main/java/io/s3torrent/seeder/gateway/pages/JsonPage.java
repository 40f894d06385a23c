package io.s3torrent.seeder.gateway.pages;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.status.JsonObject;
import java.time.temporal.ChronoUnit;
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
        String torrents =
                slice.entries().stream().map(entry -> torrent(entry).toString()).collect(Collectors.joining(",\n"));
        String next = slice.next()
                .map(name -> ",\n\"next\":" + JsonObject.quote(name))
                .orElse("");
        return "{\"torrents\":[\n" + torrents + "]" + next + "}\n";
    }

    private JsonObject torrent(CatalogueEntry entry) {
        Metainfo metainfo = entry.metainfo();
        JsonObject json = new JsonObject()
                .put("bucket", entry.object().bucket())
                .put("key", entry.object().key())
                .put("size", metainfo.info().size());
        if (metainfo.info().spec().format().hasV1()) {
            json.put("infoHash", metainfo.infoHash().hex());
        }
        metainfo.info().infoHashV2().map(InfoHashV2::hex).ifPresent(v2 -> json.put("infoHashV2", v2));
        json.put("magnet", metainfo.magnet().toString())
                .put("torrent", links.torrent(entry.object()))
                .put("added", entry.added().truncatedTo(ChronoUnit.SECONDS).toString());
        peers.apply(metainfo.infoHash()).ifPresent(count -> json.put("peers", count));
        return json;
    }
}
