package io.s3torrent.seeder.bt;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.engine.RawPeer.Message;
import io.s3torrent.seeder.engine.TestTorrent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdlePeersTest {
    private static final int PIECE = 1 << 15;
    private static final TestTorrent FILE = TestTorrent.of("object.bin", 4 * PIECE, PIECE);

    @TempDir
    private Path folder;

    @Test
    void aSeedThatGivesOnePieceAtATimeIsAskedForEachAsSoonAsItHasIt() throws Exception {
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port.setSoTimeout((int) Duration.ofSeconds(30).toMillis()); // a download that failed does not connect
            DownloadRequest request = DownloadRequest.of(FILE.metainfo(), folder)
                    .withPeers(List.of(new InetSocketAddress(port.getInetAddress(), port.getLocalPort())))
                    .withPatience(Duration.ofSeconds(60));
            FutureTask<DownloadResult> download = new FutureTask<>(BtDownload.of(request, DownloadListener.NONE)::run);
            Thread runner = new Thread(download);
            runner.start();
            try (Socket socket = port.accept();
                    RawPeer downloader = RawPeer.over(socket, socket.getInputStream(), socket.getOutputStream())) {
                downloader.readHandshake();
                downloader.sendHandshake(FILE.infoHash(), 0);
                downloader.send(RawPeer.UNCHOKE);
                for (int piece = 0; piece < 4; piece++) {
                    downloader.send(RawPeer.HAVE, piece);
                    serve(downloader, piece); // fails if the next request takes longer than ten seconds
                }
                assertThat(download.get().path()).hasBinaryContent(FILE.content());
            }
            runner.join();
        }
    }

    private static void serve(RawPeer downloader, int piece) throws IOException {
        for (int sent = 0; sent < PIECE; sent += RawPeer.BLOCK) {
            Message asked = downloader.await(RawPeer.REQUEST);
            ByteBuffer request = asked.buffer();
            assertThat(request.getInt()).isEqualTo(piece);
            int begin = request.getInt();
            ByteBuffer block = ByteBuffer.allocate(8 + RawPeer.BLOCK);
            block.putInt(piece).putInt(begin).put(FILE.piece(piece), begin, RawPeer.BLOCK);
            downloader.send(RawPeer.PIECE, block.array());
        }
        if (piece < 3) {
            assertThat(downloader.await(RawPeer.HAVE).buffer().getInt()).isEqualTo(piece);
        }
    }
}
