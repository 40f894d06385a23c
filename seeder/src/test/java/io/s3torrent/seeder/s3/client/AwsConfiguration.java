package io.s3torrent.seeder.s3.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Replaces this machine's shared AWS configuration with the test's own until it is closed. */
public final class AwsConfiguration implements AutoCloseable {
    private final Properties before = (Properties) System.getProperties().clone();
    private final Path config;
    private final Path credentials;

    public AwsConfiguration(Path folder) {
        config = folder.resolve("config");
        credentials = folder.resolve("credentials");
        set("aws.configFile", config.toString());
        set("aws.sharedCredentialsFile", credentials.toString());
        set("aws.disableEc2Metadata", "true");
    }

    /** Writes {@code ~/.aws/config}. */
    void config(String text) throws IOException {
        Files.writeString(config, text);
    }

    /** Writes {@code ~/.aws/credentials}. */
    public void credentials(String text) throws IOException {
        Files.writeString(credentials, text);
    }

    /** Sets the system property that the SDK reads in place of an environment variable. */
    void set(String property, String value) {
        System.setProperty(property, value);
    }

    @Override
    public void close() {
        System.setProperties(before);
    }
}
