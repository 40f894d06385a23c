package io.s3torrent.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.cli.Run;
import io.s3torrent.cli.S3Torrent;
import io.s3torrent.cli.output.Console;
import io.s3torrent.cli.output.OutputFormat;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

class EnvironmentTest {
    @AfterAll
    static void endDebug() {
        Run.endDebug();
    }

    private static CommandSpec parsed(Map<String, String> env, String... args) {
        CommandLine line = S3Torrent.commandLine(new Console(new ByteArrayOutputStream(), false))
                .setDefaultValueProvider(new Environment(env, List.of(args)));
        ParseResult result = line.parseArgs(args);
        return result.subcommand().commandSpec();
    }

    private static Object value(CommandSpec command, String option) {
        return command.findOption(option).getValue();
    }

    @Test
    void theCommandLineWinsOverTheVariableAndTheVariableOverTheDefault() {
        Map<String, String> env = Map.of("S3TORRENT_LISTEN", "127.0.0.1:1");
        assertThat(value(parsed(Map.of(), "seed", "s3://b/k"), "--listen")).isEqualTo(HostPort.parse("[::]:6881"));
        assertThat(value(parsed(env, "seed", "s3://b/k"), "--listen")).isEqualTo(HostPort.parse("127.0.0.1:1"));
        assertThat(value(parsed(env, "seed", "s3://b/k", "--listen", ":2"), "--listen"))
                .isEqualTo(HostPort.parse(":2"));
        assertThat(value(parsed(env, "seed", "s3://b/k", "--listen=:2"), "--listen"))
                .isEqualTo(HostPort.parse(":2"));
    }

    @Test
    void argumentsAndListsComeFromVariablesToo() {
        CommandSpec command = parsed(
                Map.of(
                        "S3TORRENT_SRC", "s3://b/a key s3://b/${HOME}",
                        "S3TORRENT_ANNOUNCE", "http://t/a?x=1,2,udp://u:1 http://v/"),
                "seed");
        assertThat(command.positionalParameters().get(0).<List<Object>>getValue())
                .hasToString("[s3://b/a key, s3://b/${HOME}]");
        assertThat(value(command, "--announce")).hasToString("[http://t/a?x=1,2, udp://u:1, http://v/]");
    }

    @ParameterizedTest
    @CsvSource({
        "true, false, true",
        "false, false, false",
        "'', false, false",
        "true, true, true",
        "false, true, true",
        ", true, true"
    })
    void aFlagIsSetByItsVariableOrTheCommandLine(String variable, boolean given, boolean expected) {
        Map<String, String> env = variable == null ? Map.of() : Map.of("S3TORRENT_FORCE", variable);
        String[] args = given ? new String[] {"seed", "--force", "s3://b/k"} : new String[] {"seed", "s3://b/k"};
        assertThat(value(parsed(env, args), "--force")).isEqualTo(expected);
    }

    @Test
    void s3OptionsMayStandBeforeTheCommandAsInTheAwsCli() {
        CommandSpec command = parsed(
                Map.of("S3TORRENT_REGION", "env", "S3TORRENT_PROFILE", "env"),
                "--region",
                "early",
                "--profile",
                "early",
                "--no-sign-request",
                "--request-payer",
                "--debug",
                "-o",
                "json",
                "seed",
                "s3://b/k",
                "--profile",
                "late",
                "--debug");
        assertThat(value(command, "--region")).isEqualTo("early");
        assertThat(value(command, "--profile")).isEqualTo("late");
        assertThat(value(command, "--no-sign-request")).isEqualTo(true);
        assertThat(value(command, "--path-style")).isEqualTo(false);
        assertThat(value(command, "--request-payer")).hasToString("REQUESTER");
        assertThat(value(command, "--output")).isEqualTo(OutputFormat.JSON);
    }

    @Test
    void variablesOfTheAwsCliCountAfterOurOwn() {
        Map<String, String> aws =
                Map.of("AWS_DEFAULT_REGION", "a", "AWS_ENDPOINT_URL", "http://a", "AWS_CA_BUNDLE", "/a");
        CommandSpec command = parsed(aws, "seed", "s3://b/k");
        assertThat(value(command, "--region")).isEqualTo("a");
        assertThat(value(command, "--endpoint-url")).hasToString("EndpointUrl[uri=http://a]");
        assertThat(value(command, "--ca-bundle")).hasToString("/a");
        Map<String, String> both = Map.of("AWS_DEFAULT_REGION", "a", "AWS_REGION", "b", "S3TORRENT_REGION", "c");
        assertThat(value(parsed(both, "seed", "s3://b/k"), "--region")).isEqualTo("c");
    }

    @Test
    void unknownVariablesAreOnlyWarnedOf() {
        Map<String, String> env = Map.of(
                "S3TORRENT_PORT",
                "tcp://10.0.0.1:80",
                "S3TORRENT_JAVA_OPTS",
                "-Xmx1g",
                "S3TORRENT_SRC",
                "s3://b/k",
                "PATH",
                "/");
        Run run = Run.with(env, "--version");
        assertThat(run.exitCode()).isZero();
        assertThat(run.stderr()).isEqualTo("s3torrent: warning: unknown variable S3TORRENT_PORT\n");
    }

    @Test
    void aWrongVariableIsNamed() {
        Run run = Run.with(Map.of("S3TORRENT_PIECE_LENGTH", "1000"), "seed", "s3://b/k");
        assertThat(run.exitCode()).isEqualTo(252);
        assertThat(run.stderr())
                .contains("s3torrent: error: variable S3TORRENT_PIECE_LENGTH: \"1000\" (expected: a power of two");
    }
}
