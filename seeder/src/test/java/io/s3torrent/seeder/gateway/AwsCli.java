package io.s3torrent.seeder.gateway;

import io.s3torrent.testing.ForeignTool;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the real AWS CLI with one access key, and without this machine's configuration. */
public record AwsCli(Path folder, String endpoint, String accessKey, String secretKey) {

    /** Creates a CLI that talks to a gateway on this machine. */
    public static AwsCli of(Path folder, InetSocketAddress gateway, String accessKey, String secretKey) {
        return new AwsCli(folder, "http://127.0.0.1:" + gateway.getPort(), accessKey, secretKey);
    }

    /** The result of a run. */
    public record Ended(int exitCode, String stdout, String stderr) {}

    /** Runs {@code s3api get-object-torrent} for an object, into a file. */
    public Ended getObjectTorrent(String bucket, String key, Path out, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("s3api", "get-object-torrent", "--bucket", bucket, "--key", key));
        words.addAll(List.of(more));
        words.add(out.toString());
        return run(words);
    }

    private Ended run(List<String> words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ForeignTool.require("/usr/bin/aws").toString(), // a user's pip installation may shadow it
                "--endpoint-url",
                endpoint));
        command.addAll(words);
        return started(new ProcessBuilder(command));
    }

    /** Presigns a URL for a torrent with the CLI's own library. */
    public String presigned(String bucket, String key, int seconds) throws Exception {
        String script = """
                import sys
                from awscli.botocore.config import Config
                from awscli.botocore.session import Session
                client = Session().create_client('s3', endpoint_url=sys.argv[1],
                    config=Config(signature_version='s3v4', s3={'addressing_style': 'path'}))
                print(client.generate_presigned_url('get_object_torrent',
                    Params={'Bucket': sys.argv[2], 'Key': sys.argv[3]}, ExpiresIn=int(sys.argv[4])))
                """;
        Ended ended = started(
                new ProcessBuilder("/usr/bin/python3", "-c", script, endpoint, bucket, key, String.valueOf(seconds)));
        return URI.create(ended.stdout().strip()).toString();
    }

    /** Presigns with boto3 without any configuration, which uses Signature Version 2. */
    public String presignedByBoto3(String bucket, String key, String method) throws Exception {
        String script = """
                import boto3, sys
                print(boto3.client('s3', endpoint_url=sys.argv[1]).generate_presigned_url(
                    'get_object_torrent', Params={'Bucket': sys.argv[2], 'Key': sys.argv[3]}, HttpMethod=sys.argv[4]))
                """;
        String python = ForeignTool.requirePython("boto3").toString();
        Ended ended = started(new ProcessBuilder(python, "-c", script, endpoint, bucket, key, method));
        return URI.create(ended.stdout().strip()).toString();
    }

    private Ended started(ProcessBuilder command) throws IOException, InterruptedException {
        Path stderr = Files.createTempFile(folder, "aws", ".log");
        command.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        command.environment().put("AWS_DEFAULT_REGION", "us-east-1");
        command.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        command.environment().put("AWS_CONFIG_FILE", folder.resolve("none").toString());
        command.environment()
                .put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("none").toString());
        command.environment().put("AWS_ACCESS_KEY_ID", accessKey);
        command.environment().put("AWS_SECRET_ACCESS_KEY", secretKey);
        command.environment().put("LC_ALL", "C.UTF-8");
        Process process = command.redirectError(stderr.toFile()).start();
        String stdout = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), stdout, Files.readString(stderr));
    }
}
