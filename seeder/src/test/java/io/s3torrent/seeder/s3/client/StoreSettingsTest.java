package io.s3torrent.seeder.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Options;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreSettingsTest {
    private static final String CONFIG = """
            [default]
            [profile dev]
            region = eu-west-1
            endpoint_url = https://dev.example
            ca_bundle = /etc/dev.pem
            [profile oss]
            endpoint_url = https://oss.example
            s3 =
              addressing_style = virtual
            """;

    @TempDir
    Path folder;

    private AwsConfiguration configuration;

    @BeforeEach
    void open() throws Exception {
        configuration = new AwsConfiguration(folder);
        configuration.config(CONFIG);
    }

    @AfterEach
    void close() {
        configuration.close();
    }

    @Test
    void withoutAnythingItIsAwsInUsEast1() throws Exception {
        StoreSettings settings = StoreSettings.resolve(S3Options.defaults());

        assertThat(settings.endpoint()).isEmpty();
        assertThat(settings.region().id()).isEqualTo("us-east-1");
        assertThat(settings.pathStyle()).isFalse();
        assertThat(settings.explicitProfile()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://s3.eu-west-1.amazonaws.com, false",
        "https://accesspoint.vpce-1a2b3c4d.s3.us-east-1.vpce.amazonaws.com, false",
        "https://s3.cn-north-1.amazonaws.com.cn, false",
        "https://amazonaws.com.store.example, true"
    })
    void theBucketIsInTheHostNameAtEndpointsOfAws(URI endpoint, boolean pathStyle) throws Exception {
        S3Options options = S3Options.builder().endpointUrl(endpoint).build();

        assertThat(StoreSettings.resolve(options).pathStyle()).isEqualTo(pathStyle);
    }

    @Test
    void aProfileBringsRegionEndpointAndAuthorities() throws Exception {
        StoreSettings settings = StoreSettings.resolve(profile("dev"));

        assertThat(settings.region().id()).isEqualTo("eu-west-1");
        assertThat(settings.endpoint()).contains(URI.create("https://dev.example"));
        assertThat(settings.pathStyle()).isTrue();
        assertThat(settings.explicitProfile()).isTrue();
    }

    @Test
    void optionsGoBeforeTheEnvironmentAndThatBeforeTheProfile() throws Exception {
        configuration.set("aws.endpointUrlS3", "https://env.example");
        configuration.set("aws.region", "eu-north-1");

        StoreSettings settings = StoreSettings.resolve(profile("dev"));
        assertThat(settings.endpoint()).contains(URI.create("https://env.example"));
        assertThat(settings.region().id()).isEqualTo("eu-north-1");

        settings = StoreSettings.resolve(profile("dev").toBuilder()
                .endpointUrl(URI.create("http://option.example"))
                .region("af-south-1")
                .build());
        assertThat(settings.endpoint()).contains(URI.create("http://option.example"));
        assertThat(settings.region().id()).isEqualTo("af-south-1");
    }

    @Test
    void aProfileMayWantTheBucketInTheHostName() throws Exception {
        assertThat(StoreSettings.resolve(profile("oss")).pathStyle()).isFalse();
    }

    @Test
    void anUnknownProfileIsSaidAsTheCliSaysIt() {
        assertThatThrownBy(() -> StoreSettings.resolve(profile("nope")))
                .isInstanceOf(ObjectException.Misconfigured.class)
                .hasMessage("The config profile (nope) could not be found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "ftp://example.com", "http:/x", "localhost:9000"})
    void anEndpointThatIsNoHttpUrlIsRefused(String endpoint) {
        assertThatThrownBy(() -> StoreSettings.resolve(
                        S3Options.builder().endpointUrl(URI.create(endpoint)).build()))
                .isInstanceOf(ObjectException.Misconfigured.class)
                .hasMessageStartingWith("Invalid endpoint: \"" + endpoint + "\"");
    }

    @Test
    void anEndpointWithAnUnderscoreInItsHostNameIsRefusedForThatReason() {
        URI endpoint = URI.create("http://object_store:9000");
        assertThatThrownBy(() -> StoreSettings.resolve(
                        S3Options.builder().endpointUrl(endpoint).build()))
                .isInstanceOf(ObjectException.Misconfigured.class)
                .hasMessage(
                        "Invalid endpoint: \"http://object_store:9000\" (expected: a host name without an underscore, which"
                                + " the AWS SDK does not accept; use the IP address of object_store, or give it another name,"
                                + " in Docker a network alias)");
    }

    private static S3Options profile(String name) {
        return S3Options.builder().profile(name).build();
    }
}
