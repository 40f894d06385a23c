package io.s3torrent.cli;

import io.s3torrent.cli.options.Environment;
import io.s3torrent.cli.output.ExitCode;
import io.s3torrent.seeder.gateway.pages.PrintableText;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports a wrong command line as the AWS CLI does: usage, how to get help, the error; exit code 252. */
final class UsageErrors implements IParameterExceptionHandler {
    private final Environment environment;

    UsageErrors(Environment environment) {
        this.environment = environment;
    }

    @Override
    public int handleParseException(ParameterException thrown, String[] args) {
        ParameterException error = unknownOptionFirst(unknownCommand(thrown), args);
        CommandSpec command = error.getCommandLine().getCommandSpec();
        PrintWriter err = error.getCommandLine().getErr();
        err.println();
        err.print("usage: " + new Help(command).synopsis(0));
        err.println("To see help text, you can run:");
        err.println();
        err.println("  " + command.qualifiedName() + " --help");
        err.println();
        err.println("s3torrent: error: " + PrintableText.of(message(error, args)));
        suggestions(error).ifPresent(err::println);
        err.flush();
        return ExitCode.USAGE;
    }

    /** Treats the unknown command of {@code s3torrent help COMMAND} like that of {@code s3torrent COMMAND}. */
    private static ParameterException unknownCommand(ParameterException thrown) {
        boolean ofHelp = String.valueOf(thrown.getMessage()).startsWith("Unknown subcommand ");
        return ofHelp ? new UnmatchedArgumentException(thrown.getCommandLine(), List.of(thrown.getValue())) : thrown;
    }

    /** Prefers the misspelt option over its value, which picocli reports as an unexpected argument. */
    private ParameterException unknownOptionFirst(ParameterException thrown, String[] args) {
        ArgSpec wrong = thrown.getArgSpec();
        if (wrong != null && environment.source(wrong).isPresent()) {
            return thrown; // a variable has a bad value; the command line is correct
        }
        Set<String> known =
                thrown.getCommandLine().getCommandSpec().optionsMap().keySet();
        return Stream.of(args)
                .takeWhile(arg -> !arg.equals("--"))
                .filter(arg -> arg.startsWith("--") || ForeignOptions.isKnown(arg))
                .filter(arg -> !known.contains(arg.split("=", 2)[0]))
                .findFirst()
                .<ParameterException>map(arg -> new UnmatchedArgumentException(thrown.getCommandLine(), List.of(arg)))
                .orElse(thrown);
    }

    private String message(ParameterException error, String[] args) {
        ArgSpec arg = error.getArgSpec();
        if (error instanceof MaxValuesExceededException) { // for the S3 options picocli would list the whole group
            return "option " + twice(args) + " should be specified only once";
        }
        if (error instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        if (error instanceof MissingParameterException missing) {
            return missing(missing.getMissing());
        }
        if (arg != null && error.getCause() instanceof TypeConversionException wrong) {
            return environment.source(arg).map("variable "::concat).orElse("argument " + names(arg)) + ": "
                    + wrong.getMessage();
        }
        return Objects.requireNonNullElse(error.getMessage(), error.toString());
    }

    private static String twice(String[] args) {
        Set<String> seen = new HashSet<>();
        return Stream.of(args)
                .map(arg -> arg.split("=", 2)[0])
                .filter(arg -> arg.startsWith("--") && !seen.add(arg))
                .findFirst()
                .map(arg -> "'" + arg + "'")
                .orElse("");
    }

    private static String unmatched(UnmatchedArgumentException error) {
        String first = error.getUnmatched().get(0);
        if (error.isUnknownOption()) {
            return foreign(error, first).orElse("Unknown options: " + first);
        }
        boolean expectsCommand = !error.getCommandLine().getSubcommands().isEmpty();
        return (expectsCommand ? "Unknown command: " : "Unexpected argument: ") + first;
    }

    /** What we call an option of another program. */
    private static Optional<String> foreign(UnmatchedArgumentException error, String option) {
        Set<String> known = error.getCommandLine().getCommandSpec().optionsMap().keySet();
        return ForeignOptions.answer(
                option.split("=", 2)[0], known, ours -> commandsWith(error.getCommandLine(), ours));
    }

    private static List<String> commandsWith(CommandLine line, String option) {
        CommandLine root = Optional.ofNullable(line.getParent()).orElse(line);
        return root.getSubcommands().entrySet().stream()
                .filter(command ->
                        command.getValue().getCommandSpec().optionsMap().containsKey(option))
                .map(Map.Entry::getKey)
                .toList();
    }

    private String missing(List<ArgSpec> args) {
        String names = args.stream().map(UsageErrors::names).collect(Collectors.joining(", "));
        return args.stream().anyMatch(environment::isGiven)
                ? "argument " + names + ": expected one argument"
                : "the following arguments are required: " + names;
    }

    private static String names(ArgSpec arg) {
        return arg instanceof OptionSpec option ? String.join("/", option.names()) : arg.paramLabel();
    }

    private static Optional<String> suggestions(ParameterException error) {
        if (!(error instanceof UnmatchedArgumentException unmatched)
                || (unmatched.isUnknownOption()
                        && foreign(unmatched, unmatched.getUnmatched().get(0)).isPresent())) {
            return Optional.empty();
        }
        List<String> words = unmatched.getSuggestions();
        return words.isEmpty() ? Optional.empty() : Optional.of("Did you mean " + String.join(" or ", words) + "?");
    }
}
