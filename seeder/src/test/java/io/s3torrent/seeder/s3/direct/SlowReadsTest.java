package io.s3torrent.seeder.s3.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.s3.direct.SlowReads.ReadWatch;
import io.s3torrent.seeder.s3.direct.SlowReads.SlowReadException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Which reads are hedged. Each read of these tests waits 10 ms for its head, and has one step. */
final class SlowReadsTest {
    private static final int HEAD = 10;
    /** Milliseconds that a step of a healthy read takes. */
    private static final int FAST = 20;
    /** When the reader gives up a read that was not hedged. */
    private static final int SILENCE = 20_000;

    private static final int TICK = 250;

    private final AtomicLong clock = new AtomicLong();
    private final SlowReads reads = new SlowReads(clock::get);

    private void pass(int millis) {
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private static boolean isHedged(ReadWatch read, int millis) {
        try {
            read.check(TimeUnit.MILLISECONDS.toNanos(millis));
            return false;
        } catch (SlowReadException e) {
            return true;
        }
    }

    private ReadWatch open() {
        ReadWatch read = reads.watch();
        request(read);
        return read;
    }

    private void request(ReadWatch read) {
        read.requesting();
        pass(HEAD);
        read.gotHead();
    }

    private void step(ReadWatch read, int millis) {
        read.waiting();
        pass(millis);
        read.gotBytes();
        read.gotStep();
    }

    private void reads(int count, int millis) {
        for (int i = 0; i < count; i++) {
            step(open(), millis);
        }
    }

    /** Waits for a step of a read. Returns the milliseconds until it arrives or is hedged. */
    private int await(ReadWatch read, int millis) {
        for (int waited = TICK; waited < millis; waited += TICK) {
            if (isHedged(read, waited)) {
                return -waited;
            }
        }
        step(read, millis);
        return millis;
    }

    @Test
    void noReadIsHedgedBeforeSomeWaitsAreKnown() {
        reads(7, FAST);
        assertThat(isHedged(open(), SILENCE)).isFalse();
        reads(1, FAST);
        assertThat(isHedged(open(), SILENCE)).isTrue();
    }

    @Test
    void aReadMayTakeThreeTimesAsLongAs95PercentOfTheOthers() {
        reads(96, 1000);
        reads(4, 10_000);
        assertThat(isHedged(open(), 2900)).isFalse();
        assertThat(isHedged(open(), 3700)).as("within a quarter of an octave").isTrue();
    }

    @Test
    void aReadOfAFastStoreMayTakeASecond() {
        reads(100, FAST);
        assertThat(isHedged(open(), 1000)).isFalse();
        assertThat(isHedged(open(), 1001)).isTrue();
    }

    @Test
    void theHeadHasALimitOfItsOwn() {
        for (int i = 0; i < 20; i++) {
            ReadWatch read = reads.watch();
            read.requesting();
            pass(2000);
            read.gotHead();
            step(read, FAST);
        }
        ReadWatch read = reads.watch();
        read.requesting();
        assertThat(isHedged(read, 5000)).isFalse();
        read.gotHead();
        assertThat(isHedged(read, 5000)).isTrue();
    }

    @Test
    void aBodyThatTricklesWaitsAsLongAsASilentOne() throws Exception {
        reads(20, FAST);
        ReadWatch read = open();
        for (int i = 0; i < 10; i++) {
            read.waiting();
            pass(100);
            read.gotBytes();
            read.check();
        }
        assertThat(isHedged(read, 1)).isTrue();
    }

    @Test
    void theTimeThatTheReaderSpendsOnTheBytesIsNoWait() {
        reads(20, FAST);
        ReadWatch read = open();
        for (int i = 0; i < 20; i++) {
            step(read, FAST);
            pass(5000);
        }
        assertThat(isHedged(read, 1000)).isFalse();
    }

    @Test
    void eachHedgeDoublesTheLimitUntilAStepArrivesInTime() {
        reads(20, FAST);
        ReadWatch read = open();
        assertThat(isHedged(read, 1001)).isTrue();
        request(read);
        assertThat(isHedged(read, 2000)).isFalse();
        assertThat(isHedged(read, 2001)).isTrue();
        request(read);
        assertThat(isHedged(read, 4000)).isFalse();
        step(read, FAST);
        assertThat(isHedged(read, 1001)).isTrue();
    }

    @Test
    void slowReadsThatWereNotHedgedDoNotMakeSlownessUsual() {
        for (int i = 0; i < 200; i++) {
            reads(3, FAST);
            reads(1, SILENCE);
        }
        assertThat(isHedged(open(), 1001)).isTrue();
    }

    @Test
    void everySlowReadIsHedgedWhenAQuarterIsSlow() {
        Random random = new Random(1);
        int unhedged = 0;
        long lost = 0;
        for (int i = 0; i < 2000; i++) {
            ReadWatch read = open();
            int took = await(read, random.nextInt(4) == 0 ? SILENCE : FAST);
            while (took < 0) {
                lost -= took;
                request(read);
                took = await(read, random.nextInt(4) == 0 ? SILENCE : FAST);
            }
            unhedged += took == SILENCE ? 1 : 0;
        }
        assertThat(unhedged).as("at most one in a hundred").isLessThan(20);
        assertThat(lost / 2000).as("milliseconds that a read loses").isLessThan(600);
    }

    @Test
    void aStoreThatBecomesSlowForAllReadsGetsFewMoreRequests() {
        reads(5000, FAST);
        assertThat(hedges(100, 10_000)).isLessThanOrEqualTo(8 + 5);
        assertThat(hedges(1000, 10_000)).as("the limit has followed").isZero();
    }

    @Test
    void aStoreThatIsSlowForAllReadsFromTheBeginningGetsNoMoreRequests() {
        assertThat(hedges(1000, 10_000)).isZero();
    }

    @Test
    void aStoreThatSlowsDownEveryAnswerAfterItsFirstBytesGetsFewMoreRequests() {
        reads(100, FAST);
        int requests = 0;
        for (int i = 0; i < 100; i++) { // reads of 16 steps, each answer fast for one step only
            ReadWatch read = open();
            requests++;
            boolean first = true;
            for (int done = 0; done < 16; done++) {
                while (await(read, first ? FAST : 6000) < 0) {
                    request(read);
                    requests++;
                    first = true;
                }
                first = false;
            }
        }
        assertThat(requests).isLessThan(100 + 30);
    }

    @Test
    void noReadIsHedgedForAWhileAfterTheStoreAskedForFewerRequests() {
        reads(20, FAST);
        reads.toldToSlowDown();
        pass(29_000);
        assertThat(isHedged(open(), SILENCE)).isFalse();
        pass(1000);
        assertThat(isHedged(open(), SILENCE)).isTrue();
    }

    /** Reads one after the other, and counts their hedges. */
    private int hedges(int count, int millis) {
        int hedges = 0;
        for (int i = 0; i < count; i++) {
            ReadWatch read = open();
            while (await(read, millis) < 0) {
                hedges++;
                request(read);
            }
        }
        return hedges;
    }
}
