package io.s3torrent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignToolTest {
    @TempDir
    Path folder;

    @Test
    void findsAnExecutableInALaterFolderOfThePath() throws Exception {
        Path tool = executable("tool");

        assertThat(ForeignTool.find("tool", "/nowhere" + File.pathSeparator + folder))
                .contains(tool);
    }

    @Test
    void takesAnAbsolutePathAsItIs() throws Exception {
        Path tool = executable("tool");

        assertThat(ForeignTool.find(tool.toString(), "/nowhere")).contains(tool);
    }

    @Test
    void aFileThatCannotBeExecutedIsNoTool() throws Exception {
        Files.createFile(folder.resolve("notes"));

        assertThat(ForeignTool.find("notes", folder.toString())).isEmpty();
    }

    private Path executable(String name) throws Exception {
        return Files.createFile(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
}
