package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.cli.output.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The pages in the top folder say what is there, and what they say is there. */
class DocumentsTest {
    private static final Path TOP = Path.of("..");

    /** The simple names of all classes in the sources, nested ones too. */
    private static final Set<String> TYPES = Sources.types();

    /** Names in package-infos whose classes were renamed. This list is to be empty. */
    private static final List<String> TO_MEND = List.of(
            "Report", "Outbox", "Node", "Bus", "Shelves", "Wish", "Form", "Grants", "Makings", "Pages", "Links",
            "Streams");

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
        assertThat(words("INVARIANTS.md", "(?<=`)[A-Z]\\w+(?:Test|IT|Contract)(?=`)"))
                .isNotEmpty()
                .allMatch(TYPES::contains);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONTRIBUTING.md", "docs/architecture.md"})
    void pagesForContributorsNameOnlyClassesThatExist(String page) throws IOException {
        assertThat(words(page, "(?<=`)[A-Z]\\w*[a-z]\\w*(?=[`.(])"))
                .isNotEmpty()
                .allMatch(TYPES::contains);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONTRIBUTING.md", "docs/architecture.md"})
    void pagesForContributorsNameOnlyPackagesThatExist(String page) throws IOException {
        assertThat(words(page, "(?<=`)(?:net|lifecycle|status|bittorrent|tracker|seeder|cli)(?:\\.[a-z0-9]+)*(?=`)"))
                .isSubsetOf(Sources.packages());
    }

    @Test
    void contributingNamesCommandsThatWork() throws IOException {
        String page = Files.readString(TOP.resolve("CONTRIBUTING.md"));

        assertThat(words("CONTRIBUTING.md", "(?<=-Dtest=)\\w+")).isNotEmpty().allMatch(TYPES::contains);
        assertThat(words("CONTRIBUTING.md", "(?<= -P)\\w+"))
                .isNotEmpty()
                .allMatch(profile -> Sources.read(TOP.resolve("pom.xml")).contains("<id>" + profile + "</id>"));
        assertThat(words("CONTRIBUTING.md", "(?<=\\]\\()[^)#:]+(?=\\))"))
                .isNotEmpty()
                .allMatch(link -> Files.exists(TOP.resolve(link)));
        assertThat(page).contains(".ci/run");
        assertThat(TOP.resolve(".ci/run")).isExecutable();
    }

    @ParameterizedTest
    @MethodSource("packageInfos")
    void aPackageNamesOnlyClassesThatExist(Path packageInfo) {
        String text = Sources.read(packageInfo);

        assertThat(words(text, Pattern.compile("\\{@code\\s+([A-Z]\\w*[a-z]\\w*)(?=[}.#])")))
                .filteredOn(name -> !TO_MEND.contains(name))
                .allMatch(TYPES::contains);
        assertThat(words(text, Pattern.compile("\\{@link\\s+io\\.s3torrent\\.(?:[a-z]\\w*\\.)*([A-Z]\\w*)")))
                .allMatch(TYPES::contains);
    }

    static List<Path> packageInfos() {
        List<Path> pages = Sources.files("package-info.java");
        assertThat(pages).hasSizeGreaterThan(40);
        return pages;
    }

    private static Stream<OptionSpec> everyOption(CommandLine command) {
        return Stream.concat(
                command.getCommandSpec().options().stream(),
                command.getSubcommands().values().stream().flatMap(DocumentsTest::everyOption));
    }

    private static List<String> words(String page, String pattern) throws IOException {
        return words(Files.readString(TOP.resolve(page)), Pattern.compile("(" + pattern + ")"));
    }

    private static List<String> words(String text, Pattern pattern) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
    }

    /** The sources of the three modules. */
    private static final class Sources {
        private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|enum|record) ([A-Z]\\w*)");

        private Sources() {}

        static List<Path> files(String ending) {
            List<Path> found = new ArrayList<>();
            for (String module : List.of("tracker", "seeder", "cli")) {
                try (Stream<Path> files = Files.walk(TOP.resolve(module).resolve("src"))) {
                    files.filter(file -> file.toString().endsWith(ending))
                            .sorted()
                            .forEach(found::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return found;
        }

        /** The simple names of all classes, nested ones too. */
        static Set<String> types() {
            return files(".java").stream()
                    .flatMap(file -> TYPE.matcher(read(file)).results().map(match -> match.group(1)))
                    .collect(Collectors.toSet());
        }

        /** The packages with classes, below {@code io.s3torrent}. */
        static Set<String> packages() {
            Pattern declared = Pattern.compile("^package io\\.s3torrent\\.([\\w.]+);", Pattern.MULTILINE);
            return files(".java").stream()
                    .flatMap(file -> declared.matcher(read(file)).results().map(match -> match.group(1)))
                    .collect(Collectors.toSet());
        }

        static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
