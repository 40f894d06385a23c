package io.s3torrent.seeder.piece.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.s3torrent.seeder.piece.BadPieceException;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.seeder.s3.ObjectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.s3.model.S3Exception;

final class WatchedPieceSourceTest {
    private final List<String> told = new ArrayList<>();
    private final List<PieceSource> ended = new ArrayList<>();
    private CompletableFuture<ByteBuf> next = new CompletableFuture<>();
    private int uses;
    private IntConsumer listener = piece -> {};
    private final PieceSource source = new PieceSource() {
        @Override
        public CompletableFuture<ByteBuf> read(int piece, IntConsumer fetched) {
            return next;
        }

        @Override
        public void onRestored(IntConsumer told) {
            listener = told;
        }
    };
    private final WatchedPieceSource watched = new WatchedPieceSource(source, new WatchedPieceSource.Watcher() {
        @Override
        public void used() {
            uses++;
        }

        @Override
        public void gone(PieceSource source, ObjectException reason) {
            told.add("gone: " + reason.getMessage());
            ended.add(source);
        }

        @Override
        public void denied(ObjectException reason) {
            told.add("denied: " + reason.getMessage());
        }

        @Override
        public void bad(BadPieceException reason) {
            told.add("bad: " + reason.getMessage());
        }
    });

    @Test
    void anObjectThatIsGoneIsToldOnce() {
        fail(new ObjectException.Changed("412", null));
        fail(new ObjectException.NotFound("404", null));

        assertThat(told).containsExactly("gone: 412");
        assertThat(ended).containsExactly(watched);
    }

    @Test
    void whatACheckFoundIsToldOnceAsWell() {
        watched.gone(new ObjectException.Changed("a HEAD", null));
        fail(new ObjectException.NotFound("404", null));

        assertThat(told).containsExactly("gone: a HEAD");
    }

    @Test
    void aVisitAndEachReadAreUsesAlsoWhenTheCacheHasThePiece() {
        watched.visited();
        next = CompletableFuture.completedFuture(Unpooled.EMPTY_BUFFER);
        assertThat(watched.read(0)).isCompleted();
        assertThat(watched.read(0)).isCompleted();

        assertThat(uses).isEqualTo(3);
    }

    @Test
    void anObjectThatWasArchivedIsGoneAndARefusalOfAnotherKindIsNot() {
        fail(new ObjectException.Refused("a bad range", refusal("InvalidRange")));
        fail(new ObjectException.Refused("archived", refusal("InvalidObjectState")));

        assertThat(told).containsExactly("gone: archived");
    }

    @Test
    void theFirstBadPieceIsTold() {
        fail(new BadPieceException("7"));
        fail(new BadPieceException("8"));

        assertThat(told).containsExactly("bad: 7");
    }

    @Test
    void aPieceThatIsBadAgainAfterItWasRestoredIsToldAgain() {
        List<Integer> restored = new ArrayList<>();
        watched.onRestored(restored::add);
        fail(new BadPieceException("7"));
        listener.accept(7);
        fail(new BadPieceException("7 again"));

        assertThat(restored).containsExactly(7);
        assertThat(told).containsExactly("bad: 7", "bad: 7 again");
    }

    @Test
    void aRefusalIsToldOnceUntilAReadWorksAgain() {
        fail(new ObjectException.Denied("expired", null));
        fail(new ObjectException.Misconfigured("no credentials", null));
        assertThat(told).containsExactly("denied: expired");

        succeed();
        fail(new ObjectException.Denied("again", null));
        assertThat(told).containsExactly("denied: expired", "denied: again");
    }

    @Test
    void whatMayPassIsNotTold() {
        fail(new ObjectException.Unavailable("503", null));

        assertThat(told).isEmpty();
    }

    @Test
    void whatTheCacheHasSaysNothingAboutTheStore() {
        fail(new ObjectException.Denied("expired", null));
        next = CompletableFuture.completedFuture(Unpooled.EMPTY_BUFFER);
        assertThat(watched.read(0)).isCompleted();
        fail(new ObjectException.Denied("still", null));

        assertThat(told).containsExactly("denied: expired");
    }

    private static S3Exception refusal(String code) {
        return (S3Exception) S3Exception.builder()
                .statusCode(403)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("no")
                        .rawResponse(SdkBytes.fromUtf8String("<Error/>"))
                        .build())
                .build();
    }

    private void fail(Exception reason) {
        next = new CompletableFuture<>();
        CompletableFuture<ByteBuf> reading = watched.read(0);
        next.completeExceptionally(reason);
        assertThat(reading).isCompletedExceptionally();
    }

    private void succeed() {
        next = new CompletableFuture<>();
        CompletableFuture<ByteBuf> reading = watched.read(0);
        next.complete(Unpooled.EMPTY_BUFFER);
        assertThat(reading).isCompleted();
    }
}
