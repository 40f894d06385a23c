package io.s3torrent.seeder.bt;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.bt.DownloadException.NoSpace;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskErrorsTest {

    @Test
    void fullAndReadOnlyDisksAreToldFromOtherFaults(@TempDir Path folder) {
        assertExplained(new IOException("No space left on device"), folder, true);
        assertExplained(new IOException("Disk quota exceeded"), folder, true);
        assertExplained(new FileSystemException("f", null, "Read-only file system"), folder, true);
        assertExplained(new IOException("Input/output error"), folder, false);
    }

    private static void assertExplained(IOException fault, Path folder, boolean noSpace) {
        assertThatThrownBy(() -> {
                    throw DiskErrors.explain(fault, folder);
                })
                .isInstanceOf(noSpace ? NoSpace.class : IOException.class)
                .hasMessageContaining(noSpace ? folder.toString() : "Input/output");
    }
}
