package io.s3torrent.seeder.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MemoryTorrent;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PeerSwarmsTest {
    private final List<SeedTorrent> opened = new ArrayList<>();
    private final PeerSwarms torrents = new PeerSwarms(
            new UploadSharing(PeerConfig.DEFAULT.rates(), (nanos, task) -> {}),
            torrent -> {
                opened.add(torrent);
                return PieceOffers.ALL;
            },
            (infoHash, peers) -> {},
            () -> 0);

    private List<InfoHash> add(TorrentFormat format) throws Exception {
        InfoOptions spec = new InfoOptions("served", 1 << 14, format, false, Optional.empty());
        Metainfo metainfo = Metainfo.of(MemoryTorrent.ofFile(spec, 100_000).info(), List.of(), "test");
        torrents.add(new SeedTorrent(metainfo, piece -> new CompletableFuture<>()));
        return metainfo.info().swarms();
    }

    @Test
    void nothingIsMadeForATorrentThatNobodyHasComeFor() throws Exception {
        InfoHash infoHash = add(TorrentFormat.V1).get(0);

        assertThat(torrents.swarms(infoHash)).containsExactly(infoHash);
        assertThat(torrents.opened(infoHash)).isEmpty();
        assertThat(torrents.opened()).isEmpty();
        assertThat(opened).isEmpty();
    }

    @Test
    void allWhoComeByEitherNameMeetInOneTorrent() throws Exception {
        List<InfoHash> names = add(TorrentFormat.HYBRID);
        PeerSwarm first = torrents.find(names.get(0)).orElseThrow();

        assertThat(torrents.find(names.get(0))).containsSame(first);
        assertThat(torrents.find(names.get(1))).containsSame(first);
        assertThat(torrents.opened()).containsExactly(first);
        assertThat(opened).hasSize(1);
    }

    @Test
    void oneThatIsRemovedIsFoundByNoName() throws Exception {
        List<InfoHash> names = add(TorrentFormat.HYBRID);
        assertThat(torrents.find(names.get(1))).isPresent();

        torrents.remove(names.get(0));

        assertThat(names).allSatisfy(name -> assertThat(torrents.find(name)).isEmpty());
        assertThat(torrents.opened()).isEmpty();
    }
}
