package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.bt.BtDownload;
import io.s3torrent.seeder.bt.DownloadListener;
import io.s3torrent.seeder.bt.DownloadRequest;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.testing.ForeignTool;
import io.s3torrent.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Real clients, ours and foreign ones, each with the shortest command that downloads a torrent and ends. */
public enum Client {
    OURS {
        @Override
        public Path download(Path torrent, Path folder, String name) throws Exception {
            DownloadRequest request = DownloadRequest.of(MetainfoCodec.decode(Files.readAllBytes(torrent)), folder);
            return BtDownload.of(request, DownloadListener.NONE).run().path();
        }

        @Override
        public List<String> command(Path torrent, Path folder) {
            throw new UnsupportedOperationException("runs in this process");
        }
    },
    LIBTORRENT {
        @Override
        public List<String> command(Path torrent, Path folder) throws Exception {
            return libtorrent(torrent.toString(), folder);
        }
    },
    ARIA2 {
        @Override
        public List<String> command(Path torrent, Path folder) throws IOException {
            return List.of(
                    ForeignTool.require("aria2c").toString(),
                    "--enable-dht=false",
                    "--enable-dht6=false",
                    "--bt-enable-lpd=false",
                    "--no-conf",
                    "--seed-time=0",
                    "--summary-interval=0",
                    "--listen-port=20000-29999", // it tries these ports one after the other
                    "--dir=" + folder,
                    torrent.toString());
        }
    },
    TRANSMISSION {
        @Override
        public List<String> command(Path torrent, Path folder) throws IOException {
            // It seeds until it is stopped, which its own script does when the download is complete.
            Path script = Files.writeString(folder.resolveSibling("finish.sh"), "#!/bin/sh\nkill -INT $PPID\n");
            assertThat(script.toFile().setExecutable(true)).isTrue();
            // With uTP, it waits long for an answer over UDP before it tries TCP.
            Path settings = Files.createDirectory(folder.resolveSibling("transmission"));
            Files.writeString(settings.resolve("settings.json"), "{\"utp-enabled\": false, \"dht-enabled\": false}");
            return List.of(
                    ForeignTool.require("transmission-cli").toString(),
                    "--config-dir",
                    settings.toString(),
                    "--no-portmap",
                    "--port",
                    String.valueOf(FreePort.any()),
                    "--finish",
                    script.toString(),
                    "--download-dir",
                    folder.toString(),
                    torrent.toString());
        }
    },
    ENCRYPTED_LIBTORRENT {
        @Override
        public List<String> command(Path torrent, Path folder) throws Exception {
            return with(LIBTORRENT.command(torrent, folder), LIBTORRENT_RC4);
        }
    },
    ENCRYPTED_ARIA2 {
        @Override
        public List<String> command(Path torrent, Path folder) throws Exception {
            return with(
                    ARIA2.command(torrent, folder), List.of("--bt-require-crypto=true", "--bt-min-crypto-level=arc4"));
        }
    },
    ENCRYPTED_TRANSMISSION {
        @Override
        public List<String> command(Path torrent, Path folder) throws Exception {
            return with(TRANSMISSION.command(torrent, folder), List.of("--encryption-required"));
        }
    };

    /** Settings with which libtorrent offers and accepts only RC4: pe_forced and pe_rc4. */
    static final List<String> LIBTORRENT_RC4 =
            List.of("out_enc_policy=0", "in_enc_policy=0", "allowed_enc_level=2", "prefer_rc4=1");

    private static final int PATIENCE_SECONDS = 120;

    public abstract List<String> command(Path torrent, Path folder) throws Exception;

    /** Downloads into {@code folder}/content and returns the file. */
    public Path download(Path torrent, Path folder, String name) throws Exception {
        Path content = Files.createDirectories(folder.resolve("content"));
        run(command(torrent, content), folder);
        return content.resolve(name);
    }

    /** Downloads a magnet link with libtorrent. */
    static Path downloadMagnet(String magnet, Path folder, String name) throws Exception {
        Path content = Files.createDirectories(folder.resolve("content"));
        run(libtorrent(magnet, content), folder);
        return content.resolve(name);
    }

    /** Downloads a magnet link with libtorrent; each word is a setting, as NAME=VALUE. */
    static Path downloadMagnetWith(List<String> words, String magnet, Path folder, String name) throws Exception {
        Path content = Files.createDirectories(folder.resolve("content"));
        run(with(libtorrent(magnet, content), words), folder);
        return content.resolve(name);
    }

    /** Downloads with aria2 the torrent at a URL. */
    static void downloadUrl(String url, Path folder) throws Exception {
        List<String> command = new ArrayList<>(ARIA2.command(Path.of("torrent"), folder));
        command.set(command.size() - 1, url);
        run(with(command, List.of("--follow-torrent=mem")), folder);
    }

    /** Downloads with libtorrent from one peer on this machine. */
    static void downloadFrom(int port, Path torrent, Path folder) throws Exception {
        downloadWith(List.of(String.valueOf(port)), torrent, folder);
    }

    /** Downloads with libtorrent; each word is a peer's port or a setting, as NAME=VALUE. */
    static void downloadWith(List<String> words, Path torrent, Path folder) throws Exception {
        Path content = Files.createDirectories(folder.resolve("content"));
        run(with(libtorrent(torrent.toString(), content), words), folder);
    }

    private static List<String> with(List<String> command, List<String> more) {
        return Stream.concat(command.stream(), more.stream()).toList();
    }

    /** True for clients that offer and accept only RC4. */
    boolean isEncrypted() {
        return name().startsWith("ENCRYPTED_");
    }

    /** True for the client that does not talk to loopback addresses. */
    boolean needsOwnNetwork() {
        return this == TRANSMISSION || this == ENCRYPTED_TRANSMISSION;
    }

    private static List<String> libtorrent(String source, Path folder) throws Exception {
        Path script = Files.createTempFile(folder.getParent(), "libtorrent", ".py");
        try (var in = Client.class.getResourceAsStream("libtorrent_download.py")) {
            Files.write(script, in.readAllBytes());
        }
        return List.of(
                ForeignTool.requirePython("libtorrent").toString(), script.toString(), source, folder.toString());
    }

    /** Waits until a client ends. */
    public static void run(List<String> command, Path folder) throws Exception {
        Path log = folder.resolve("client.log");
        Process process = new ProcessBuilder(new ArrayList<>(command))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as(() -> "ended in time; output: " + read(log))
                    .isTrue();
            assertThat(process.exitValue())
                    .as(() -> "exit code; output: " + read(log))
                    .isZero();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
