package io.s3torrent.seeder.dispatch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyDispatchTest {
    private static final int PIECES = 64;
    private static final int LENGTH = 128 << 10;
    private static final long SECOND = 1_000_000_000L;

    private final Map<String, Leecher<String>> peers = new HashMap<>();
    private CopyDispatch<String> dispatch = dispatch(1, piece -> false);
    private long now = 1;

    private static CopyDispatch<String> dispatch(int copies, IntPredicate cached) {
        return new CopyDispatch<>(new CopyPolicy(copies), PIECES, LENGTH, false, cached, new Random(1));
    }

    private void join(String... names) {
        for (String name : names) {
            peers.put(name, dispatch.join(name, now));
        }
    }

    private Leecher<String> peer(String name) {
        return requireNonNull(peers.get(name));
    }

    private List<Offer<String>> offers() {
        return dispatch.offers(now, true);
    }

    private static List<Integer> to(String peer, List<Offer<String>> offers) {
        return offers.stream()
                .filter(offer -> offer.peer().equals(peer))
                .map(Offer::piece)
                .toList();
    }

    private void get(String name, int piece) {
        assertThat(dispatch.sent(peer(name), piece, LENGTH, LENGTH, now)).isTrue();
    }

    private void hears(String name, int piece) {
        dispatch.has(peer(name), piece, now);
    }

    @Test
    void eachPieceIsOfferedToOnePeerAndSharesAreEven() {
        join("a", "b");

        List<Offer<String>> offers = offers();

        assertThat(offers).extracting(Offer::piece).doesNotHaveDuplicates().hasSize(8);
        assertThat(to("a", offers)).hasSize(4);
        assertThat(to("b", offers)).hasSize(4);
    }

    @Test
    void theLastPieceIsNeverOfferedByItself() {
        for (int pieces = 2; pieces < PIECES; pieces++) {
            dispatch = new CopyDispatch<>(new CopyPolicy(1), pieces, LENGTH, false, piece -> false, new Random(1));
            join("a");
            int last = 0;
            for (int heard = 0; heard < pieces; now += SECOND) {
                List<Integer> offered = to("a", offers());
                offered.forEach(piece -> get("a", piece));
                heard += offered.size();
                last = offered.size();
            }
            assertThat(last).as("of " + pieces).isGreaterThan(1);
        }
    }

    @Test
    void aPieceIsOfferedUntilThePeerHasIt() {
        join("a", "b");
        assertThat(dispatch.isOffering(peer("a"))).isFalse();

        List<Integer> offered = to("a", offers());

        assertThat(dispatch.isOffering(peer("a"))).isTrue();
        offered.forEach(piece -> hears("a", piece));
        assertThat(dispatch.isOffering(peer("a"))).isFalse();
    }

    @Test
    void onlyWhatWasOfferedMayBeAskedFor() {
        join("a", "b");

        List<Integer> offered = to("a", offers());

        assertThat(IntStream.range(0, PIECES).filter(piece -> dispatch.mayRequest(peer("a"), piece)))
                .containsExactlyInAnyOrderElementsOf(offered);
    }

    @Test
    void onlyPeersThatPassPiecesOnAreGivenMore() {
        join("a", "b");
        List<Offer<String>> first = offers();
        to("a", first).forEach(piece -> get("a", piece));
        to("b", first).forEach(piece -> get("b", piece));
        now += SECOND / 10;
        assertThat(offers()).isEmpty();

        to("a", first).forEach(piece -> hears("b", piece));

        assertThat(to("a", offers())).hasSize(8);
        assertThat(to("b", offers())).isEmpty();
    }

    @Test
    void theWindowDoublesWhenItHasRunDry() {
        join("a", "b");
        to("a", offers()).forEach(piece -> get("a", piece));
        now += SECOND / 3;

        assertThat(to("a", offers())).hasSize(4);
    }

    @Test
    void theWindowDoesNotDoubleWhereUploadIsShort() {
        join("a", "b");
        to("a", offers()).forEach(piece -> get("a", piece));
        now += SECOND / 3;

        assertThat(to("a", dispatch.offers(now, false))).isEmpty();
    }

    @Test
    void whereUploadIsShortFewPiecesAreOnTheirWay() {
        join("a", "b", "c", "d", "e", "f", "g", "h");

        assertThat(dispatch.offers(now, false)).hasSize(5);
    }

    @Test
    void aPeerMayTakeItsOffersAndSomePiecesThatNoPeerHasOverAnotherConnection() {
        join("a", "b");
        List<Offer<String>> first = offers();
        List<Integer> its = to("a", first);
        int fresh = PIECES - 4;

        assertThat(its).hasSize(4).allMatch(piece -> dispatch.mayTake(peer("a"), piece, piece + 1));
        assertThat(to("b", first)).noneMatch(piece -> dispatch.mayTake(peer("a"), piece, piece + 1));
        assertThat(dispatch.mayTake(peer("a"), fresh, PIECES)).isTrue();
        assertThat(dispatch.mayTake(peer("a"), fresh - 1, PIECES))
                .as("more than the window")
                .isFalse();
        get("a", its.get(0));
        assertThat(dispatch.mayTake(peer("a"), its.get(0), its.get(0) + 1))
                .as("a piece that it has")
                .isFalse();
    }

    @Test
    void whatIsTakenOverAnotherConnectionCountsAsOfferedAndSent() {
        join("a", "b");
        offers();
        int taken = PIECES - 1;

        assertThat(dispatch.take(peer("a"), taken, now)).containsExactly(new Offer<>("a", taken));
        assertThat(dispatch.take(peer("a"), taken, now)).as("begun again").isEmpty();

        assertThat(dispatch.mayRequest(peer("a"), taken)).isTrue();
        assertThat(dispatch.mayTake(peer("b"), taken, PIECES)).isFalse();
        get("a", taken);
        assertThat(all("b", 1)).as("a second first copy").doesNotContain(taken);
        assertThat(peer("a").received()).isEqualTo(LENGTH);
    }

    @Test
    void aPeerThatPassesNothingOnMayNotTakePiecesThatNoPeerHas() {
        join("a", "b");
        List<Offer<String>> first = offers();
        first.forEach(offer -> get(offer.peer(), offer.piece()));
        for (int i = 0; i < 60; i++) {
            now += SECOND / 20;
            dispatch.offers(now, false);
        }

        assertThat(dispatch.mayTake(peer("a"), PIECES - 1, PIECES)).isFalse();
    }

    @Test
    void aLonelyPeerMayTakeEverythingOverAnotherConnection() {
        join("a");
        dispatch.swarmSize(1);
        offers();
        assertThat(dispatch.mayTake(peer("a"), 0, PIECES)).isFalse();
        assertThat(dispatch.mayBeAlone()).isTrue();

        now += SECOND;
        offers();

        assertThat(dispatch.mayTake(peer("a"), 0, PIECES)).isTrue();
    }

    @Test
    void piecesThatOnlyALeaverHadAreOfferedToOthers() {
        join("a", "b");
        List<Offer<String>> first = offers();
        List<Integer> its = to("a", first);
        its.forEach(piece -> get("a", piece));
        to("b", first).forEach(piece -> get("b", piece));

        dispatch.leave(peer("a"), now);

        assertThat(all("b", 5)).containsAll(its);
    }

    /** Returns the pieces offered within {@code seconds} to a peer that downloads everything. */
    private List<Integer> all(String name, int seconds) {
        BitSet offered = new BitSet();
        for (int i = 0; i < 20 * seconds; i++) {
            for (int piece : to(name, offers())) {
                offered.set(piece);
                get(name, piece);
            }
            now += SECOND / 20;
        }
        return offered.stream().boxed().toList();
    }

    @Test
    void aLonelyPeerIsOfferedEverythingWithinMoments() {
        join("a");
        dispatch.swarmSize(1);

        assertThat(all("a", 1)).hasSize(PIECES);
    }

    /** rtorrent requests nothing for up to 30 s once it has all pieces that it has heard of. */
    @ParameterizedTest
    @CsvSource({"true, 1", "true, 10", "false, 1", "false, 10"})
    void aLonelyPeerHearsOfMoreBeforeItHasAllThatItHasHeardOf(boolean limited, int millisPerPiece) {
        dispatch = new CopyDispatch<>(new CopyPolicy(2), PIECES, LENGTH, limited, piece -> false, new Random(1));
        join("a");
        Deque<Integer> heard = new ArrayDeque<>(to("a", offers()));
        for (int got = 0; got < PIECES; got++) {
            assertThat(heard).as("after %d pieces", got).isNotEmpty();
            now += millisPerPiece * SECOND / 1000;
            get("a", heard.remove());
            heard.addAll(to("a", dispatch.more(peer("a"), now)));
        }
    }

    @Test
    void aLonelyPeerThatMayBeTheFirstOfACrowdHearsOfNoMoreThanItTakesInAQuarterSecond() {
        dispatch = new CopyDispatch<>(new CopyPolicy(2), 10 * PIECES, LENGTH, true, piece -> false, new Random(1));
        join("a");
        Deque<Integer> heard = new ArrayDeque<>(to("a", offers()));
        for (int got = 1; got <= 40; got++) { // a piece in 10 ms
            now += SECOND / 100;
            get("a", heard.remove());
            heard.addAll(to("a", dispatch.more(peer("a"), now)));
            assertThat(heard).hasSizeLessThanOrEqualTo(Math.max(4, Math.min(got, 26)));
        }
    }

    @Test
    void theFirstOfACrowdGetNoMoreThanTheLast() {
        join("a");
        assertThat(to("a", offers())).as("not treated as a lonely peer").hasSize(4);
        now += SECOND / 50;
        join("b");
        List<Integer> first = to("b", offers());
        assertThat(first).hasSize(4);
        first.forEach(piece -> get("b", piece));
        first.forEach(piece -> hears("a", piece));
        assertThat(offers()).as("more peers may be joining").isEmpty();

        now += SECOND / 5;
        assertThat(to("b", offers())).hasSize(8);
    }

    @Test
    void aCrowdIsWaitedForLongerWhereWhatIsNotSentIsSavedUp() {
        dispatch = new CopyDispatch<>(new CopyPolicy(1), PIECES, LENGTH, true, piece -> false, new Random(1));
        join("a");
        dispatch.swarmSize(2);
        to("a", offers()).forEach(piece -> get("a", piece));
        now += 4 * SECOND / 10;
        assertThat(offers()).isEmpty();
        join("b");
        assertThat(to("b", offers())).hasSize(4);

        now += SECOND / 10;
        assertThat(offers()).isNotEmpty();
    }

    @Test
    void peersThatKeepJoiningDoNotHoldUpTheOthersForLong() {
        dispatch = new CopyDispatch<>(new CopyPolicy(1), 10 * PIECES, LENGTH, false, piece -> false, new Random(1));
        join("a", "b");
        to("a", offers()).forEach(piece -> {
            get("a", piece);
            hears("b", piece);
        });
        for (int i = 1; i < 20; i++) {
            now += SECOND / 20;
            join("c" + i);
            assertThat(to("a", offers())).as("after %d ms", 50 * i).isEmpty();
        }
        now += SECOND / 20;
        join("d");
        assertThat(to("a", offers())).isNotEmpty();
    }

    @Test
    void theOnlyConnectedPeerOfALargerSwarmIsNotHeldUpForLong() {
        join("a");
        dispatch.swarmSize(1000);
        List<Integer> first = to("a", offers());
        assertThat(first).hasSize(4);
        first.forEach(piece -> get("a", piece));

        assertThat(all("a", 3)).hasSize(PIECES - 4);
    }

    @Test
    void ignoredOffersGoToAnotherPeer() {
        join("a", "b");
        List<Integer> left = to("a", offers());
        now += 7 * SECOND;
        assertThat(to("a", offers())).isEmpty();

        assertThat(all("b", 8)).containsAll(left);
    }

    @Test
    void piecesThatAPeerDoesNotPassOnGoToAnotherWhenNothingElseIsLeft() {
        join("a", "b", "c");
        List<Offer<String>> first = offers();
        List<Integer> kept = to("a", first);
        kept.forEach(piece -> get("a", piece));
        for (int i = 0; i < 200; i++) {
            for (Offer<String> offer : i == 0 ? first : offers()) {
                if (!offer.peer().equals("a")) {
                    get(offer.peer(), offer.piece());
                    hears(offer.peer().equals("b") ? "c" : "b", offer.piece());
                }
            }
            now += SECOND / 20;
        }

        assertThat(kept)
                .allMatch(piece -> dispatch.mayRequest(peer("b"), piece) != dispatch.mayRequest(peer("c"), piece));
    }

    /** Most clients choose the peers that they upload to every 10 s, rtorrent every 30 s. */
    @ParameterizedTest
    @CsvSource({"false, 34", "true, 69"})
    void underOneCopyWhoDoesNotPassOnIsGivenTime(boolean traded, int seconds) {
        join("a", "b");
        offers().forEach(offer -> get(offer.peer(), offer.piece()));
        if (traded) {
            IntStream.range(0, PIECES)
                    .filter(piece -> dispatch.mayRequest(peer("a"), piece))
                    .limit(1)
                    .forEach(piece -> hears("b", piece));
        }
        takeAll(seconds);
        assertThat(received("a") + received("b")).isLessThanOrEqualTo(PIECES + PIECES / 16);

        takeAll(10);
        assertThat(received("a") + received("b")).isEqualTo(2 * PIECES - (traded ? 1 : 0));
    }

    @Test
    void underTwoCopiesWhoCannotTradeSoonGetsAll() {
        dispatch = dispatch(2, piece -> false);
        join("a", "b");
        takeAll(10);
        assertThat(received("a")).isEqualTo(PIECES);
        assertThat(received("b")).isEqualTo(PIECES);
    }

    /** Lets all peers take what they are offered and pass nothing on, for {@code seconds}. */
    private void takeAll(int seconds) {
        for (int i = 0; i < 20 * seconds; i++) {
            for (Offer<String> offer : offers()) {
                get(offer.peer(), offer.piece());
            }
            now += SECOND / 20;
        }
    }

    private int received(String name) {
        return (int) (peer(name).received() / LENGTH);
    }

    @Test
    void aPeerThatHasAPieceIsNotOfferedIt() {
        join("a", "b");
        IntStream.range(0, PIECES / 2).forEach(piece -> hears("a", piece));

        assertThat(offers()).extracting(Offer::piece).isNotEmpty().allMatch(piece -> piece >= PIECES / 2);
    }

    @Test
    void withdrawnPiecesAreNotOffered() {
        join("a");
        dispatch.withdraw(20);

        assertThat(all("a", 1)).hasSize(PIECES - 1).doesNotContain(20);
    }

    @Test
    void restoredPiecesAreOfferedAgain() {
        join("a");
        dispatch.withdraw(20);
        dispatch.restore(20);

        assertThat(all("a", 1)).hasSize(PIECES).contains(20);
    }

    @Test
    void peersWithAnOpenOfferAreToldOfARestoredPiece() {
        join("a", "b");
        Offer<String> offer = offers().get(0);
        dispatch.withdraw(offer.piece());

        assertThat(dispatch.restore(offer.piece())).containsExactly(offer.peer());
    }

    @Test
    void cachedPiecesAreOfferedFirst() {
        dispatch = dispatch(1, piece -> piece == 20 || piece == 30);
        join("a", "b");

        assertThat(offers()).extracting(Offer::piece).startsWith(20, 30);
    }

    @Test
    void aPeerThatHangsUpWithEverythingIsBelievedToBeAbout() {
        join("a", "b", "c");
        IntStream.range(0, PIECES).forEach(piece -> hears("a", piece));
        dispatch.leave(peer("a"), now);
        assertThat(offers()).isEmpty();

        now += 61 * SECOND;
        assertThat(offers()).isNotEmpty();
    }

    /** The leecher that finished may pass on its pieces. */
    @ParameterizedTest
    @CsvSource({"1, 0", "2, 64"})
    void theLastLeecherIsAloneAtOnceOnlyWhereMoreThanOneCopyIsWanted(int copies, int offered) {
        dispatch = dispatch(copies, piece -> false);
        join("a", "b");
        IntStream.range(0, PIECES).forEach(piece -> hears("a", piece));
        dispatch.leave(peer("a"), now);
        dispatch.swarmSize(1);

        assertThat(all("b", 2)).hasSize(offered);
    }

    @Test
    void aLookAtThousandsOfPeersTakesLittleTime() {
        CopyDispatch<Integer> large =
                new CopyDispatch<>(CopyPolicy.AUTO, 16_000, 1 << 20, false, piece -> false, new Random(1));
        List<Leecher<Integer>> many =
                IntStream.range(0, 5000).mapToObj(i -> large.join(i, now)).toList();
        long start = System.nanoTime();
        for (int i = 0; i < 500; i++) {
            for (Offer<Integer> offer : large.offers(now, true)) {
                large.sent(many.get(offer.peer()), offer.piece(), 1 << 20, 1 << 20, now);
            }
            now += SECOND / 500; // within the second before a peer can count as stalled
        }

        assertThat(System.nanoTime() - start).isLessThan(10 * SECOND); // 20 ms a look
    }

    @Test
    void aPolicyHasACopyAtLeast() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CopyPolicy(0))
                .withMessage("copies: 0 (expected: >= 1)");
    }
}
