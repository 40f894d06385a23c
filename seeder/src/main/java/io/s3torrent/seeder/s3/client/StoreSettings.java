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
 * The effective settings from the options, the environment and the shared AWS configuration, with the precedence of the AWS CLI.
 *
 * @param profile the section of the shared configuration in use
 * @param explicitProfile true when the options name the profile, so that credentials of the environment are ignored
 * @param endpoint empty for AWS itself
 * @param pathStyle true to put the bucket in the path. The CLI does so for every endpoint outside AWS, because few stores have DNS names
 *     and certificates for bucket host names
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

    /** False for a plain HTTP endpoint, which needs no certificates. */
    boolean isTls() {
        return endpoint.filter(uri -> "http".equalsIgnoreCase(uri.getScheme())).isEmpty();
    }

    /** True when no third party can read the traffic: TLS or a loopback address. */
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

    /**
     * The expected form of an endpoint. {@link URI} finds no host in a name with an underscore, and the SDK accepts only hosts that {@link
     * URI} finds.
     */
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

    /**
     * The region. The instance metadata service is not asked: outside EC2 that costs seconds, and the SDK follows redirects to other
     * regions anyway.
     */
    private static Region region(S3Options options, String profile) {
        if (options.region().isPresent()) {
            return Region.of(options.region().get());
        }
        try {
            return new AwsRegionProviderChain(
                            new SystemSettingsRegionProvider(),
                            new AwsProfileRegionProvider(ProfileFile::defaultProfileFile, profile))
                    .getRegion();
        } catch (SdkClientException e) { // none of them has a region
            return Region.US_EAST_1;
        }
    }

    /** True for AWS's own endpoints, such as those of a VPC, which have the bucket or access point in the host name. */
    private static boolean isAws(URI endpoint) {
        String host = endpoint.getHost().toLowerCase(Locale.ROOT);
        return host.endsWith(".amazonaws.com") || host.endsWith(".amazonaws.com.cn");
    }

    /** True for {@code s3 = addressing_style = virtual}, the CLI's setting to put the bucket in the host name at any endpoint. */
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

    /** Rejects a customer key without TLS. S3 rejects it as well, but only after the key crossed the network in the clear. */
    void checkTransport(Optional<CustomerKey> key) throws ObjectException {
        if (key.isPresent() && !isPrivate()) {
            throw new ObjectException.Misconfigured(
                    "A customer key (SSE-C) is not sent without TLS: use an https endpoint instead of "
                            + endpointText(),
                    null);
        }
    }
}
