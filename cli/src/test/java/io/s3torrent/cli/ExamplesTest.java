package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.s3torrent.cli.Examples.Example;
import io.s3torrent.cli.options.Environment;
import io.s3torrent.cli.output.Console;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Parses every example of the documents with the parser of the program. {@code ExamplesIT} runs those of README and of the guides. */
class ExamplesTest {
    /** Other programs in the examples. This test does not check their arguments. */
    private static final Map<String, String> NOT_PARSED = Map.of(
            "mvn", "the build itself; DocumentsTest checks profiles and test classes",
            ".ci/run", "installs packages",
            "mkdir", "makes a folder for the commands below it");

    @ParameterizedTest
    @MethodSource("examples")
    void theProgramParsesTheExample(Example example) {
        CommandLine program = S3Torrent.commandLine(Console.onStderr());
        Environment environment = new Environment(example.variables(), example.arguments());
        program.setDefaultValueProvider(environment);

        assertThatCode(() -> program.parseArgs(arguments(example))).doesNotThrowAnyException();
        assertThat(environment.unknown(program.getCommandSpec())).isEmpty();
    }

    /** Examples of s3torrent, and of the AWS CLI, whose {@code s3api} command s3torrent also has. */
    static List<Example> examples() throws IOException {
        return all().filter(example -> !NOT_PARSED.containsKey(example.program()))
                .toList();
    }

    @Test
    void everyProgramIsKnown() throws IOException {
        assertThat(all().map(Example::program).distinct())
                .isSubsetOf(Stream.concat(NOT_PARSED.keySet().stream(), Stream.of("./s3torrent", "s3torrent", "aws"))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCodeBlockHasAKind(String page) throws IOException {
        List<String> kinds = new ArrayList<>(Examples.OTHER_KINDS);
        kinds.addAll(List.of("sh", "console"));
        if (page.equals("docs/cli.md")) {
            kinds.add(""); // the help of the commands
        }
        assertThat(Examples.kinds(page)).isSubsetOf(kinds);
    }

    @Test
    void anExampleWithAWrongOptionIsFound() {
        Example wrong =
                new Example("", 1, Map.of(), List.of("./s3torrent", "seed", "s3://b/k", "--anounce"), List.of());

        assertThatCode(() -> S3Torrent.commandLine(Console.onStderr()).parseArgs(arguments(wrong)))
                .hasMessageContaining("--anounce");
    }

    static List<String> pages() throws IOException {
        return Stream.concat(DocumentsTest.pagesForUsers().stream(), Stream.of("CONTRIBUTING.md", "INVARIANTS.md"))
                .toList();
    }

    private static Stream<Example> all() throws IOException {
        List<Example> found = new ArrayList<>();
        for (String page : pages()) {
            found.addAll(Examples.of(page));
        }
        assertThat(found).hasSizeGreaterThan(40);
        return found.stream();
    }

    private static String[] arguments(Example example) {
        return example.arguments().stream()
                .map(word -> word.replaceFirst("(?<=urn:btih:)\\w*(?:…|\\.\\.\\.)", "0".repeat(40))
                        .replace("…", ""))
                .toArray(String[]::new);
    }
}
