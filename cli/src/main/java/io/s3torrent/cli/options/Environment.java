package io.s3torrent.cli.options;

import io.s3torrent.cli.S3Torrent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Gives options their default values: from an option before the command, as in {@code s3torrent --region eu-west-1 seed …}, then from
 * the variable {@code S3TORRENT_<OPTION>}, then from the variables of the AWS CLI.
 */
public final class Environment implements IDefaultValueProvider {
    /** The footer of every help, first line. */
    public static final String HELP_1 = "Environment variables can set options: --debug is S3TORRENT_DEBUG.";

    /** The second line, for commands without arguments, with SRC, and with FILE. */
    public static final String HELP_NONE = "The command line has priority.";

    public static final String HELP_2 = "They can set arguments: SRC is S3TORRENT_SRC. " + HELP_NONE;
    public static final String HELP_FILE = "They can set arguments: FILE is S3TORRENT_FILE. " + HELP_NONE;

    private static final String PREFIX = "S3TORRENT_";
    /** The launcher reads it. */
    private static final String JAVA_OPTS = PREFIX + "JAVA_OPTS";

    /** Variables of the AWS CLI that the Java SDK does not read, or reads only after the store is chosen. */
    private static final Map<String, List<String>> OF_AWS_CLI = Map.of(
            "--region", List.of("AWS_REGION", "AWS_DEFAULT_REGION"),
            "--endpoint-url", List.of("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"),
            "--ca-bundle", List.of("AWS_CA_BUNDLE"));

    private final Map<String, String> env;
    private final List<String> args;

    public Environment(Map<String, String> env, List<String> args) {
        this.env = Map.copyOf(env);
        this.args = List.copyOf(args);
    }

    /** The environment that {@link S3Torrent#run} gave to this command. */
    public static Environment of(CommandSpec command) {
        return (Environment) command.commandLine().getDefaultValueProvider();
    }

    /** All variables of the process. */
    public Map<String, String> variables() {
        return env;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec arg) {
        Optional<String> early = beforeCommand(arg);
        if (isFlag(arg) && timesGiven(arg) > early.stream().count()) {
            return null; // picocli sets a given flag to the opposite of its default
        }
        return early.or(() -> variable(arg).map(env::get))
                // Escaped, because picocli would replace ${...} with system properties and variables.
                .map(value -> value.replace("${", "$${"))
                .orElse(null);
    }

    /** The variable that sets this option, unless the command line does. */
    public Optional<String> source(ArgSpec arg) {
        return isGiven(arg) ? Optional.empty() : variable(arg);
    }

    /** The S3TORRENT_ variables that no option reads: misspelt, or set by Kubernetes for a service of that name. */
    public Set<String> unknown(CommandSpec root) {
        Set<String> known = allArgs(root).map(Environment::name).collect(Collectors.toSet());
        return env.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !known.contains(name) && !name.equals(JAVA_OPTS))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<ArgSpec> allArgs(CommandSpec spec) {
        Stream<ArgSpec> own = spec.args().stream().filter(Environment::mayBeSet);
        return Stream.concat(
                own,
                spec.subcommands().values().stream()
                        .map(CommandLine::getCommandSpec)
                        .flatMap(Environment::allArgs));
    }

    private Optional<String> variable(ArgSpec arg) {
        if (!mayBeSet(arg)) {
            return Optional.empty();
        }
        List<String> alsoOfAws = OF_AWS_CLI.getOrDefault(word(arg), List.of());
        return Stream.concat(Stream.of(name(arg)), alsoOfAws.stream())
                // docker-compose passes unset variables as empty strings.
                .filter(name -> !env.getOrDefault(name, "").isEmpty())
                .findFirst();
    }

    /** The value that the same option of the nearest parent command got. */
    private static Optional<String> beforeCommand(ArgSpec arg) {
        for (CommandSpec above = arg.command().parent(); above != null; above = above.parent()) {
            OptionSpec early = above.findOption(word(arg));
            if (early != null && !early.originalStringValues().isEmpty()) {
                return Optional.of(early.originalStringValues().get(0));
            }
        }
        return Optional.empty();
    }

    /** True when the command line sets it. */
    public boolean isGiven(ArgSpec arg) {
        return timesGiven(arg) > 0;
    }

    private long timesGiven(ArgSpec arg) {
        return arg instanceof OptionSpec option
                ? args.stream().filter(text -> spells(text, option)).count()
                : arg.originalStringValues().stream().filter(args::contains).count();
    }

    private static boolean spells(String text, OptionSpec option) {
        return Stream.of(option.names())
                .anyMatch(name -> name.startsWith("--")
                        ? text.equals(name) || text.startsWith(name + "=")
                        : text.startsWith(name) && !text.startsWith("--"));
    }

    private static boolean mayBeSet(ArgSpec arg) {
        return !(arg instanceof OptionSpec option && (option.usageHelp() || option.versionHelp()));
    }

    private static boolean isFlag(ArgSpec arg) {
        return arg.isOption() && arg.type() == boolean.class;
    }

    private static String word(ArgSpec arg) {
        return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
    }

    private static String name(ArgSpec arg) {
        return PREFIX
                + word(arg)
                        .replaceFirst("^-+", "")
                        .replace("...", "")
                        .replace('-', '_')
                        .toUpperCase(Locale.ROOT);
    }
}
