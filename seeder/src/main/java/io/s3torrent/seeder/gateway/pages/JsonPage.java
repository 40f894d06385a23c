package io.s3torrent.seeder.gateway.pages;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import io.s3torrent.json.JsonObject;
import io.s3torrent.seeder.metainfo.Metainfo;
import java.time.temporal.ChronoUnit;
import java.util.OptionalInt;
import java.util.function.Function;

/** Writes a page of the catalogue as JSON. Fields may be added; existing fields keep their meaning. */
public final class JsonPage {
    private final GatewayLinks links;
    private final Function<InfoHash, OptionalInt> peers;

    /**
     * Creates pages with these links.
     *
     * @param peers returns the number of leechers of a torrent
     */
    public JsonPage(GatewayLinks links, Function<InfoHash, OptionalInt> peers) {
        this.links = links;
        this.peers = peers;
    }

    /** The document. */
    public String of(CataloguePage slice) {
        JsonObject page = JsonObject.onLines()
                .putObjects("torrents", slice.entries().stream().map(this::torrent));
        slice.next().ifPresent(name -> page.put("next", name));
        return page + "\n";
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
