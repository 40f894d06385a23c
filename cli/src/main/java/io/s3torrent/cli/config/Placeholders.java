package io.s3torrent.cli.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${NAME}} with an environment variable and {@code ${file:PATH}} with the text of a file, without its last line break.
 * With two dollar signs, the text stays as it is, with one of them.
 *
 * @param env the environment variables
 */
record Placeholders(Map<String, String> env) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)(}?)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String FILE = "file:";
    private static final int MAX_BYTES = 64 << 10;

    /**
     * Replaces all placeholders of a value.
     *
     * @throws IllegalArgumentException if a variable is not set, a file cannot be read, or the form is wrong
     */
    String fill(String text) {
        Matcher found = PLACEHOLDER.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (found.find()) {
            found.appendReplacement(filled, Matcher.quoteReplacement(value(found)));
        }
        return found.appendTail(filled).toString();
    }

    private String value(Matcher found) {
        String inside = found.group(1);
        if (inside == null) {
            return "${";
        }
        if (found.group(2).isEmpty()
                || !(inside.startsWith(FILE) || NAME.matcher(inside).matches())) {
            throw new IllegalArgumentException(
                    "\"" + found.group() + "\" (expected: ${NAME}, ${file:PATH}, or $${ for the characters ${)");
        }
        return inside.startsWith(FILE) ? content(inside.substring(FILE.length())) : variable(inside);
    }

    private String variable(String name) {
        String value = env.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the variable " + name + " is not set");
        }
        return value;
    }

    private static String content(String path) {
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IllegalArgumentException(path + ": more than " + MAX_BYTES + " bytes (expected: one value)");
            }
            return new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("the file " + path + " cannot be read: " + e.getMessage(), e);
        }
    }
}
