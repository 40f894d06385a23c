package io.s3torrent.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds the foreign programs that tests need.
 *
 * <p>A missing program skips the test with a message. Where the whole suite must run (environment variable {@code S3TORRENT_CI} or
 * {@code CI}), it fails the test.
 */
public final class ForeignTool {
    private ForeignTool() {}

    /**
     * Returns the path of a program on PATH, or of one given by its absolute path.
     *
     * @throws AssertionError in CI, when it is missing
     * @throws org.opentest4j.TestAbortedException elsewhere, when it is missing
     */
    public static Path require(String name) {
        Optional<Path> found = find(name, System.getenv("PATH"));
        if (found.isEmpty()) {
            missing(name + " is not installed (.ci/run installs it)");
        }
        return found.orElseThrow();
    }

    /**
     * Returns a Python that can import a module. Debian installs modules only for its own Python, which may not be the one on PATH.
     *
     * @throws AssertionError in CI, when there is none
     * @throws org.opentest4j.TestAbortedException elsewhere, when there is none
     */
    public static Path requirePython(String module) throws Exception {
        Path python = require("/usr/bin/python3");
        if (!succeeds(python.toString(), "-c", "import " + module)) {
            missing("Python's module " + module + " is not installed (.ci/run installs it)");
        }
        return python;
    }

    /**
     * Requires permission to create network namespaces, which some systems deny to ordinary users.
     *
     * @throws AssertionError in CI, when there is none
     * @throws org.opentest4j.TestAbortedException elsewhere, when there is none
     */
    public static void requireOwnNetwork() throws Exception {
        require("ip");
        if (!succeeds(require("unshare").toString(), "--map-root-user", "--net", "true")) {
            missing("this user may not create network namespaces");
        }
    }

    /**
     * Requires permission to create mount namespaces, which some systems deny to ordinary users.
     *
     * @throws AssertionError in CI, when there is none
     * @throws org.opentest4j.TestAbortedException elsewhere, when there is none
     */
    public static void requireOwnMounts() throws Exception {
        if (!succeeds(
                require("unshare").toString(), "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt")) {
            missing("this user may not create mount namespaces");
        }
    }

    private static boolean succeeds(String... command) throws Exception {
        Process check = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return check.waitFor() == 0;
    }

    static Optional<Path> find(String name, String searchPath) {
        return Arrays.stream(searchPath.split(File.pathSeparator))
                .map(folder -> Path.of(folder).resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void missing(String what) {
        if (mustBeThere()) {
            Assertions.fail(what);
        }
        Assumptions.abort(what);
    }

    private static boolean mustBeThere() {
        return System.getenv("S3TORRENT_CI") != null || System.getenv("CI") != null;
    }
}
