package io.s3torrent.cli.config;

import io.s3torrent.cli.options.Environment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Overrides the values of the file: first with the variable of the key, then with the option of the command line, then with the variable
 * of the option.
 */
public record CommandLineOverrides(CommandSpec command, Environment environment) implements Overrides {
    private static final String PREFIX = "S3TORRENT_";

    @Override
    public Optional<Given> of(String variable, String option) {
        return variable(variable).or(() -> option.isEmpty() ? Optional.empty() : option(option));
    }

    private Optional<Given> variable(String name) {
        // docker-compose passes unset variables as empty strings.
        return Optional.ofNullable(environment.variables().get(name))
                .filter(text -> !text.isEmpty())
                .map(text -> new Given(text, "variable " + name));
    }

    private Optional<Given> option(String name) {
        OptionSpec option = command.findOption(name);
        if (option == null) {
            return variable(PREFIX + name.substring(2).replace('-', '_').toUpperCase(Locale.ROOT));
        }
        return isFromAws(option) ? Optional.empty() : given(option);
    }

    /** The variables of the AWS CLI are set for many programs, so that the file has priority over them. */
    @Override
    public Optional<Given> fallback(String name) {
        OptionSpec option = name.isEmpty() ? null : command.findOption(name);
        return option != null && isFromAws(option) ? given(option) : Optional.empty();
    }

    private boolean isFromAws(OptionSpec option) {
        return environment
                .source(option)
                .filter(name -> name.startsWith("AWS_"))
                .isPresent();
    }

    private Optional<Given> given(OptionSpec option) {
        String name = option.longestName();
        return text(option)
                .map(text -> new Given(
                        text,
                        environment.source(option).map("variable "::concat).orElse("argument " + name)));
    }

    private Optional<String> text(OptionSpec option) {
        if (option.arity().max() == 0) {
            return Boolean.TRUE.equals(option.getValue()) ? Optional.of("true") : Optional.empty();
        }
        List<String> given = option.originalStringValues();
        return given.isEmpty()
                ? Optional.ofNullable(environment.defaultValue(option)).map(text -> text.replace("$${", "${"))
                : Optional.of(given.get(given.size() - 1));
    }
}
