package io.s3torrent.seeder.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.net.PemFiles;
import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.seeder.ledger.Budget.Period;
import io.s3torrent.status.AdminConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayConfigTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final URI URL = URI.create("https://torrents.example/s3");

    @Test
    void aChangedCopyDiffersInWhatWasChangedOnly() {
        GatewayConfig all = GatewayConfig.builder(LOCAL)
                .domains(List.of("gate.example"))
                .accessKeys(AccessKeys.NONE)
                .unauthenticated(true)
                .strictAws(true)
                .hashBudget(new Budget(1000, Period.DAY))
                .publicUrl(URL)
                .updatable(true)
                .tls(new PemFiles(Path.of("cert.pem"), Path.of("key.pem")))
                .admin(AdminConfig.on(LOCAL))
                .build();
        assertThat(all.toBuilder().build()).isEqualTo(all);
        assertThat(all.toBuilder().strictAws(false).build())
                .isNotEqualTo(all)
                .isEqualTo(all.toBuilder().strictAws(false).build());
    }

    @Test
    void domainsAreInLowerCaseAndLocalhostIsAmongThem() {
        GatewayConfig config = GatewayConfig.builder(LOCAL)
                .domains(List.of("Gate.Example", "localhost"))
                .build();
        assertThat(config.domains()).containsExactly("gate.example", "localhost");
        assertThat(GatewayConfig.builder(LOCAL).build().domains()).containsExactly("localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://torrents.example/s3", "https://torrents.example/s3///"})
    void slashesAtTheEndOfThePublicUrlSayNothing(String url) {
        GatewayConfig config = GatewayConfig.builder(LOCAL)
                .publicUrl(URI.create(url))
                .updatable(true)
                .build();
        assertThat(config.publicUrl()).contains(URL);
        assertThat(config.updateUrl().orElseThrow()).startsWith(URL + "/");
        assertThat(config.toBuilder().updatable(false).build().updateUrl()).isEmpty();
    }

    @Test
    void torrentsThatNameAnUpdateUrlNeedAPublicOne() {
        GatewayConfig.Builder config = GatewayConfig.builder(LOCAL).updatable(true);
        assertThatThrownBy(config::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--update-url needs --public-url: update URLs begin with it");
    }

    @Test
    void withoutAccessKeysAPublicGatewayRejectsEveryone() {
        GatewayConfig.Builder config = GatewayConfig.builder(new InetSocketAddress("0.0.0.0", 0));
        assertThat(config.build().rejectsEveryone()).isTrue();
        assertThat(GatewayConfig.builder(LOCAL).build().rejectsEveryone()).isFalse();
        Principal anyone = new Principal("anonymous", AllowedKeys.ALL);
        AccessKeys keys = new AccessKeys(List.of(), Optional.of(anyone));
        assertThat(config.accessKeys(keys).build().rejectsEveryone()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.1"})
    void withoutAuthenticationItListensOnALoopbackAddress(String host) {
        GatewayConfig.Builder config = GatewayConfig.builder(new InetSocketAddress(host, 0));
        assertThat(config.build().isLocal()).isFalse();
        assertThatThrownBy(config.unauthenticated(true)::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("without authentication, the gateway listens on a loopback address only (" + host
                        + " is not one)");
    }
}
