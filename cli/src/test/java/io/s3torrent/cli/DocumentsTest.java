package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.cli.options.Environment;
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
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Compares README, INVARIANTS and the pages in docs with the program and its tests. */
class DocumentsTest {
    private static final Path TOP = Path.of("..");

    /** The simple names of all classes in the sources, nested ones too. */
    private static final Set<String> TYPES = Sources.types();

    /** Options of docker, mvn, git, and of the programs that the pages compare with. */
    private static final List<String> OPTIONS_OF_OTHERS = List.of("--aws-sigv4", "--build");

    /** Run with {@code -Ds3torrent.writeDocs=true} to rewrite the generated part of the page. */
    @Test
    void cliPageIsTheHelpOfEveryCommand() throws IOException {
        Path page = TOP.resolve("docs/cli.md");
        String present = Files.readString(page);
        int begin = present.indexOf(CliPage.BEGIN) + CliPage.BEGIN.length();
        int end = present.indexOf(CliPage.END);
        String expected = CliPage.text(S3Torrent.commandLine(Console.onStderr()));
        if (Boolean.getBoolean("s3torrent.writeDocs")) {
            Files.writeString(page, present.substring(0, begin) + expected + present.substring(end));
        } else {
            assertThat(present.substring(begin, end)).isEqualTo(expected);
        }
    }

    @Test
    void cliPageNamesEveryCommandAndOption() throws IOException {
        String page = Files.readString(TOP.resolve("docs/cli.md"));
        CommandLine program = S3Torrent.commandLine(Console.onStderr());

        assertThat(program.getSubcommands().keySet())
                .allMatch(command -> command.equals("help") || page.contains("\n## " + command + "\n"));
        assertThat(everyOption(program))
                .allMatch(option -> Stream.of(option.names()).allMatch(page::contains));
    }

    @ParameterizedTest
    @MethodSource("pagesForUsers")
    void pagesNameNoUnknownOptionOrCommand(String page) throws IOException {
        CommandLine program = S3Torrent.commandLine(Console.onStderr());
        List<String> options = everyOption(program)
                .flatMap(option -> Stream.of(option.names()))
                .toList();

        assertThat(words(page, "(?<![-\\w])--[a-z][a-z0-9-]+"))
                .filteredOn(word -> !OPTIONS_OF_OTHERS.contains(word))
                .isSubsetOf(options);
        assertThat(words(page, "(?<=\\./s3torrent |`s3torrent |  s3torrent )[a-z][a-z0-9-]*"))
                .isSubsetOf(program.getSubcommands().keySet());
    }

    static List<String> pagesForUsers() throws IOException {
        try (Stream<Path> docs = Files.list(TOP.resolve("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CHANGELOG.md", "SECURITY.md"),
                            docs.map(Path::getFileName)
                                    .map(Path::toString)
                                    .filter(name -> name.endsWith(".md"))
                                    .sorted()
                                    .map("docs/"::concat))
                    .toList();
        }
    }

    @Test
    void jsonPageNamesEveryEventAndField() throws IOException {
        String page = Files.readString(TOP.resolve("docs/json-events.md"));
        Pattern names = Pattern.compile("\\b(?:event|print|put|putSeconds|putObjects)\\(\\s*\"([A-Za-z0-9-]+)\"");
        StringBuilder sources = new StringBuilder();
        try (Stream<Path> files =
                Files.find(TOP.resolve("cli/src/main/java"), 20, (file, attributes) -> attributes.isRegularFile())) {
            for (Path file : files.toList()) {
                sources.append(Files.readString(file));
            }
        }

        assertThat(names.matcher(sources).results().map(found -> found.group(1)).distinct())
                .isNotEmpty()
                .allMatch(name -> page.contains("`" + name + "`") || page.contains("\n## " + name + "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVARIANTS.md", "docs/faults.md"})
    void pagesNameOnlyTestsThatExist(String page) throws IOException {
        assertThat(words(page, "(?<=`)[A-Z]\\w+(?:Test|IT|Contract)(?=`)"))
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

    /** Renders the help of all commands as Markdown. The common options and the S3 options appear once. */
    private static final class CliPage {
        static final String BEGIN = "<!-- begin: generated from the commands' help by DocumentsTest -->\n";
        static final String END = "<!-- end -->";

        private static final List<String> COMMON = List.of("--output", "--debug", "--help", "--version");

        private final StringBuilder out = new StringBuilder();

        static String text(CommandLine program) {
            CliPage page = new CliPage();
            page.add("## Options of every command");
            page.options(program.getCommandSpec().options().stream().filter(CliPage::isCommon));
            page.add("## S3 options");
            page.add("As in the AWS CLI. All commands that contact a store accept them.");
            page.options(program.getCommandSpec().options().stream().filter(CliPage::isOfS3));
            program.getSubcommands().forEach(page::command);
            return "\n" + page.out;
        }

        private void command(String name, CommandLine command) {
            CommandSpec spec = command.getCommandSpec();
            if (spec.helpCommand()) {
                return;
            }
            add("## " + name, String.join(" ", spec.usageMessage().description()));
            add("```\n" + command.getHelp().synopsis(0).strip() + "\n```");
            Stream<ArgSpec> arguments = spec.positionalParameters().stream().map(ArgSpec.class::cast);
            options(Stream.concat(
                    arguments,
                    spec.options().stream()
                            .filter(option -> !isCommon(option) && !isOfS3(option) && !option.hidden())));
            if (spec.options().stream().anyMatch(CliPage::isOfS3)) {
                add("Also the [S3 options](#s3-options).");
            }
            List<OptionSpec> hidden =
                    spec.options().stream().filter(OptionSpec::hidden).toList();
            if (!hidden.isEmpty()) {
                add(hidden.stream()
                        .map(option -> "`" + option.longestName() + "`")
                        .collect(Collectors.joining(", ", "Accepted and ignored: ", ".")));
            }
            footer(spec);
        }

        private void footer(CommandSpec spec) {
            List<String> lines = Stream.of(spec.usageMessage().footer())
                    .filter(line -> !line.equals(Environment.HELP_1) && !line.endsWith(Environment.HELP_NONE))
                    .toList();
            String text = String.join("\n", lines).strip();
            if (!text.isEmpty()) {
                add("```\n" + text + "\n```");
            }
        }

        private void options(Stream<? extends ArgSpec> args) {
            List<String> rows = args.map(CliPage::row).toList();
            if (!rows.isEmpty()) {
                add("| option | meaning |\n|---|---|\n" + String.join("\n", rows));
            }
        }

        private static String row(ArgSpec arg) {
            String name = arg instanceof OptionSpec option ? String.join(", ", option.names()) : "";
            String value = arg instanceof OptionSpec option && option.arity().max() == 0
                    ? ""
                    : arg.arity().min() == 0 && arg.isOption() ? "[=" + arg.paramLabel() + "]" : " " + arg.paramLabel();
            return "| `" + cell((name + value).strip()) + "` | "
                    + cell(String.join(" ", arg.description())).replaceAll("[*<]", "\\\\$0") + " |";
        }

        private static String cell(String text) {
            return text.replace("\n", " ").replace("%%", "%").replace("|", "\\|");
        }

        private static boolean isCommon(OptionSpec option) {
            return COMMON.contains(option.longestName());
        }

        private static boolean isOfS3(OptionSpec option) {
            return option.group() != null
                    && option.group().heading() != null
                    && option.group().heading().contains("S3 options");
        }

        private void add(String... paragraphs) {
            for (String paragraph : paragraphs) {
                out.append(paragraph).append("\n\n");
            }
        }
    }
}
