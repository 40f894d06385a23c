package io.s3torrent.seeder.wire.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.s3torrent.seeder.wire.upload.RequestQueue.OpenPiece;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestQueueTest {
    private static final int BLOCK = 16384;

    private final List<OpenPiece> asked = new ArrayList<>();
    private final RequestQueue queue = new RequestQueue(asked::add);

    private static OpenPiece loaded(OpenPiece piece) {
        piece.loaded(Unpooled.buffer(4));
        return piece;
    }

    private List<Integer> askedPieces() {
        return asked.stream().map(piece -> piece.piece).toList();
    }

    @Test
    void aPieceIsLoadedOnceForAllItsRequests() {
        queue.add(7, 0, BLOCK);
        queue.add(7, BLOCK, BLOCK);
        assertThat(askedPieces()).containsExactly(7);
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.ready()).isNull();
        loaded(asked.get(0));
        assertThat(Objects.requireNonNull(queue.ready()).blocks().size()).isEqualTo(2);
    }

    @Test
    void onlyFourPiecesAreOpenAndTheOthersFollowInOrder() {
        for (int piece = 0; piece < 6; piece++) {
            queue.add(piece, 0, BLOCK);
        }
        queue.add(1, BLOCK, BLOCK);
        assertThat(askedPieces()).containsExactly(0, 1, 2, 3);
        assertThat(queue.size()).isEqualTo(7);
        queue.close(loaded(asked.get(2)));
        assertThat(askedPieces()).containsExactly(0, 1, 2, 3, 4);
        queue.close(loaded(asked.get(0)));
        assertThat(askedPieces()).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void closingAPieceLetsGoOfItsBytes() {
        queue.add(0, 0, BLOCK);
        ByteBuf bytes = Unpooled.buffer(4);
        asked.get(0).loaded(bytes);
        queue.close(asked.get(0));
        assertThat(bytes.refCnt()).isZero();
        assertThat(queue.size()).isZero();
    }

    @Test
    void clearLetsGoOfAllAndLoadsNothingMore() {
        for (int piece = 0; piece < 6; piece++) {
            queue.add(piece, 0, BLOCK);
        }
        ByteBuf bytes = Unpooled.buffer(4);
        asked.get(0).loaded(bytes);
        queue.clear();
        assertThat(bytes.refCnt()).isZero();
        assertThat(queue.size()).isZero();
        assertThat(askedPieces()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void cancelTakesAwayOneRequestWhereverItIs() {
        for (int piece = 0; piece < 5; piece++) {
            queue.add(piece, 0, BLOCK);
        }
        queue.add(0, 0, BLOCK);
        assertThat(queue.cancel(0, 0, BLOCK)).isTrue();
        assertThat(queue.cancel(4, 0, BLOCK)).isTrue();
        assertThat(queue.cancel(4, 0, BLOCK)).isFalse();
        assertThat(queue.cancel(1, 0, BLOCK - 1)).isFalse();
        assertThat(queue.size()).isEqualTo(4);
        queue.add(4, 0, BLOCK);
        assertThat(queue.size()).as("a late cancel removes no later request").isEqualTo(5);
    }

    @Test
    void aPieceWhoseRequestsAreAllCancelledIsReadyToBeClosed() {
        queue.add(0, 0, BLOCK);
        queue.cancel(0, 0, BLOCK);
        loaded(asked.get(0));
        OpenPiece ready = Objects.requireNonNull(queue.ready());
        assertThat(ready.blocks().isEmpty()).isTrue();
        queue.close(ready);
        assertThat(queue.ready()).isNull();
    }

    private static void sendFirst(OpenPiece piece) {
        piece.blocks().removeFirst();
        piece.sent(BLOCK);
    }

    private OpenPiece rested(int piece) {
        queue.add(piece, 0, BLOCK);
        OpenPiece open = loaded(asked.get(asked.size() - 1));
        sendFirst(open);
        assertThat(queue.rest(open, 2 * BLOCK, 100)).isTrue();
        return open;
    }

    @Test
    void aPieceThatIsNotYetWhollySentRestsAndIsNotLoadedAgain() {
        OpenPiece piece = rested(7);
        assertThat(queue.ready()).isNull();
        queue.add(7, BLOCK, BLOCK);
        assertThat(askedPieces()).containsExactly(7);
        assertThat(queue.ready()).isSameAs(piece);
    }

    @Test
    void aPieceThatIsWhollySentEndsAtOnce() {
        OpenPiece piece = rested(7);
        ByteBuf bytes = piece.bytes();
        piece.sent(BLOCK);
        assertThat(queue.rest(piece, 2 * BLOCK, 100)).isFalse();
        assertThat(bytes.refCnt()).isZero();
    }

    @Test
    void aRestEndsInTimeAndForThoseWhoWait() {
        ByteBuf first = rested(0).bytes();
        assertThat(queue.endRests(99)).isTrue();
        assertThat(first.refCnt()).isOne();
        assertThat(queue.endRests(100)).isFalse();
        assertThat(first.refCnt()).isZero();

        ByteBuf second = rested(1).bytes();
        for (int piece = 2; piece < 6; piece++) {
            queue.add(piece, 0, BLOCK);
        }
        assertThat(second.refCnt()).isZero();
        assertThat(askedPieces()).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void aPieceDoesNotRestWhileAnotherWaitsForItsPlace() {
        for (int piece = 0; piece < 6; piece++) {
            queue.add(piece, 0, BLOCK);
        }
        queue.add(0, BLOCK, BLOCK);
        OpenPiece first = loaded(asked.get(0));
        ByteBuf bytes = first.bytes();
        sendFirst(first);
        assertThat(queue.cancel(0, BLOCK, BLOCK)).isTrue();
        assertThat(bytes.refCnt()).isZero();
        assertThat(askedPieces()).containsExactly(0, 1, 2, 3, 4);

        OpenPiece second = loaded(asked.get(1));
        sendFirst(second);
        assertThat(queue.rest(second, 2 * BLOCK, 100)).isFalse();
        assertThat(askedPieces()).containsExactly(0, 1, 2, 3, 4, 5);
    }

    /** In any order of events, each request is either sent or cancelled, and none waits for a piece that rests. */
    @Test
    void noRequestIsEverLost() {
        int pieces = 9;
        int blocks = 6;
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            asked.clear();
            RequestQueue any = new RequestQueue(asked::add);
            List<List<Integer>> model = new ArrayList<>();
            for (int now = 0; now < 500; now++) {
                switch (random.nextInt(6)) {
                    case 0, 1 -> {
                        List<Integer> request = List.of(random.nextInt(pieces), random.nextInt(blocks) * BLOCK);
                        any.add(request.get(0), request.get(1), BLOCK);
                        model.add(request);
                    }
                    case 2 -> {
                        if (!model.isEmpty()) {
                            List<Integer> request = model.remove(random.nextInt(model.size()));
                            assertThat(any.cancel(request.get(0), request.get(1), BLOCK))
                                    .isTrue();
                        }
                    }
                    case 3 -> {
                        if (!asked.isEmpty()) {
                            loaded(asked.remove(random.nextInt(asked.size())));
                        }
                    }
                    case 4 -> any.endRests(now - random.nextInt(20));
                    default -> sendOne(any, model, now, blocks * BLOCK);
                }
                assertThat(any.size()).as("seed %d, step %d", seed, now).isEqualTo(model.size());
            }
            while (!model.isEmpty()) {
                asked.forEach(RequestQueueTest::loaded);
                asked.clear();
                assertThat(any.ready()).as("seed %d", seed).isNotNull();
                sendOne(any, model, 500, blocks * BLOCK);
            }
        }
    }

    private static void sendOne(RequestQueue queue, List<List<Integer>> model, int now, int length) {
        OpenPiece piece = queue.ready();
        if (piece == null) {
            return;
        }
        if (piece.blocks().isEmpty()) { // all cancelled
            queue.close(piece);
            return;
        }
        assertThat(model.remove(List.of(piece.piece, piece.blocks().begin()))).isTrue();
        sendFirst(piece);
        if (piece.blocks().isEmpty()) {
            queue.rest(piece, length, now);
        }
    }

    @Test
    void ringKeepsOrderThroughGrowthWrapAndRemoval() {
        RequestQueue.BlockRing ring = new RequestQueue.BlockRing();
        List<List<Integer>> model = new ArrayList<>();
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            int kind = random.nextInt(5);
            if (kind < 3) {
                ring.add(i, i % 7, 1 + i % 5);
                model.add(List.of(i, i % 7, 1 + i % 5));
            } else if (kind == 3 && !model.isEmpty()) {
                List<Integer> first = model.remove(0);
                assertThat(List.of(ring.piece(), ring.begin(), ring.length())).isEqualTo(first);
                ring.removeFirst();
            } else if (!model.isEmpty()) {
                List<Integer> any = model.remove(random.nextInt(model.size()));
                assertThat(ring.remove(any.get(0), any.get(1), any.get(2))).isTrue();
            }
            assertThat(ring.size()).isEqualTo(model.size());
        }
    }
}
