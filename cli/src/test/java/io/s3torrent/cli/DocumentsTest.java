package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.cli.output.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The pages in the top folder say what is there, and what they say is there. */
class DocumentsTest {
    private static final Path TOP = Path.of("..");

    @Test
    void readmeNamesEveryCommandAndOption() throws IOException {
        String readme = Files.readString(TOP.resolve("README.md"));
        CommandLine program = S3Torrent.commandLine(Console.onStderr());

        assertThat(program.getSubcommands().keySet())
                .allMatch(command -> command.equals("help") || readme.contains("`" + command));
        assertThat(everyOption(program))
                .allMatch(option -> Stream.of(option.names()).anyMatch(readme::contains));
    }

    @Test
    void readmeNamesNoOptionThatIsNotThere() throws IOException {
        List<String> known = everyOption(S3Torrent.commandLine(Console.onStderr()))
                .flatMap(option -> Stream.of(option.names()))
                .toList();

        assertThat(words("README.md", "(?<![-\\w])--[a-z][a-z-]+"))
                .filteredOn(word -> !List.of("--keep", "--build").contains(word)) // of the demo, of docker
                .isNotEmpty()
                .isSubsetOf(known);
    }

    @Test
    void invariantsNameOnlyTestsThatExist() throws IOException {
        List<String> sources;
        try (Stream<Path> files =
                Files.find(TOP, 20, (file, attributes) -> file.toString().endsWith(".java"))) {
            sources = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .toList();
        }

        assertThat(words("INVARIANTS.md", "(?<=`)[A-Z]\\w+(?:Test|IT|Contract)(?=`)"))
                .isNotEmpty()
                .isSubsetOf(sources);
    }

    private static Stream<OptionSpec> everyOption(CommandLine command) {
        return Stream.concat(
                command.getCommandSpec().options().stream(),
                command.getSubcommands().values().stream().flatMap(DocumentsTest::everyOption));
    }

    private static List<String> words(String page, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(TOP.resolve(page)))
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
    }
}
