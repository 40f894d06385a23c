package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.cli.output.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Finds phrases that readers must read twice: in the documents, in the help of every command, and in messages. */
class PlainWordsTest {
    private static final Path TOP = Path.of("..");

    /** A curated list: every phrase has a plain replacement, and none of them is needed in correct plain English. */
    private static final Pattern UNCLEAR = Pattern.compile(
            "\\b(?:whom|whoever|whosoever|whomever|be it\\b|(?:each|those|all) who\\b|who asks|is nobody"
                    + "|nobody (?:hears|knows|asks|waits|reads|has)|goes for (?:all|the|both|what)|and that with it"
                    + "|of which|for it is (?:the|its)|as ever\\b|in vain\\b|of before\\b|is no more\\b|anew\\b"
                    + "|maybe\\b)|, too[.:;,)]",
            Pattern.CASE_INSENSITIVE);

    /** A comment, a string or a character. Inside one of them, the start marks of the others have no meaning. */
    private static final Pattern JAVA = Pattern.compile(
            "/\\*.*?\\*/|//[^\\n]*|\"(?:[^\"\\\\\\n]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)++'", Pattern.DOTALL);

    @ParameterizedTest
    @MethodSource("documents")
    void documentsUsePlainPhrases(Path document) throws IOException {
        assertThat(unclear(Files.readString(document))).isEmpty();
    }

    static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(TOP);
                Stream<Path> docs = Files.walk(TOP.resolve("docs"))) {
            List<Path> pages = Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
            assertThat(pages).hasSizeGreaterThan(35);
            return pages;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tracker", "seeder", "cli"})
    void messagesUsePlainPhrases(String module) throws IOException {
        StringBuilder literals = new StringBuilder();
        try (Stream<Path> files = Files.walk(TOP.resolve(module).resolve("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                literals.append(literals(Files.readString(file)));
            }
        }

        assertThat(literals).hasSizeGreaterThan(5000);
        assertThat(unclear(literals.toString())).isEmpty();
    }

    @Test
    void literalsOfAMessageAreRead() {
        assertThat(literals(
                        "log(\"of \" // whoever\n + \"which\" + 1); /* in \"vain\" */ char c = '\"'; x(\"a\\\"b\");"))
                .isEqualTo("of which\na\\\"b\n");
    }

    /** The string literals of a Java source, one in each line. Literals that {@code +} joins are one. */
    private static String literals(String source) {
        String code = JAVA.matcher(source)
                .replaceAll(found -> found.group().startsWith("/") ? "" : Matcher.quoteReplacement(found.group()));
        return JAVA.matcher(code.replaceAll("\"\\s*\\+\\s*\"", ""))
                .results()
                .map(MatchResult::group)
                .filter(literal -> literal.startsWith("\""))
                .map(literal -> literal.substring(1, literal.length() - 1) + "\n")
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpUsesPlainPhrases(String command) {
        CommandLine program = S3Torrent.commandLine(Console.onStderr());
        CommandLine line = command.isEmpty()
                ? program
                : Objects.requireNonNull(program.getSubcommands().get(command));

        assertThat(unclear(line.getUsageMessage())).isEmpty();
    }

    static Stream<String> commands() {
        return Stream.concat(
                Stream.of(""), S3Torrent.commandLine(Console.onStderr()).getSubcommands().keySet().stream());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A key lists the peers to whom it is sent.",
                "The gateway keeps it, too.",
                "Look for a torrent\nof before nowhere.",
                "Let each who\n  asks have one.",
                "Two parts, of which one is kept."
            })
    void anUnclearPhraseIsFound(String text) {
        assertThat(unclear(text)).hasSize(1);
    }

    @Test
    void plainPhrasesAreNotFound() {
        assertThat(unclear("Both options are needed too often. Torrents of beforehand; the wholesale price."))
                .isEmpty();
    }

    /** The phrases with the text around them; lines may break inside a phrase. */
    private static List<String> unclear(String text) {
        String line = text.replaceAll("\\s+", " ");
        return UNCLEAR.matcher(line)
                .results()
                .map(found ->
                        line.substring(Math.max(0, found.start() - 40), Math.min(line.length(), found.end() + 40)))
                .toList();
    }
}
