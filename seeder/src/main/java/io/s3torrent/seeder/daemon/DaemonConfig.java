package io.s3torrent.seeder.daemon;

import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.gateway.GatewayConfig;
import io.s3torrent.seeder.resolve.StateDir;
import io.s3torrent.status.AdminConfig;
import java.util.List;
import java.util.Optional;

/**
 * Configures a daemon.
 *
 * @param seeder how to make, announce and serve torrents
 * @param gateway configures the gateway; empty for none
 * @param admin where the status pages are served; empty for nowhere
 * @param state the folder that one daemon at a time uses
 * @param sources the objects to seed, each with another name
 */
public record DaemonConfig(
        SeederConfig seeder,
        Optional<GatewayConfig> gateway,
        Optional<AdminConfig> admin,
        StateDir state,
        List<FollowedSource> sources) {
    public DaemonConfig {
        sources = List.copyOf(sources);
    }
}
