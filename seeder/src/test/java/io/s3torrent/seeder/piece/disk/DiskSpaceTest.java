package io.s3torrent.seeder.piece.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class DiskSpaceTest {
    private static final UUID OURS = new UUID(1, 1);
    private static final UUID OTHER = new UUID(2, 2);

    private final DiskSpace space = new DiskSpace(100, 50);

    private static DiskKey key(UUID content, int index, int length) {
        return new DiskKey(content, index * 1000L, length);
    }

    private Optional<DiskSlot> write(DiskKey key) {
        Optional<DiskSlot> slot = space.place(key, false);
        slot.ifPresent(this::finish);
        return slot;
    }

    private void finish(DiskSlot slot) {
        space.publish(slot);
        space.unpin(slot);
    }

    private boolean use(DiskKey key) {
        Optional<DiskSlot> slot = space.pin(key);
        slot.ifPresent(space::unpin);
        return slot.isPresent();
    }

    @Test
    void unitsThatWereUsedStayWhenOthersMakeRoom() {
        IntStream.range(0, 10).forEach(unit -> write(key(OURS, unit, 10)));
        IntStream.of(2, 3, 7)
                .forEach(unit -> assertThat(use(key(OURS, unit, 10))).isTrue());
        IntStream.range(10, 17).forEach(unit -> write(key(OURS, unit, 10)));
        for (int unit = 0; unit < 17; unit++) {
            assertThat(space.contains(key(OURS, unit, 10)))
                    .as("unit %d", unit)
                    .isEqualTo(unit == 2 || unit == 3 || unit == 7 || unit >= 10);
        }
        IntStream.range(17, 27).forEach(unit -> write(key(OURS, unit, 10)));
        assertThat(space.contains(key(OURS, 2, 10))).as("once is not for ever").isFalse();
    }

    @Test
    void aUnitThatIsReadOrWrittenKeepsItsPlace() {
        write(key(OURS, 0, 50));
        DiskSlot reading = space.pin(key(OURS, 0, 50)).orElseThrow();
        DiskSlot writing = space.place(key(OURS, 1, 50), false).orElseThrow();
        assertThat(space.pin(key(OURS, 1, 50))).as("not readable yet").isEmpty();
        assertThat(space.place(key(OURS, 2, 10), false)).isEmpty();
        space.forget(reading);
        assertThat(space.contains(key(OURS, 0, 50))).isFalse();
        assertThat(space.place(key(OURS, 2, 10), false))
                .as("somebody still reads there")
                .isEmpty();
        space.unpin(reading);
        assertThat(space.place(key(OURS, 2, 10), false)).isPresent();
        space.forget(writing);
        space.unpin(writing);
        assertThat(space.used()).isEqualTo(10);
    }

    @Test
    void aUnitThatSparesItsOwnContentEvictsOnlyOthers() {
        IntStream.range(0, 10).forEach(unit -> write(key(OTHER, unit, 10)));
        for (int unit = 0; unit < 10; unit++) {
            finish(space.place(key(OURS, unit, 10), true).orElseThrow());
        }
        assertThat(space.place(key(OURS, 10, 10), true)).isEmpty();
        assertThat(space.place(key(OURS, 10, 10), false)).isPresent();
    }

    @Test
    void aUnitLargerThanTheSpaceOrThereAlreadyIsNotPlaced() {
        assertThat(write(key(OURS, 0, 101))).isEmpty();
        assertThat(write(key(OURS, 0, 100))).isPresent();
        assertThat(write(key(OURS, 0, 100))).isEmpty();
    }

    @Test
    void theirNumberIsBounded() {
        DiskSpace few = new DiskSpace(100, 3);
        for (int unit = 0; unit < 10; unit++) {
            few.place(key(OURS, unit, 1), false).ifPresent(slot -> {
                few.publish(slot);
                few.unpin(slot);
            });
        }
        assertThat(few.readable())
                .extracting(slot -> slot.key().start())
                .containsExactlyInAnyOrder(7000L, 8000L, 9000L);
    }

    @Test
    void whatIsRestoredIsWhatWasReadableBefore() {
        IntStream.range(0, 25).forEach(unit -> write(key(OURS, unit, 3 + unit % 5)));
        DiskSpace next = new DiskSpace(100, 50);
        space.readable().forEach(slot -> next.restore(slot.key(), slot.offset()));
        assertThat(places(next)).isEqualTo(places(space));
        DiskSpace smaller = new DiskSpace(40, 50);
        space.readable().forEach(slot -> smaller.restore(slot.key(), slot.offset()));
        assertThat(smaller.readable()).isNotEmpty().allMatch(slot -> slot.end() <= 40);
    }

    private static List<String> places(DiskSpace of) {
        return of.readable().stream()
                .map(slot -> slot.key() + " at " + slot.offset())
                .toList();
    }

    /**
     * A model test: units never overlap, none lies outside of the space, and a pinned unit keeps its place and its key. The number of the
     * repetition is the seed.
     */
    @RepeatedTest(20)
    void underRandomLoadItsBoundAndItsPinsHold(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<DiskSlot> pinned = new ArrayList<>();
        for (int step = 0; step < 3000; step++) {
            DiskKey key = key(random.nextBoolean() ? OURS : OTHER, random.nextInt(30), 1 + random.nextInt(20));
            switch (random.nextInt(5)) {
                case 0 -> space.pin(key).ifPresent(pinned::add);
                case 1 -> space.place(key, random.nextBoolean()).ifPresent(pinned::add);
                case 2 -> pinned.stream().findAny().ifPresent(space::publish);
                case 3 ->
                    space.pin(key).ifPresent(slot -> {
                        space.forget(slot);
                        space.unpin(slot);
                    });
                default -> {
                    if (!pinned.isEmpty()) {
                        space.unpin(pinned.remove(random.nextInt(pinned.size())));
                    }
                }
            }
            assertSound(pinned);
        }
    }

    private void assertSound(List<DiskSlot> pinned) {
        Map<Long, DiskSlot> bytes = new HashMap<>();
        List<DiskSlot> all = new ArrayList<>(space.readable());
        pinned.stream().filter(slot -> !all.contains(slot)).distinct().forEach(all::add);
        for (DiskSlot slot : all) {
            assertThat(slot.offset()).isNotNegative();
            assertThat(slot.end()).isLessThanOrEqualTo(100);
            for (long at = slot.offset(); at < slot.end(); at++) {
                assertThat(bytes.put(at, slot)).isNull();
            }
        }
        assertThat(space.used()).isLessThanOrEqualTo(100);
    }
}
