package io.s3torrent.cli.config;

import io.s3torrent.cli.options.S3OptionGroup.Payer;
import io.s3torrent.cli.options.UrlArguments.EndpointUrl;
import io.s3torrent.seeder.s3.CustomerKey;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Options;
import java.nio.file.Path;
import java.util.Optional;

/** The section {@code s3}: how to reach the store. The keys are the S3 options of the command line. */
record S3Section(
        @Key(value = "URL of an S3 store other than AWS", form = "URL")
        Optional<EndpointUrl> endpointUrl,

        @Key(value = "region of the buckets", form = "REGION")
        Optional<String> region,

        @Key(value = "section of ~/.aws/config and ~/.aws/credentials", form = "NAME")
        Optional<String> profile,

        @Key("use no credentials, for public objects") boolean noSignRequest,

        @Key(value = "accept that you pay for the requests", form = "requester")
        Optional<Payer> requestPayer,

        @Key(value = "account that must own the buckets", form = "ID")
        Optional<String> expectedBucketOwner,

        @Key(value = "your encryption key of the objects (SSE-C)", form = "FILE")
        Optional<Path> sseCustomerKeyFile,

        @Key("put the bucket into the path instead of the host name")
        boolean pathStyle,

        @Key(value = "PEM file of trusted certificate authorities", form = "FILE")
        Optional<Path> caBundle,

        @Key("do not check the store's certificate") boolean noVerifySsl) {

    /** The settings for the library. */
    S3Options toS3Options() throws ObjectException {
        return S3Options.builder()
                .endpointUrl(endpointUrl.map(EndpointUrl::uri).orElse(null))
                .region(region.orElse(null))
                .profile(profile.orElse(null))
                .signRequest(!noSignRequest)
                .requestPayer(requestPayer.isPresent())
                .expectedBucketOwner(expectedBucketOwner.orElse(null))
                .pathStyle(pathStyle)
                .caBundle(caBundle.orElse(null))
                .verifySsl(!noVerifySsl)
                .customerKey(sseCustomerKeyFile.isPresent() ? CustomerKey.read(sseCustomerKeyFile.get()) : null)
                .build();
    }
}
