package io.s3torrent.cli.config;

import io.s3torrent.cli.config.ConfigKeys.Entry;
import io.s3torrent.cli.options.ArgumentConverters;
import io.s3torrent.cli.output.CommandException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Binds the nodes of a YAML file to records. A component is a section (a record of this package), a value, an {@link Optional} of either,
 * or a {@link List}. Values come from {@link Overrides}, else from the file, else from {@link Key#byDefault}. Errors name file, line and
 * column, or the variable.
 */
final class RecordBinder {
    private final YamlFile file;
    private final Overrides overrides;
    private final Placeholders placeholders;

    RecordBinder(YamlFile file, Overrides overrides, Map<String, String> env) {
        this.file = file;
        this.overrides = overrides;
        this.placeholders = new Placeholders(env);
    }

    /**
     * Binds the whole file.
     *
     * @throws CommandException if a key is unknown or twice there, or a value is wrong
     */
    <R extends Record> R bind(Class<R> type) throws CommandException {
        return bind(type, Map.of());
    }

    /** Binds the whole file; {@code given} has the values of some keys of the root. */
    <R extends Record> R bind(Class<R> type, Map<String, Object> given) throws CommandException {
        return type.cast(section(type, "", file.root(), given, true));
    }

    private Object section(
            Class<?> type, String path, MappingNode node, Map<String, Object> given, boolean mayBeOverridden)
            throws CommandException {
        List<Entry> keys = ConfigKeys.of(type, path);
        Map<String, Node> values = values(node, keys, path);
        List<@Nullable Object> arguments = new ArrayList<>();
        for (Entry key : keys) {
            Object value = given.get(key.name());
            arguments.add(
                    value == null
                            ? component(key, Optional.ofNullable(values.get(key.name())), node, mayBeOverridden)
                            : value);
        }
        try {
            return construct(type, arguments);
        } catch (IllegalArgumentException e) {
            throw file.wrong(node, (path.isEmpty() ? "" : path + ": ") + e.getMessage());
        }
    }

    private Map<String, Node> values(MappingNode node, List<Entry> keys, String path) throws CommandException {
        List<String> names = keys.stream().map(Entry::name).toList();
        Map<String, Node> values = new HashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
                throw file.wrong(tuple.getKeyNode(), "the key is not a word " + expected(names));
            }
            if (!names.contains(name.getValue())) {
                throw file.wrong(name, unknown(name.getValue(), names, path));
            }
            if (values.put(name.getValue(), tuple.getValueNode()) != null) {
                throw file.wrong(name, "the key \"" + name.getValue() + "\" appears twice");
            }
        }
        return values;
    }

    private static String unknown(String name, List<String> names, String path) {
        Optional<String> near = names.stream()
                .filter(known -> Spelling.isNear(name, known))
                .min((a, b) -> Integer.compare(Spelling.distance(name, a), Spelling.distance(name, b)));
        return "unknown key \"" + name + "\"" + (path.isEmpty() ? "" : " in " + path)
                + near.map(known -> "; did you mean \"" + known + "\"?").orElseGet(() -> " " + expected(names));
    }

    private static String expected(List<String> names) {
        return "(expected: " + String.join(", ", names) + ")";
    }

    private @Nullable Object component(Entry key, Optional<Node> node, MappingNode parent, boolean mayBeOverridden)
            throws CommandException {
        if (key.hasKeys()) {
            return key.isList() ? records(key, node) : nested(key, node);
        }
        Optional<Overrides.Given> override =
                mayBeOverridden ? overrides.of(key.variable(), key.option()) : Optional.empty();
        if (key.isList()) {
            return override.isPresent() ? list(key, override.get()) : list(key, node);
        }
        Optional<Overrides.Given> fallback = mayBeOverridden ? overrides.fallback(key.option()) : Optional.empty();
        Object value = null;
        if (override.isPresent()) {
            value = overridden(key, override.get().text(), override.get().origin());
        } else if (node.isPresent()) {
            value = value(key, node.get());
        } else if (fallback.isPresent()) {
            value = overridden(key, fallback.get().text(), fallback.get().origin());
        } else if (!key.key().byDefault().isEmpty()) {
            value = parser(key).apply(key.key().byDefault());
        } else if (key.type() == boolean.class) {
            value = false;
        }
        if (value == null && key.key().required()) {
            throw file.wrong(parent, "the key \"" + key.name() + "\" is missing");
        }
        return key.isOptional() ? Optional.ofNullable(value) : value;
    }

    /** A section. An empty one has its defaults; an optional one is also present when a variable sets one of its keys. */
    private Object nested(Entry key, Optional<Node> node) throws CommandException {
        boolean isSet = ConfigKeys.of(key.type(), key.path()).stream()
                .anyMatch(inner ->
                        overrides.of(inner.variable(), inner.ownOption()).isPresent());
        if (node.isEmpty() && key.isOptional() && !isSet) {
            return Optional.empty();
        }
        Object bound = section(key.type(), key.path(), mapping(key, node), Map.of(), true);
        return key.isOptional() ? Optional.of(bound) : bound;
    }

    private MappingNode mapping(Entry key, Optional<Node> node) throws CommandException {
        if (node.isEmpty() || isNull(node.get())) {
            MappingNode root = file.root();
            Node place = node.orElse(root);
            return new MappingNode(
                    Tag.MAP, true, List.of(), place.getStartMark(), place.getEndMark(), root.getFlowStyle());
        }
        if (node.get() instanceof MappingNode mapping) {
            return mapping;
        }
        throw file.wrong(
                node.get(),
                key.path() + ": not a section "
                        + expected(ConfigKeys.of(key.type(), "").stream()
                                .map(Entry::name)
                                .toList()));
    }

    private List<Object> records(Entry key, Optional<Node> node) throws CommandException {
        List<Object> records = new ArrayList<>();
        for (Node item : items(key, node)) {
            String path = key.path() + "[" + records.size() + "]";
            if (!(item instanceof MappingNode mapping)) {
                throw file.wrong(item, path + ": expected: " + key.key().form());
            }
            records.add(section(key.type(), path, mapping, Map.of(), false));
        }
        return List.copyOf(records);
    }

    private List<Object> list(Entry key, Optional<Node> node) throws CommandException {
        List<Object> values = new ArrayList<>();
        for (Node item : items(key, node)) {
            values.add(value(key, item));
        }
        return List.copyOf(values);
    }

    private List<Node> items(Entry key, Optional<Node> node) throws CommandException {
        if (node.isEmpty()) {
            return List.of();
        }
        if (node.get() instanceof SequenceNode list) {
            return list.getValue();
        }
        throw file.wrong(
                node.get(),
                key.path() + ": expected: a list, as in [" + key.key().form() + "]");
    }

    private static List<Object> list(Entry key, Overrides.Given override) throws CommandException {
        List<Object> values = new ArrayList<>();
        for (String text : override.text().strip().split(key.separator(), -1)) {
            values.add(overridden(key, text, override.origin()));
        }
        return List.copyOf(values);
    }

    private static Object overridden(Entry key, String text, String origin) throws CommandException {
        try {
            return parser(key).apply(text);
        } catch (IllegalArgumentException e) {
            throw YamlFile.wrong(origin + ": " + e.getMessage());
        }
    }

    private Object value(Entry key, Node node) throws CommandException {
        if (isNull(node)) {
            throw file.wrong(
                    node, key.path() + ": empty (expected: " + key.key().form() + ")");
        }
        if (!(node instanceof ScalarNode scalar)) {
            throw file.wrong(
                    node,
                    key.path() + ": not a single value (expected: " + key.key().form() + ")");
        }
        String filled = "";
        try {
            filled = placeholders.fill(scalar.getValue());
            return parser(key).apply(filled);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            // the text of a placeholder may be secret
            throw file.wrong(
                    node,
                    key.path() + ": " + (filled.isEmpty() ? message : message.replace(filled, scalar.getValue())));
        }
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static Function<String, ?> parser(Entry key) {
        Class<?> type = key.type();
        if (type == String.class) {
            return text -> text;
        }
        if (type == int.class || type == Integer.class) {
            return RecordBinder::number;
        }
        if (type == boolean.class) {
            return RecordBinder::truth;
        }
        if (type == Path.class) {
            return RecordBinder::path;
        }
        return type.isEnum() ? text -> oneOf(type, text) : ArgumentConverters.parser(type);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the caller has checked that it is an enum
    private static Enum<?> oneOf(Class<?> type, String text) {
        return ArgumentConverters.oneOf((Class<Enum>) type, text);
    }

    private static Path path(String text) {
        try {
            if (!text.isEmpty()) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"" + text + "\": " + e.getReason(), e);
        }
        throw new IllegalArgumentException("\"\" (expected: a file or folder)");
    }

    private static Integer number(String text) {
        if (!text.matches("[0-9]{1,9}") || text.matches("0+")) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: a whole number from 1 on)");
        }
        return Integer.valueOf(text);
    }

    private static Boolean truth(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: true or false)");
        }
        return Boolean.valueOf(text);
    }

    private static Object construct(Class<?> type, List<@Nullable Object> arguments) {
        try {
            Class<?>[] types = Stream.of(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException wrong) {
                throw wrong;
            }
            throw new IllegalStateException(type.getName(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName(), e);
        }
    }

    /** Compares misspelt words. */
    static final class Spelling {
        private static final int MOST = 2;

        private Spelling() {}

        /** True when few letters differ, or only case, hyphens and underscores. */
        static boolean isNear(String word, String known) {
            String plain = word.replace('_', '-').toLowerCase(Locale.ROOT);
            return distance(plain, known) <= Math.min(MOST, known.length() / 3)
                    || plain.equals("--" + known)
                    || plain.replace("-", "").equals(known.replace("-", ""));
        }

        /** The number of letters to insert, remove or replace (Levenshtein). */
        static int distance(String a, String b) {
            int[] row = new int[b.length() + 1];
            for (int j = 0; j <= b.length(); j++) {
                row[j] = j;
            }
            for (int i = 1; i <= a.length(); i++) {
                int diagonal = row[0];
                row[0] = i;
                for (int j = 1; j <= b.length(); j++) {
                    int above = row[j];
                    int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                    row[j] = Math.min(replaced, 1 + Math.min(above, row[j - 1]));
                    diagonal = above;
                }
            }
            return row[b.length()];
        }
    }
}
