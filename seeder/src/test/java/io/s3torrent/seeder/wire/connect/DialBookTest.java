package io.s3torrent.seeder.wire.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.seeder.wire.connect.DialBook.Target;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DialBookTest {
    private static final long PAUSE = DialBook.PAUSE.toNanos();
    private final DialBook book = new DialBook();

    private static InfoHash torrent(int number) {
        byte[] hash = new byte[InfoHash.LENGTH];
        hash[0] = (byte) number;
        hash[1] = (byte) (number >> 8);
        return InfoHash.of(hash);
    }

    private static PeerEndpoint peer(int number) {
        try {
            byte[] address = {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
            return new PeerEndpoint(InetAddress.getByAddress(address), 6881);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static List<PeerEndpoint> peers(int from, int to) {
        return IntStream.range(from, to).mapToObj(DialBookTest::peer).toList();
    }

    private List<Target> allNext(long now) {
        List<Target> all = new ArrayList<>();
        for (Optional<Target> next = book.next(now); next.isPresent(); next = book.next(now)) {
            all.add(next.get());
        }
        return all;
    }

    private void over(Target target) {
        book.settled(target);
        book.ended(target);
    }

    @Test
    void eightPerTorrentAndThirtyTwoInAllAreUnderWay() {
        book.offer(torrent(0), peers(0, 20), 0);
        assertThat(allNext(0)).hasSize(8);
        for (int i = 1; i < 10; i++) {
            book.offer(torrent(i), peers(0, 20), 0);
        }
        List<Target> others = allNext(0);
        assertThat(others).hasSize(24);
        book.settled(others.get(0));
        assertThat(allNext(0)).hasSize(1);
    }

    @Test
    void torrentsTakeTurns() {
        book.offer(torrent(1), peers(0, 3), 0);
        book.offer(torrent(2), peers(0, 1), 0);
        assertThat(allNext(0))
                .extracting(Target::infoHash)
                .containsExactly(torrent(1), torrent(2), torrent(1), torrent(1));
    }

    @Test
    void aPeerIsTriedOnceInFiveMinutes() {
        book.offer(torrent(1), peers(0, 1), 0);
        Target target = book.next(0).orElseThrow();
        over(target);
        book.offer(torrent(1), peers(0, 1), PAUSE - 1);
        assertThat(book.next(PAUSE - 1)).isEmpty();
        book.offer(torrent(1), peers(0, 1), PAUSE);
        assertThat(book.next(PAUSE)).contains(target);
    }

    @Test
    void aPeerWhoIsConnectedIsNotTriedAgain() {
        book.offer(torrent(1), peers(0, 1), 0);
        Target target = book.next(0).orElseThrow();
        book.settled(target);
        book.offer(torrent(1), peers(0, 1), 3 * PAUSE);
        assertThat(book.next(3 * PAUSE)).isEmpty();
        book.ended(target);
        book.offer(torrent(1), peers(0, 1), 3 * PAUSE);
        assertThat(book.next(3 * PAUSE)).contains(target);
    }

    @Test
    void theQueueIsShortAndHoldsEachPeerOnce() {
        book.offer(torrent(1), peers(0, 1000), 0);
        book.offer(torrent(1), peers(0, 1000), 0);
        List<Target> tried = new ArrayList<>();
        for (List<Target> next = allNext(0); !next.isEmpty(); next = allNext(0)) {
            tried.addAll(next);
            next.forEach(this::over);
        }
        assertThat(tried).hasSize(64).doesNotHaveDuplicates();
    }

    @Test
    void waitingPeersOfThousandsOfTorrentsAndAttemptsAreBounded() {
        int tried = 0;
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 1000; i++) {
                book.offer(torrent(i), peers(round * 100, round * 100 + 100), 0);
            }
            int before = tried;
            for (List<Target> next = allNext(0); !next.isEmpty(); next = allNext(0)) {
                tried += next.size();
                next.forEach(this::over);
            }
            assertThat(tried - before).isLessThanOrEqualTo(DialBook.WAITING);
        }
        assertThat(tried).isEqualTo(DialBook.REMEMBERED);
        assertThat(allNext(PAUSE)).as("new attempts after the pause").isNotEmpty();
    }

    @Test
    void aTorrentThatEndsIsForgotten() {
        book.offer(torrent(1), peers(0, 9), 0);
        book.forget(torrent(1));
        book.forget(torrent(2));
        assertThat(book.next(0)).isEmpty();
    }
}
