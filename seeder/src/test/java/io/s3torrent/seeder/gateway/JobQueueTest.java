package io.s3torrent.seeder.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobQueueTest {
    private static final long LARGE = 200L << 30;

    private final JobQueue<String> queue = new JobQueue<>(100);

    private List<String> startAll() {
        List<String> started = new ArrayList<>();
        for (Optional<String> job = queue.next(); job.isPresent(); job = queue.next()) {
            started.add(job.get());
        }
        return started;
    }

    @Test
    void oneClientGetsFourLargeJobsAtATime() {
        for (int i = 0; i < 40; i++) {
            queue.add("large " + i, LARGE, "one");
        }

        assertThat(startAll()).containsExactly("large 0", "large 1", "large 2", "large 3");
        queue.remove("large 2");
        assertThat(startAll()).containsExactly("large 4");
    }

    @Test
    void smallObjectsComeFirst() {
        queue.add("large", LARGE, "one");
        queue.add("medium", 1 << 20, "one");
        queue.add("small", 1, "one");
        queue.add("small too", 1, "one");

        assertThat(startAll()).containsExactly("small", "small too", "medium", "large");
    }

    @Test
    void theNextJobBelongsToTheAccountWithTheFewestBytesInWork() {
        queue.add("a1", 1000, "a");
        queue.add("a2", 10, "a");
        queue.add("a3", 10, "a");
        queue.add("b1", 5000, "b");
        queue.add("b2", 5000, "b");

        assertThat(startAll()).containsExactly("a2", "b1", "a3", "a1", "b2");
    }

    @Test
    void manyAccountsWithLargeObjectsLeaveSlotsToSmallOnes() {
        for (int i = 0; i < 40; i++) {
            queue.add("large " + i, LARGE, "account " + i);
        }
        assertThat(startAll()).hasSize(6);

        queue.add("large of another", LARGE, "another");
        queue.add("small", JobQueue.LARGE, "another");
        assertThat(startAll()).containsExactly("small");
    }

    @Test
    void noMoreThanEightJobsRun() {
        for (int i = 0; i < 9; i++) {
            queue.add("small " + i, 1, "account " + i);
        }

        assertThat(startAll()).hasSize(8);
        assertThat(queue.running()).isEqualTo(8);
        assertThat(queue.waiting()).isEqualTo(1);
    }

    @Test
    void aJobBelongsToEachAccountThatWaitsForIt() {
        for (int i = 0; i < 5; i++) {
            queue.add("large " + i, LARGE, "one");
        }
        startAll();
        queue.join("large 4", "other");

        assertThat(startAll()).containsExactly("large 4");
    }

    @Test
    void aJobWithoutClientsIsRecognized() {
        queue.add("job", 1, "one");
        queue.join("job", "other");
        queue.join("job", "other");
        queue.leave("job", "one");
        queue.leave("job", "other");
        assertThat(queue.hasClients("job")).isTrue();
        assertThat(queue.next()).contains("job");
        queue.leave("job", "other");
        assertThat(queue.hasClients("job")).isFalse();
        queue.join("job", "one");
        assertThat(queue.hasClients("job")).isTrue();
    }

    @Test
    void aFullQueueTakesAPlaceFromTheAccountWithTheMostJobs() {
        for (int i = 0; i < 98; i++) {
            queue.add("many " + i, LARGE, "many");
        }
        queue.add("few 0", LARGE, "few");
        queue.add("few 1", LARGE, "few");

        assertThat(queue.add("new", 1, "newcomer")).contains("many 97");
        assertThat(queue.add("many 98", 1, "many")).contains("many 98");
        assertThat(queue.waiting()).isEqualTo(100);
    }
}
