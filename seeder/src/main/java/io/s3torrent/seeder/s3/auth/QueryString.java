package io.s3torrent.seeder.s3.auth;

import io.s3torrent.net.PercentEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The decoded parameters of a query, in order.
 *
 * @param parameters at most {@link #MAX}
 */
public record QueryString(List<Parameter> parameters) {
    /** The limit on parameters; a signature needs seven. */
    private static final int MAX = 64;

    /** One parameter; {@code name} and {@code name=} are equal, as in signatures. */
    public record Parameter(String name, String value) {}

    public QueryString {
        parameters = List.copyOf(parameters);
    }

    /**
     * Parses the text after the question mark.
     *
     * @throws IllegalArgumentException when it cannot be decoded or has too many parameters
     */
    public static QueryString parse(String text) {
        List<Parameter> parameters = new ArrayList<>();
        for (int start = 0; start < text.length(); ) {
            int and = text.indexOf('&', start);
            int end = and < 0 ? text.length() : and;
            if (end > start) {
                parameters.add(parameter(text.substring(start, end)));
            }
            if (parameters.size() > MAX) {
                throw new IllegalArgumentException("more than " + MAX + " parameters");
            }
            start = end + 1;
        }
        return new QueryString(parameters);
    }

    private static Parameter parameter(String text) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new Parameter(PercentEncoding.decode(text), "")
                : new Parameter(
                        PercentEncoding.decode(text.substring(0, equals)),
                        PercentEncoding.decode(text.substring(equals + 1)));
    }

    /** True when the query has this parameter, with or without a value. */
    public boolean has(String name) {
        return parameters.stream().anyMatch(parameter -> parameter.name().equals(name));
    }

    /** The value of a parameter; empty unless it occurs exactly once. */
    public Optional<String> value(String name) {
        List<String> values = parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(Parameter::value)
                .toList();
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }
}
