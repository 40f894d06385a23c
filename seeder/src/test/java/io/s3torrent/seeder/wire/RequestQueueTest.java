package io.s3torrent.seeder.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.s3torrent.seeder.wire.RequestQueue.OpenPiece;
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
        assertThat(queue.size()).as("a late cancel swallows no later request").isEqualTo(5);
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

    private OpenPiece rested(int piece) {
        queue.add(piece, 0, BLOCK);
        OpenPiece open = loaded(asked.get(asked.size() - 1));
        open.blocks().removeFirst();
        open.sent(BLOCK);
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
    void ringKeepsOrderThroughGrowthWrapAndRemoval() {
        BlockRing ring = new BlockRing();
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
