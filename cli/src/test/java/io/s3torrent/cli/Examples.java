package io.s3torrent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands in the code blocks of a page, and in the examples that {@code --help} prints.
 *
 * <p>Blocks of the kind {@code sh} have commands only. Blocks of the kind {@code console} have commands after {@code "$ "} and their
 * output below.
 */
final class Examples {
    static final Path TOP = Path.of("..");

    /** The kinds of code block that contain no commands. */
    static final List<String> OTHER_KINDS = List.of("text", "json", "yaml", "nginx");

    private static final String FENCE = "```";
    private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|[^\\s'\"]+");
    private static final Pattern VARIABLE = Pattern.compile("([A-Z][A-Z0-9_]*)=(.*)");
    private static final Pattern HELP_EXAMPLE = Pattern.compile("  (?:s3torrent|aws) .*");

    private Examples() {}

    /**
     * One command of a page.
     *
     * @param variables the assignments in front of the command
     * @param words the program and its arguments, without quotes
     * @param output the lines below it, in a block of the kind {@code console}
     */
    record Example(String page, int line, Map<String, String> variables, List<String> words, List<String> output) {

        String program() {
            return words.get(0);
        }

        List<String> arguments() {
            return words.subList(1, words.size());
        }

        @Override
        public String toString() {
            return page + ":" + line + " " + String.join(" ", words);
        }
    }

    /** The commands of a Markdown page, in their order. */
    static List<Example> of(String page) throws IOException {
        List<String> lines = Files.readAllLines(TOP.resolve(page));
        List<Example> found = new ArrayList<>();
        String kind = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(FENCE)) {
                kind = kind.isEmpty() ? (line + " ").substring(FENCE.length()) : "";
            } else if (isCommand(kind.strip(), line)) {
                int first = i + 1;
                StringBuilder command = new StringBuilder(line.replaceFirst("^\\$ ", ""));
                while (command.charAt(command.length() - 1) == '\\') {
                    command.setLength(command.length() - 1);
                    command.append(lines.get(++i).strip());
                }
                found.add(example(page, first, command.toString(), output(kind.strip(), lines, i + 1)));
            }
        }
        return found;
    }

    /** The texts of the code blocks of one kind. */
    static List<String> blocks(String page, String kind) throws IOException {
        List<String> blocks = new ArrayList<>();
        StringBuilder block = null;
        for (String line : Files.readAllLines(TOP.resolve(page))) {
            if (line.startsWith(FENCE)) {
                if (block != null) {
                    blocks.add(block.toString());
                }
                block = line.equals(FENCE + kind) ? new StringBuilder() : null;
            } else if (block != null) {
                block.append(line).append('\n');
            }
        }
        return blocks;
    }

    /** The kinds of the code blocks of a page; without a kind, the text is empty. */
    static List<String> kinds(String page) throws IOException {
        List<String> kinds = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(TOP.resolve(page))) {
            if (line.startsWith(FENCE)) {
                if (!inside) {
                    kinds.add(line.substring(FENCE.length()));
                }
                inside = !inside;
            }
        }
        return kinds;
    }

    private static boolean isCommand(String kind, String line) {
        return switch (kind) {
            case "sh" -> !line.isBlank();
            case "console" -> line.startsWith("$ ");
            case "" -> HELP_EXAMPLE.matcher(line).matches(); // docs/cli.md repeats what --help prints
            default -> false;
        };
    }

    private static List<String> output(String kind, List<String> lines, int from) {
        return !kind.equals("console")
                ? List.of()
                : lines.subList(from, lines.size()).stream()
                        .takeWhile(line -> !line.startsWith(FENCE) && !line.startsWith("$ "))
                        .filter(line -> !line.isBlank())
                        .toList();
    }

    private static Example example(String page, int line, String command, List<String> output) {
        Map<String, String> variables = new TreeMap<>();
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find() && !word.group().equals("#")) {
            Matcher variable = VARIABLE.matcher(word.group());
            if (words.isEmpty() && variable.matches()) {
                variables.put(variable.group(1), variable.group(2));
            } else {
                words.add(word.group().replaceAll("^(['\"])(.*)\\1$", "$2"));
            }
        }
        return new Example(page, line, variables, words, output);
    }
}
