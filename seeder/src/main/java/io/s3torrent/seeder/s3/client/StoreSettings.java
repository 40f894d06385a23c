package io.s3torrent.seeder.s3.client;

import io.s3torrent.net.UrlText;
import io.s3torrent.seeder.s3.CustomerKey;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Options;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.awscore.endpoint.AwsClientEndpointProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

/**
 * What the options, the environment and the shared AWS configuration come to, decided as the AWS CLI decides it.
 *
 * @param profile the section of the shared configuration in use
 * @param explicitProfile true when the options name it, which keeps credentials of the environment out
 * @param endpoint empty for AWS itself
 * @param pathStyle bucket in the path: what the CLI does for every endpoint that is not AWS's own, because few stores have the
 *     DNS names and certificates for buckets as host names
 * @param caBundle replaces the JDK's certificate authorities
 */
record StoreSettings(
        String profile,
        boolean explicitProfile,
        Optional<URI> endpoint,
        Region region,
        boolean pathStyle,
        boolean signRequest,
        Optional<Path> caBundle,
        boolean verifySsl) {

    static StoreSettings resolve(S3Options options) throws ObjectException {
        try {
            String profile = options.profile().orElseGet(ProfileFileSystemSetting.AWS_PROFILE::getStringValueOrThrow);
            Optional<Profile> section = section(profile, options);
            Optional<URI> endpoint = endpoint(options, profile);
            return new StoreSettings(
                    profile,
                    options.profile().isPresent(),
                    endpoint,
                    region(options, profile),
                    options.pathStyle() || (endpoint.isPresent() && !isAws(endpoint.get()) && !isVirtual(section)),
                    options.signRequest(),
                    caBundle(options, section),
                    options.verifySsl());
        } catch (SdkClientException e) {
            throw new ObjectException.Misconfigured("The AWS configuration cannot be used: " + e.getMessage(), e);
        }
    }

    /** The endpoint as messages name it. */
    String endpointText() {
        return endpoint.map(URI::toString).orElse("https://s3." + region.id() + ".amazonaws.com");
    }

    /** False for a store without TLS, which asks nothing of certificates. */
    boolean isTls() {
        return endpoint.filter(uri -> "http".equalsIgnoreCase(uri.getScheme())).isEmpty();
    }

    /** True when what is sent can be read by nobody but the store. */
    boolean isPrivate() {
        return isTls() || endpoint.filter(uri -> isLoopback(uri.getHost())).isPresent();
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Optional<Profile> section(String name, S3Options options) throws ObjectException {
        Optional<Profile> section = ProfileFile.defaultProfileFile().profile(name);
        boolean asked = options.profile().isPresent() || !name.equals("default");
        if (section.isEmpty() && asked) {
            throw new ObjectException.Misconfigured("The config profile (" + name + ") could not be found", null);
        }
        return section;
    }

    private static Optional<URI> endpoint(S3Options options, String profile) throws ObjectException {
        Optional<URI> endpoint = options.endpointUrl().or(() -> configuredEndpoint(profile));
        if (endpoint.isPresent() && !isUsable(endpoint.get())) {
            throw new ObjectException.Misconfigured(
                    "Invalid endpoint: \"" + endpoint.get() + "\" (expected: " + expected(endpoint.get()) + ")", null);
        }
        return endpoint;
    }

    /** The SDK has no other name for a host than the one that {@link URI} finds. */
    private static String expected(URI endpoint) {
        return UrlText.authority(endpoint)
                .filter(authority -> authority.host().contains("_"))
                .map(authority ->
                        "a host name without an underscore, which the AWS SDK does not accept; use the IP address"
                                + " of " + authority.host() + ", or give it another name, in Docker a network alias")
                .orElse("http://HOST[:PORT] or https://HOST[:PORT]");
    }

    private static Optional<URI> configuredEndpoint(String profile) {
        return AwsClientEndpointProvider.builder()
                .serviceEndpointOverrideEnvironmentVariable("AWS_ENDPOINT_URL_S3")
                .serviceEndpointOverrideSystemProperty("aws.endpointUrlS3")
                .serviceProfileProperty("s3")
                .profileFile(ProfileFile::defaultProfileFile)
                .profileName(profile)
                .resolveFromOverrides();
    }

    private static boolean isUsable(URI endpoint) {
        String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
        return (scheme.equals("http") || scheme.equals("https")) && endpoint.getHost() != null;
    }

    /** No question to the instance metadata service: without EC2 it costs seconds, and on EC2 other regions are found anyway. */
    private static Region region(S3Options options, String profile) {
        if (options.region().isPresent()) {
            return Region.of(options.region().get());
        }
        try {
            return new AwsRegionProviderChain(
                            new SystemSettingsRegionProvider(),
                            new AwsProfileRegionProvider(ProfileFile::defaultProfileFile, profile))
                    .getRegion();
        } catch (SdkClientException e) { // none of them knows one
            return Region.US_EAST_1;
        }
    }

    /** True for AWS's own, such as those of a VPC: the bucket, or the access point, is in the host name there. */
    private static boolean isAws(URI endpoint) {
        String host = endpoint.getHost().toLowerCase(Locale.ROOT);
        return host.endsWith(".amazonaws.com") || host.endsWith(".amazonaws.com.cn");
    }

    /** {@code s3 = addressing_style = virtual}: the CLI's way to have the bucket in the host name at any endpoint. */
    private static boolean isVirtual(Optional<Profile> section) {
        String s3 = section.flatMap(profile -> profile.property("s3")).orElse("");
        return s3.replace(" ", "").contains("addressing_style=virtual");
    }

    private static Optional<Path> caBundle(S3Options options, Optional<Profile> section) {
        return options.caBundle()
                .or(() -> Optional.ofNullable(System.getenv("AWS_CA_BUNDLE")).map(Path::of))
                .or(() -> section.flatMap(profile -> profile.property("ca_bundle"))
                        .map(Path::of));
    }

    /** A key crosses no network in the clear: S3 refuses that too, but only when it has read it. */
    void checkTransport(Optional<CustomerKey> key) throws ObjectException {
        if (key.isPresent() && !isPrivate()) {
            throw new ObjectException.Misconfigured(
                    "A customer key (SSE-C) is not sent without TLS: use an https endpoint instead of "
                            + endpointText(),
                    null);
        }
    }
}
