package io.s3torrent.tracker.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SilentTrackersTest {
    private static final URI TRACKER = URI.create("udp://tracker.example:6969/announce/key");
    private static final URI SAME = URI.create("udp://tracker.example:6969/announce/other");
    private static final URI OTHER = URI.create("http://tracker.example:6969/announce");
    private final AnnounceFailedException silence = AnnounceFailedException.silence("no answer", null);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // overflows, as System.nanoTime may
    private final SilentTrackers trackers = new SilentTrackers(Duration.ofMinutes(1), nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aTrackerThatDoesNotAnswerIsNotAskedForAWhile() {
        assertThat(trackers.refusal(TRACKER, AddressFamilies.BOTH)).isEmpty();
        trackers.record(TRACKER, AddressFamilies.BOTH, silence);
        pass(Duration.ofSeconds(20));

        assertThat(trackers.refusal(SAME, AddressFamilies.BOTH)).hasValueSatisfying(refusal -> {
            assertThat(refusal.isNotAsked()).isTrue();
            assertThat(refusal.retryIn()).contains(Duration.ofSeconds(40));
        });
        assertThat(trackers.refusal(OTHER, AddressFamilies.BOTH)).isEmpty();
    }

    @Test
    void afterTheWhileOneAsksAgainAndTheOthersWaitForWhatItHears() {
        trackers.record(TRACKER, AddressFamilies.BOTH, silence);
        pass(Duration.ofMinutes(1));

        assertThat(trackers.refusal(TRACKER, AddressFamilies.BOTH)).isEmpty();
        assertThat(trackers.refusal(TRACKER, AddressFamilies.BOTH)).isPresent();
        trackers.record(TRACKER, AddressFamilies.BOTH, null);
        assertThat(trackers.refusal(TRACKER, AddressFamilies.BOTH)).isEmpty();
    }

    @Test
    void aRefusalIsAnAnswer() {
        trackers.record(
                TRACKER, AddressFamilies.BOTH, new AnnounceFailedException("tracker refused: unregistered torrent"));

        assertThat(trackers.refusal(TRACKER, AddressFamilies.BOTH)).isEmpty();
    }

    @Test
    void noMoreAreKnownThanIsBounded() {
        trackers.record(TRACKER, AddressFamilies.BOTH, silence);
        for (int i = 0; i < 1000; i++) {
            trackers.record(URI.create("http://tracker" + i + "/announce"), AddressFamilies.BOTH, silence);
        }

        assertThat(trackers.refusal(TRACKER, AddressFamilies.BOTH)).isEmpty();
        assertThat(trackers.refusal(URI.create("http://tracker999/announce"), AddressFamilies.BOTH))
                .isPresent();
    }

    @Test
    void aTrackerThatIsSilentInOneAddressFamilyIsAskedOverTheOther() {
        trackers.record(TRACKER, AddressFamilies.IPV6, silence);

        assertThat(trackers.refusal(TRACKER, AddressFamilies.IPV6)).isPresent();
        assertThat(trackers.refusal(TRACKER, AddressFamilies.IPV4)).isEmpty();
        assertThat(trackers.refusal(TRACKER, AddressFamilies.BOTH)).isEmpty();
    }
}
