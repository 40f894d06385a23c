package io.s3torrent.tracker.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.testing.FreePort;
import io.s3torrent.tracker.announce.AnnounceEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Announces to a real opentracker, over HTTP and UDP. */
class OpentrackerIT {
    @TempDir
    private Path folder;

    private int port;
    private Process opentracker;
    private TrackerClient client;

    @BeforeEach
    void start() throws IOException {
        client = TrackerClient.start(TrackerClientConfig.of("s3torrent/test"));
        opentracker = FreePort.start(this::launch);
    }

    private Process launch(int free) throws IOException {
        port = free;
        // As root, opentracker switches to another user, which must be able to read the folder.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path whitelist = Files.writeString(folder.resolve("whitelist"), TrackerClientTest.SWARM.hex() + "\n");
        String name = String.valueOf(port);
        Process started = new ProcessBuilder(
                        "opentracker",
                        "-i",
                        "127.0.0.1",
                        "-p",
                        name,
                        "-P",
                        name,
                        "-d",
                        folder.toString(),
                        "-u",
                        "nobody",
                        "-w",
                        whitelist.getFileName().toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        // It reads its list only after it has started to listen.
        FreePort.awaitReady(
                started,
                () -> announce("http", AnnounceEvent.STARTED, 5, 1001)
                        .leechers()
                        .isPresent());
        return started;
    }

    @AfterEach
    void stop() throws InterruptedException {
        client.close();
        opentracker.destroy();
        assertThat(opentracker.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private AnnounceResult announce(String scheme, AnnounceEvent event, long left, int peerPort) {
        URI uri = URI.create(scheme + "://127.0.0.1:" + port + "/announce");
        return client.announce(uri, TrackerClientTest.params(event, left, peerPort))
                .join();
    }

    @Test
    void aPeerAnnouncedOverOneProtocolIsFoundOverTheOther() {
        assertThat(announce("udp", AnnounceEvent.STARTED, 0, 1002).peers())
                .extracting(PeerEndpoint::toString)
                .contains("127.0.0.1:1001");
        AnnounceResult last = announce("http", AnnounceEvent.NONE, 5, 1001);
        assertThat(last.peers()).extracting(PeerEndpoint::toString).contains("127.0.0.1:1002");
        assertThat(last.seeders()).contains(1);
        assertThat(last.leechers()).contains(1);
        announce("udp", AnnounceEvent.STOPPED, 0, 1002);
        assertThat(announce("http", AnnounceEvent.NONE, 5, 1001).seeders()).contains(0);
    }
}
