package io.s3torrent.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.piece.BadPieceException;
import io.s3torrent.seeder.s3.ObjectException;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExitCodeTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new MetainfoException("bad"), 1),
                Arguments.of(new BadPieceException("bad"), 1),
                Arguments.of(new CommandException(ExitCode.RESUMABLE, "no progress"), 3),
                Arguments.of(new IOException("No space left on device"), 4),
                Arguments.of(new FileSystemException("f", null, "No space left on device"), 4),
                Arguments.of(new FileSystemException("f", null, "Disk quota exceeded"), 4),
                Arguments.of(new ObjectException.Misconfigured("no credentials", null), 253),
                Arguments.of(new ObjectException.NotFound("404", null), 254),
                Arguments.of(new ObjectException.Denied("403", null), 254),
                Arguments.of(new ObjectException.Changed("412", null), 254),
                Arguments.of(new ObjectException.Refused("archived", null), 254),
                Arguments.of(new ObjectException.Unavailable("no answer", null), 255),
                Arguments.of(new BindException("Address already in use"), 255),
                Arguments.of(new NoSuchFileException("f"), 255),
                Arguments.of(new MetainfoException("bad", new OutOfMemoryError()), 255),
                Arguments.of(new IOException(new IllegalStateException(new OutOfMemoryError())), 255),
                Arguments.of(new IllegalStateException(), 255));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void eachFailureHasItsCode(Exception failure, int code) {
        assertThat(ExitCode.of(failure)).isEqualTo(code);
    }

    @Test
    void failuresAreToldInOneLine() {
        assertThat(Failures.text(new NoSuchFileException("/a"))).isEqualTo("/a: no such file or folder");
        assertThat(Failures.text(new AccessDeniedException("/a"))).isEqualTo("/a: permission denied");
        assertThat(Failures.text(new IOException("port 1 is taken"))).isEqualTo("port 1 is taken");
        assertThat(Failures.text(new IOException())).isEqualTo("IOException");
        assertThat(Failures.text(new IllegalStateException("x")))
                .isEqualTo("unexpected error: java.lang.IllegalStateException: x (--debug shows where)");
    }
}
