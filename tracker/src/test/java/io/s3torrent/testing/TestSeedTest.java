package io.s3torrent.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

class TestSeedTest {
    @Test
    void aTestThatFailsSaysTheSeed() {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(Failing.class))
                                .build(),
                        summary);
        Throwable failure = summary.getSummary().getFailures().get(0).getException();
        assertThat(failure).hasMessage("on purpose");
        assertThat(failure.getSuppressed())
                .anySatisfy(
                        seed -> assertThat(seed).hasMessage("repeat with -Ds3torrent.test.seed=" + TestSeed.seed()));
    }

    @Test
    void allGeneratorsOfARunHaveOneSeed() {
        assertThat(TestSeed.random().nextLong()).isEqualTo(TestSeed.random().nextLong());
    }

    static final class Failing {
        @Test
        void fails() {
            throw new IllegalStateException("on purpose");
        }
    }
}
