package io.s3torrent.cli.serve;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DirectMemoryTest {
    private static final long MIB = 1 << 20;

    @Test
    void aCacheOfOneGibibyteNeedsTheVariableOfTheLauncher() {
        assertThatThrownBy(() -> DirectMemory.check(1024 * MIB, 768 * MIB))
                .hasMessage("cache.cache-memory: 1 GiB do not fit into the direct memory of this JVM, 805.3 MB;"
                        + " set the variable S3TORRENT_CACHE_MEMORY=1073741824, which the launcher reads");
        // With the variable, the launcher allows twice the cache and 256 MiB.
        assertThatCode(() -> DirectMemory.check(1024 * MIB, 2304 * MIB)).doesNotThrowAnyException();
    }

    @Test
    void theDefaultFitsIntoWhatTheLauncherAllows() {
        assertThatCode(() -> DirectMemory.check(256 * MIB, 768 * MIB)).doesNotThrowAnyException();
    }

    @Test
    void thisJvmTellsItsLimit() {
        assertThatThrownBy(() -> DirectMemory.check(1L << 50))
                .hasMessageContaining("do not fit into the direct memory");
        assertThatCode(() -> DirectMemory.check(MIB)).doesNotThrowAnyException();
    }
}
