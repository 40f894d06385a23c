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
    private final PeerSwarms swarms = new PeerSwarms(
            new UploadPolicy(PeerConfig.DEFAULT.rates(), (nanos, task) -> {}),
            torrent -> {
                opened.add(torrent);
                return PieceOffers.ALL;
            },
            (infoHash, peers) -> {},
            () -> 0);

    private List<InfoHash> add(TorrentFormat format) throws Exception {
        InfoOptions spec = new InfoOptions("served", 1 << 14, format, false, Optional.empty());
        Metainfo metainfo = Metainfo.of(MemoryTorrent.ofFile(spec, 100_000).info(), List.of(), "test");
        swarms.add(new SeedTorrent(metainfo, piece -> new CompletableFuture<>()));
        return metainfo.info().swarms();
    }

    @Test
    void noSwarmIsCreatedForATorrentWithoutPeers() throws Exception {
        InfoHash infoHash = add(TorrentFormat.V1).get(0);

        assertThat(swarms.infoHashes(infoHash)).containsExactly(infoHash);
        assertThat(swarms.findOpen(infoHash)).isEmpty();
        assertThat(swarms.open()).isEmpty();
        assertThat(opened).isEmpty();
    }

    @Test
    void allWhoComeByEitherNameMeetInOneTorrent() throws Exception {
        List<InfoHash> names = add(TorrentFormat.HYBRID);
        PeerSwarm first = swarms.findOrOpen(names.get(0)).orElseThrow();

        assertThat(swarms.findOrOpen(names.get(0))).containsSame(first);
        assertThat(swarms.findOrOpen(names.get(1))).containsSame(first);
        assertThat(swarms.open()).containsExactly(first);
        assertThat(opened).hasSize(1);
    }

    @Test
    void oneThatIsRemovedIsFoundByNoName() throws Exception {
        List<InfoHash> names = add(TorrentFormat.HYBRID);
        assertThat(swarms.findOrOpen(names.get(1))).isPresent();

        swarms.remove(names.get(0));

        assertThat(names).allSatisfy(name -> assertThat(swarms.findOrOpen(name)).isEmpty());
        assertThat(swarms.open()).isEmpty();
    }
}
