package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.SeederConfig.EngineKind;
import io.s3torrent.seeder.piece.disk.DiskCacheConfig;
import io.s3torrent.seeder.resolve.PersistenceConfig;
import io.s3torrent.seeder.resolve.SidecarMode;
import io.s3torrent.seeder.revalidate.RevalidationConfig;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.wire.PeerConfig;
import io.s3torrent.seeder.wire.connect.PeerLimits;
import io.s3torrent.tracker.TrackerConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeederConfigTest {
    private static final InetSocketAddress LISTEN = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final PeerConfig FEW_PEERS =
            PeerConfig.builder().limits(new PeerLimits(8, 2)).build();

    private static SeederConfig.Builder builder() {
        return SeederConfig.builder(S3Options.defaults(), LISTEN);
    }

    @Test
    void aBuilderOfAConfigurationChangesOnlyWhatItIsTold() {
        SeederConfig config = builder()
                .tracker(TrackerConfig.on(LISTEN))
                .trackerUrl("http://t.example/announce")
                .advertise(InetSocketAddress.createUnresolved("seeds.example.org", 0))
                .announce(List.of("http://other.example/announce"))
                .cacheMemory(1 << 20)
                .cacheDisk(new DiskCacheConfig(Path.of("cache"), 1 << 30))
                .peers(FEW_PEERS)
                .persistence(new PersistenceConfig(SidecarMode.BUCKET, Optional.empty()))
                .revalidation(RevalidationConfig.of(Optional.empty()))
                .budgets(BudgetConfig.none())
                .build();

        assertThat(config.toBuilder().build()).isEqualTo(config);
        assertThat(config.toBuilder().tracker(null).build())
                .isNotEqualTo(config)
                .returns(Optional.empty(), SeederConfig::tracker)
                .returns(config.announce(), SeederConfig::announce);
    }

    @Test
    void aCacheWithoutRoomForAPieceIsRejected() {
        assertThatThrownBy(() -> builder().cacheMemory((1 << 20) - 1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cacheMemory: 1048575 (expected: >= 1 MiB)");
    }

    @Test
    void theBtLibraryTakesNoSettingsForPeers() {
        SeederConfig.Builder bt = builder().engine(EngineKind.BT);

        assertThat(bt.build().peers()).isEqualTo(PeerConfig.DEFAULT);
        assertThatThrownBy(() -> bt.peers(FEW_PEERS).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("engine bt does not support peer settings (expected: the defaults)");
    }
}
