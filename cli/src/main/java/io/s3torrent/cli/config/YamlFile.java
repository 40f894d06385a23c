package io.s3torrent.cli.config;

import io.s3torrent.cli.output.CommandException;
import io.s3torrent.cli.output.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads the tree of nodes of a YAML file, and reports errors with file, line and column. Size, depth and aliases are bounded, and tags
 * never create objects.
 */
final class YamlFile {
    static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 16;
    /** Aliases of lists and mappings. The records limit the depth, so that aliases cannot multiply. */
    private static final int MAX_ALIASES = 50;

    private final String name;
    private final MappingNode root;

    private YamlFile(String name, String text) throws CommandException {
        this.name = name;
        this.root = root(text);
    }

    /** An empty file, for a run without one. */
    static YamlFile empty() throws CommandException {
        return new YamlFile("(no file)", "");
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read or is not YAML
     */
    static YamlFile read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw wrong(file + ": more than " + MAX_BYTES + " bytes (expected: a configuration file)");
        }
        try {
            return new YamlFile(
                    file.toString(),
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            throw wrong(file + ": not UTF-8");
        }
    }

    /** The name of the file, as the user wrote it. */
    String name() {
        return name;
    }

    /** The sections. */
    MappingNode root() {
        return root;
    }

    private MappingNode root(String text) throws CommandException {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setCodePointLimit(MAX_BYTES);
        try {
            Node node = new Yaml(options).compose(new StringReader(text));
            if (node == null) {
                return new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK);
            }
            if (node instanceof MappingNode mapping) {
                return mapping;
            }
            throw wrong(node, "expected: sections, as in \"seeder: {listen: ...}\"");
        } catch (MarkedYAMLException e) {
            throw wrong(name + at(e.getProblemMark()) + ": invalid YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw wrong(name + ": invalid YAML: " + e.getMessage());
        }
    }

    /** The error for a node. */
    CommandException wrong(Node node, String message) {
        return wrong(name + at(node.getStartMark()) + ": " + message);
    }

    /** The error with a message that already has the place. */
    static CommandException wrong(String message) {
        return new CommandException(ExitCode.CONFIGURATION, message);
    }

    private static String at(@Nullable Mark mark) {
        return mark == null ? "" : ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
