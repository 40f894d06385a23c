package io.s3torrent.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

@Tag("slow") // needs the leak detection that the profile "fast" switches off
class LeakGuardTest {
    @Test
    void aClassThatLeaksABufferFails() {
        TestExecutionSummary summary = run(Leaking.class);

        assertThat(summary.getTestsFailedCount()).isZero(); // the test itself passes
        assertThat(summary.getContainersFailedCount()).isOne();
        assertThat(summary.getFailures().get(0).getException()).hasMessageContaining("LEAK: ");
    }

    @Test
    void aClassThatReleasesItsBuffersPasses() {
        assertThat(run(Clean.class).getTotalFailureCount()).isZero();
    }

    private static TestExecutionSummary run(Class<?> testClass) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(testClass))
                .build();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, summary);
        return summary.getSummary();
    }

    static final class Leaking {
        @Test
        void forgetsItsBuffer() {
            ByteBuf forgotten = ByteBufAllocator.DEFAULT.directBuffer(16);
            assertThat(forgotten.isReadable()).isFalse();
        }
    }

    static final class Clean {
        @Test
        void releasesItsBuffer() {
            assertThat(ByteBufAllocator.DEFAULT.directBuffer(16).release()).isTrue();
        }
    }
}
