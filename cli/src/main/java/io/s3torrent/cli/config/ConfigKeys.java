package io.s3torrent.cli.config;

import io.s3torrent.cli.options.UrlArguments.AnnounceUrl;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The keys of a record: names, types, and the environment variables that set them. */
final class ConfigKeys {
    private static final String PREFIX = "S3TORRENT_";

    private ConfigKeys() {}

    /**
     * One key.
     *
     * @param path the names from the root, joined by dots, such as {@code tracker.listen}
     * @param component the record component that holds its value
     */
    record Entry(String path, RecordComponent component) {

        Key key() {
            return component.getAnnotation(Key.class);
        }

        /** The last part of the path. */
        String name() {
            return path.substring(path.lastIndexOf('.') + 1);
        }

        /** The type of the value, or of each value of a list. */
        Class<?> type() {
            Type type = component.getGenericType();
            return (Class<?>) (type instanceof ParameterizedType of ? of.getActualTypeArguments()[0] : type);
        }

        boolean isOptional() {
            return component.getType() == Optional.class;
        }

        boolean isList() {
            return component.getType() == List.class;
        }

        /** True when the values are records with keys of their own. */
        boolean hasKeys() {
            return type().isRecord() && type().getPackage().equals(ConfigKeys.class.getPackage());
        }

        /** The variable of this key: {@code S3TORRENT_TRACKER_LISTEN}. */
        String variable() {
            return PREFIX + upper(path);
        }

        /** The option with the same meaning; empty for none. */
        String option() {
            return key().option().equals(Key.SAME_NAME) ? "--" + name() : key().option();
        }

        /** The option, if it does nothing but set this key; else empty. */
        String ownOption() {
            return key().option().equals(Key.SAME_NAME) ? "" : key().option();
        }

        /** The value in a record. */
        Object valueIn(Record record) {
            try {
                return component.getAccessor().invoke(record);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(path, e);
            }
        }

        /** The variables that set this key, the one with priority first. */
        List<String> variables() {
            String ofOption = option().isEmpty() ? variable() : PREFIX + upper(option().substring(2));
            return ofOption.equals(variable()) ? List.of(variable()) : List.of(variable(), ofOption);
        }

        /** Separates values of a list in a variable. */
        String separator() {
            return type() == AnnounceUrl.class ? AnnounceUrl.SEPARATOR : "[,\\s]+";
        }

        private static String upper(String text) {
            return text.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
        }
    }

    /** The keys of a record in order. */
    static List<Entry> of(Class<?> type, String path) {
        List<Entry> keys = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            keys.add(new Entry(path.isEmpty() ? kebab(component) : path + "." + kebab(component), component));
        }
        return keys;
    }

    /** {@code endpointUrl} is {@code endpoint-url}. */
    private static String kebab(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
