package io.s3torrent.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.cli.config.ConfigKeys.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the documents of the configuration file with its records. {@code -Ds3torrent.writeDocs=true} rewrites what is generated. */
class ConfigDocumentsTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Path EXAMPLE = DOCS.resolve("s3torrent.example.yaml");
    private static final String BEGIN = "<!-- begin: generated from the records by ConfigDocumentsTest -->\n";
    private static final String END = "<!-- end -->";

    @TempDir
    private Path folder;

    @Test
    void thePageListsAllKeys() throws IOException {
        Path page = DOCS.resolve("configuration.md");
        String present = Files.readString(page);
        String before = present.substring(0, present.indexOf(BEGIN) + BEGIN.length());
        hold(page, before + table() + END + "\n");
    }

    @Test
    void theSchemaListsAllKeys() throws IOException {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Configuration of s3torrent serve");
        schema.putAll(section(ServeConfig.class));
        hold(DOCS.resolve("s3torrent.schema.json"), json(schema, "") + "\n");
    }

    private static void hold(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("s3torrent.writeDocs")) {
            Files.writeString(file, expected);
        } else {
            assertThat(file).hasContent(expected);
        }
    }

    @Test
    void theExampleIsRight() throws IOException {
        assertThat(ServeConfig.read(EXAMPLE, Overrides.NONE, Map.of()).followedSources())
                .hasSize(2);
    }

    @Test
    void theExampleIsRightWithAllItsKeys() throws IOException {
        String all = Files.readString(EXAMPLE).replaceAll("(?m)^  # ([a-z0-9-]+:)", "  $1");
        Path file = Files.writeString(folder.resolve("all.yaml"), all);
        ServeConfig config = ServeConfig.read(file, Overrides.NONE, Map.of());
        assertThat(config.seeder().dhtBootstrap()).hasSize(1);
        each((section, key) -> assertThat(all)
                .as(key.path())
                .containsPattern("(?m)^" + (section.isEmpty() ? "" : "  (?:- )?(?:  )?") + key.name() + ":"));
    }

    /** Calls {@code told} with each section and key. */
    private static void each(BiConsumer<String, Entry> told) {
        for (Entry section : ConfigKeys.of(ServeConfig.class, "")) {
            if (section.hasKeys()) {
                ConfigKeys.of(section.type(), section.path()).forEach(key -> told.accept(section.name(), key));
            } else {
                told.accept("", section);
            }
        }
    }

    private static String table() {
        StringBuilder page = new StringBuilder();
        List<Entry> single = new ArrayList<>();
        for (Entry section : ConfigKeys.of(ServeConfig.class, "")) {
            if (section.hasKeys()) {
                page.append("\n## ")
                        .append(section.name())
                        .append("\n\n")
                        .append(sentence(section.key().value()));
                page.append("\n\n").append(rows(ConfigKeys.of(section.type(), section.path()), !section.isList()));
            } else {
                single.add(section);
            }
        }
        return "\n" + rows(single, true) + page + "\n";
    }

    private static String rows(List<Entry> keys, boolean haveVariables) {
        String head = haveVariables
                ? "| key | value | default | variables | meaning |\n|---|---|---|---|---|\n"
                : "| key | value | default | meaning |\n|---|---|---|---|\n";
        return head
                + keys.stream()
                        .map(key -> "| `" + key.name() + "` | " + cell(form(key)) + " | " + cell(byDefault(key)) + " | "
                                + (haveVariables ? variables(key) + " | " : "")
                                + key.key().value() + " |\n")
                        .collect(Collectors.joining());
    }

    private static String variables(Entry key) {
        return key.variables().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }

    private static String cell(String text) {
        return text.isEmpty() ? "" : "`" + text.replace("|", "\\|") + "`";
    }

    private static String form(Entry key) {
        String form = key.type() == boolean.class ? "true|false" : key.key().form();
        return key.isList() ? "[" + form + ", ...]" : form;
    }

    private static String byDefault(Entry key) {
        return key.type() == boolean.class ? "false" : key.key().byDefault();
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    private static Map<String, Object> section(Class<?> type) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Entry key : ConfigKeys.of(type, "")) {
            properties.put(key.name(), property(key));
            if (key.key().required()) {
                required.add(key.name());
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    private static Map<String, Object> property(Entry key) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", sentence(key.key().value()));
        if (key.isList()) {
            schema.put("type", "array");
            schema.put("items", key.hasKeys() ? section(key.type()) : value(key));
            return schema;
        }
        schema.putAll(key.hasKeys() ? section(key.type()) : value(key));
        if (!key.key().byDefault().isEmpty()) {
            schema.put("default", key.key().byDefault());
        }
        return schema;
    }

    /** Numbers may be texts, because they may contain placeholders. */
    private static Map<String, Object> value(Entry key) {
        if (key.type() == boolean.class) {
            return Map.of("type", "boolean");
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", List.of("string", "number"));
        if (key.type().isEnum()) {
            schema.put("examples", List.of(key.key().form().split("\\|", -1)));
        }
        return schema;
    }

    private static String json(Object value, String indent) {
        String deeper = indent + "  ";
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> deeper + "\"" + entry.getKey() + "\": " + json(entry.getValue(), deeper))
                    .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(item -> json(item, deeper)).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof Boolean
                ? value.toString()
                : "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
