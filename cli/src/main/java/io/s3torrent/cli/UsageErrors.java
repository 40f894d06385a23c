package io.s3torrent.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Help;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Answers a mistyped command as the AWS CLI does: usage, where help is, the error; exit code 252. */
final class UsageErrors implements IParameterExceptionHandler {
    private final Environment environment;

    UsageErrors(Environment environment) {
        this.environment = environment;
    }

    @Override
    public int handleParseException(ParameterException error, String[] args) {
        CommandSpec command = error.getCommandLine().getCommandSpec();
        PrintWriter err = error.getCommandLine().getErr();
        err.println();
        err.print("usage: " + new Help(command).synopsis(0));
        err.println("To see help text, you can run:");
        err.println();
        err.println("  " + command.qualifiedName() + " --help");
        err.println();
        err.println("s3torrent: error: " + Printable.of(source(error) + message(error)));
        suggestions(error).ifPresent(err::println);
        err.flush();
        return ExitCode.USAGE;
    }

    private String source(ParameterException error) {
        return Optional.ofNullable(error.getArgSpec())
                .flatMap(environment::source)
                .map(name -> "variable " + name + ": ")
                .orElse("");
    }

    private static String message(ParameterException error) {
        if (error instanceof UnmatchedArgumentException unmatched) {
            String words = String.join(" ", unmatched.getUnmatched());
            return unmatched.isUnknownOption()
                    ? "Unknown options: " + words
                    : expectsCommand(error) ? "Unknown command: " + words : "Unexpected arguments: " + words;
        }
        return Objects.requireNonNullElse(error.getMessage(), error.toString());
    }

    private static boolean expectsCommand(ParameterException error) {
        return !error.getCommandLine().getSubcommands().isEmpty();
    }

    private static Optional<String> suggestions(ParameterException error) {
        if (!(error instanceof UnmatchedArgumentException unmatched)) {
            return Optional.empty();
        }
        List<String> words = unmatched.getSuggestions();
        return words.isEmpty() ? Optional.empty() : Optional.of("Did you mean " + String.join(" or ", words) + "?");
    }
}
