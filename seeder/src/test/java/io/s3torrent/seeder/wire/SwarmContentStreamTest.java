package io.s3torrent.seeder.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.wire.PieceOffers.Access;
import io.s3torrent.seeder.wire.upload.UploadRates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SwarmContentStreamTest {
    private static final int PIECE = 128 << 10;
    private static final TestTorrent TORRENT = TestTorrent.of("read", 3 * PIECE + 1000, PIECE);

    private final Queue<Runnable> timed = new ArrayDeque<>();
    private final List<Integer> reads = new ArrayList<>();
    private final AtomicBoolean served = new AtomicBoolean(true);
    private final AtomicInteger told = new AtomicInteger();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<ByteBuf> given = new ArrayList<>();
    private final LongAdder all = new LongAdder();

    private final ScriptedOffers offers = new ScriptedOffers();
    private PeerSwarm swarm = swarm(UploadRates.NONE, (piece, fetched) -> atHand(piece));

    private CompletableFuture<ByteBuf> atHand(int piece) {
        reads.add(piece);
        ByteBuf bytes = TORRENT.buffer(piece);
        given.add(bytes);
        return CompletableFuture.completedFuture(bytes);
    }

    private PeerSwarm swarm(UploadRates rates, PieceSource pieces) {
        UploadPolicy uploadPolicy = new UploadPolicy(rates, (nanos, task) -> timed.add(task));
        return new PeerSwarm(
                TORRENT.seed(pieces),
                offers,
                uploadPolicy,
                new PeerSwarm.UploadCount(new LongAdder(), all),
                found -> {},
                0);
    }

    /** Has the access that a test sets for a piece, and counts the bytes of each piece. */
    private static final class ScriptedOffers implements PieceOffers {
        private final Map<Integer, Access> access = new HashMap<>();
        private final Map<Integer, Integer> sent = new TreeMap<>();

        @Override
        public Access access(InetAddress client, int from, int to) {
            return access.getOrDefault(from, Access.ALLOWED);
        }

        @Override
        public IntConsumer reading(InetAddress client, int piece) {
            return bytes -> sent.merge(piece, bytes, Integer::sum);
        }

        @Override
        public boolean offersAll() {
            return false;
        }

        @Override
        public void joined(ConnectedPeer peer) {}

        @Override
        public void left(ConnectedPeer peer) {}

        @Override
        public void interested(ConnectedPeer peer) {}

        @Override
        public void has(ConnectedPeer peer, int piece) {}

        @Override
        public void withdrawn(int piece) {}

        @Override
        public void restored(int piece) {}

        @Override
        public boolean isOffering(ConnectedPeer peer) {
            return false;
        }

        @Override
        public boolean mayRequest(ConnectedPeer peer, int piece) {
            return false;
        }

        @Override
        public void sent(ConnectedPeer peer, int piece, int bytes) {}
    }

    private SwarmContentStream reader(long from, long to) {
        return new SwarmContentStream(
                swarm,
                served::get,
                InetAddress.getLoopbackAddress(),
                new ByteRange(from, to),
                channel.eventLoop(),
                told::incrementAndGet);
    }

    /** Reads everything that is available now. */
    private static byte[] drain(SwarmContentStream reader) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf next = reader.next(); next != null; next = reader.next()) {
            assertThat(next.readableBytes()).isBetween(1, 64 << 10);
            all.writeBytes(ByteBufUtil.getBytes(next));
            next.release();
        }
        return all.toByteArray();
    }

    private static byte[] content(int from, int to) {
        return Arrays.copyOfRange(TORRENT.content(), from, to);
    }

    @AfterEach
    void nothingIsHeld() {
        channel.finishAndReleaseAll();
        assertThat(given).allMatch(bytes -> bytes.refCnt() == 0);
    }

    @Test
    void givesTheBytesOfARangeAcrossPieces() {
        SwarmContentStream reader = reader(PIECE - 10, 3 * PIECE + 500);
        assertThat(drain(reader)).isEqualTo(content(PIECE - 10, 3 * PIECE + 500));
        assertThat(reader.isAtEnd()).isTrue();
        assertThat(reader.isBroken()).isFalse();
        assertThat(reads).containsExactly(0, 1, 2, 3);
        assertThat(swarm.uploadedBytes()).isEqualTo(2 * PIECE + 510);
        assertThat(all.sum()).isEqualTo(2 * PIECE + 510);
    }

    @Test
    void letsGoOfAPieceThatIsOnlyPartlyTaken() {
        SwarmContentStream reader = reader(0, PIECE);
        ByteBuf first = reader.next();
        assertThat(first).isNotNull();
        first.release();
        assertThat(given.get(0).refCnt()).isEqualTo(1);
        reader.close();
    }

    @Test
    void tellsWhenThePieceOfALateStoreHasCome() {
        List<CompletableFuture<ByteBuf>> asked = new ArrayList<>();
        swarm = swarm(UploadRates.NONE, (piece, fetched) -> {
            CompletableFuture<ByteBuf> late = new CompletableFuture<>();
            asked.add(late);
            return late;
        });
        SwarmContentStream reader = reader(5, 20);
        assertThat(reader.next()).isNull();
        assertThat(reader.next()).isNull();
        assertThat(asked).hasSize(1);
        assertThat(told).hasValue(0);
        asked.get(0).complete(TORRENT.buffer(0));
        channel.runPendingTasks();
        assertThat(told).hasValue(1);
        assertThat(drain(reader)).isEqualTo(content(5, 20));
    }

    @Test
    void readsFurtherAheadWhenItWaitsForTheStore() {
        List<CompletableFuture<ByteBuf>> asked = new ArrayList<>();
        List<Integer> ahead = new ArrayList<>();
        swarm = swarm(UploadRates.NONE, new PieceSource() {
            @Override
            public CompletableFuture<ByteBuf> read(int piece, IntConsumer fetched) {
                CompletableFuture<ByteBuf> late = new CompletableFuture<>();
                asked.add(late);
                return late;
            }

            @Override
            public int readAhead(int piece) {
                ahead.add(piece);
                return PIECE;
            }
        });
        SwarmContentStream reader = reader(0, 3 * PIECE + 1000);
        assertThat(reader.next()).isNull();
        assertThat(ahead).containsExactly(1);

        asked.get(0).complete(TORRENT.buffer(0));
        channel.runPendingTasks();
        assertThat(drain(reader)).isEqualTo(content(0, PIECE));
        assertThat(ahead).containsExactly(1, 2, 3);
        reader.close();
    }

    @Test
    void aPieceThatArrivesAfterTheClientHasGoneIsReleased() {
        CompletableFuture<ByteBuf> late = new CompletableFuture<>();
        swarm = swarm(UploadRates.NONE, (piece, fetched) -> late);
        SwarmContentStream reader = reader(0, 10);
        assertThat(reader.next()).isNull();
        reader.close();
        ByteBuf bytes = TORRENT.buffer(0);
        late.complete(bytes);
        channel.runPendingTasks();
        assertThat(bytes.refCnt()).isZero();
        assertThat(told).hasValue(0);
    }

    @Test
    void aStoreThatFailsBreaksItAfterAWhile() {
        swarm = swarm(UploadRates.NONE, (piece, fetched) -> CompletableFuture.failedFuture(new IOException("no")));
        SwarmContentStream reader = reader(0, 10);
        assertThat(reader.next()).isNull();
        channel.runPendingTasks();
        assertThat(reader.isBroken()).isFalse();
        channel.advanceTimeBy(10, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(reader.isBroken()).isTrue();
        assertThat(told).hasValue(1);
        reader.close();
    }

    @Test
    void endsWithTheSeeding() {
        SwarmContentStream reader = reader(0, 2 * PIECE);
        assertThat(reader.next()).isNotNull().satisfies(ByteBuf::release);
        served.set(false);
        assertThat(reader.next()).isNull();
        assertThat(reader.isBroken()).isTrue();
        reader.close();
    }

    @Test
    void tellsHowMuchOfEachPieceWasSent() {
        SwarmContentStream reader = reader(PIECE - 10, 2 * PIECE + 5);

        drain(reader);

        assertThat(offers.sent).isEqualTo(Map.of(0, 10, 1, PIECE, 2, 5));
    }

    @Test
    void endsBeforeAPieceThatIsWithheldAndDoesNotReadIt() {
        offers.access.put(2, Access.WITHHELD);
        SwarmContentStream reader = reader(0, 3 * PIECE);

        assertThat(drain(reader)).isEqualTo(content(0, 2 * PIECE));

        assertThat(reader.isBroken()).isTrue();
        assertThat(reads).containsExactly(0, 1);
        reader.close();
    }

    @Test
    void waitsUntilItIsDecidedWhetherAPieceMayBeRead() {
        offers.access.put(1, Access.UNDECIDED);
        SwarmContentStream reader = reader(0, 2 * PIECE);
        assertThat(drain(reader)).isEqualTo(content(0, PIECE));
        assertThat(reader.next()).isNull();
        assertThat(reader.isBroken()).isFalse();
        assertThat(told).hasValue(0);

        offers.access.clear();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        assertThat(told).hasValue(1);
        assertThat(drain(reader)).isEqualTo(content(PIECE, 2 * PIECE));
        assertThat(reader.isAtEnd()).isTrue();
    }

    @Test
    void sharesTheUploadLimit() {
        swarm = swarm(new UploadRates(100 << 10, UploadRates.UNLIMITED), (piece, fetched) -> atHand(piece));
        SwarmContentStream reader = reader(0, 2 * PIECE);
        int first = drain(reader).length;
        assertThat(first).isLessThan(2 * PIECE);
        assertThat(reader.isBroken()).isFalse();
        assertThat(timed).hasSize(1);
        reader.close();
    }
}
