package io.s3torrent.cli.config;

import io.s3torrent.cli.options.HostPort;
import io.s3torrent.cli.options.UrlArguments.WebSeedUrl;
import io.s3torrent.net.PemFiles;
import io.s3torrent.seeder.gateway.AccessKeysFile;
import io.s3torrent.seeder.gateway.GatewayConfig;
import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.status.AdminConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The section {@code gateway}: without it, there is no gateway. */
record GatewaySection(
        @Key(
                value = "address for HTTP, or for HTTPS with tls-cert",
                form = "HOST:PORT",
                byDefault = "127.0.0.1:8080",
                option = "")
        HostPort listen,

        @Key(value = "access keys and the objects that each may request", form = "FILE")
        Optional<Path> accessKeys,

        @Key(value = "check signatures, or accept all requests", form = "sigv4|none", byDefault = "sigv4")
        GatewayAuth gatewayAuth,

        @Key(value = "accept buckets as sub-domains of these names", form = "NAME")
        List<String> gatewayDomain,

        @Key(value = "how clients reach the gateway", form = "URL")
        Optional<WebSeedUrl> publicUrl,

        @Key("put an update URL below public-url into torrents (BEP 39)")
        boolean updateUrl,

        @Key("reject what S3 rejected") boolean strictAws,

        @Key(value = "PEM file of the certificate and its chain", form = "FILE")
        Optional<Path> tlsCert,

        @Key(value = "PEM file of its private key", form = "FILE")
        Optional<Path> tlsKey) {

    GatewaySection {
        if (tlsCert.isPresent() != tlsKey.isPresent()) {
            throw new IllegalArgumentException(
                    tlsCert.isPresent() ? "tls-cert needs tls-key" : "tls-key needs tls-cert");
        }
        if (updateUrl && publicUrl.isEmpty()) {
            throw new IllegalArgumentException("update-url needs public-url: update URLs begin with it");
        }
    }

    /** The settings for the library. */
    GatewayConfig toGatewayConfig(Optional<Budget> hashBudget, Optional<AdminConfig> admin) throws IOException {
        GatewayConfig.Builder config = GatewayConfig.builder(listen.resolved("gateway.listen"))
                .domains(gatewayDomain)
                .tls(tlsCert.isPresent() ? new PemFiles(tlsCert.get(), tlsKey.orElseThrow()) : null)
                .strictAws(strictAws)
                .hashBudget(hashBudget.orElse(null))
                .publicUrl(publicUrl.map(WebSeedUrl::uri).orElse(null))
                .updatable(updateUrl)
                .unauthenticated(gatewayAuth == GatewayAuth.NONE)
                .admin(admin.orElse(null));
        if (accessKeys.isPresent()) {
            config.accessKeys(AccessKeysFile.read(accessKeys.get()));
        }
        return config.build();
    }
}
