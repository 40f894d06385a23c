package io.s3torrent.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in the one file that users get. */
class ShippedJarIT {
    private JarFile jar;

    @BeforeEach
    void open() throws IOException {
        jar = new JarFile(requireNonNull(System.getProperty("s3torrent.jar")));
    }

    @AfterEach
    void close() throws IOException {
        jar.close();
    }

    @Test
    void theManifestMakesItRun() throws Exception {
        Attributes manifest = jar.getManifest().getMainAttributes();

        assertThat(manifest.getValue("Main-Class")).isEqualTo(S3Torrent.class.getName());
        assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
        assertThat(manifest.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
    }

    @Test
    void carriesItsLicenceAndNotice() {
        assertThat(entries()).contains("META-INF/LICENSE", "META-INF/NOTICE");
    }

    @Test
    void ofTheDhtItCarriesTheNodeAndSaysWhatItMust() throws Exception {
        assertThat(entries())
                .contains("lbms/plugins/mldht/kad/DHT.class")
                .noneMatch(entry -> entry.startsWith("the8472/mldht/")); // a daemon with a command port
        try (var notice = jar.getInputStream(jar.getEntry("META-INF/NOTICE"))) {
            assertThat(new String(notice.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("mldht")
                    .contains("Mozilla Public License 2.0");
        }
    }

    @Test
    void carriesItsBillOfMaterials() {
        assumeFalse(
                "is true".equals(System.getProperty("s3torrent.offline")),
                "its plugin looks components up, and does nothing with mvn -o");
        assertThat(entries()).contains("META-INF/sbom/s3torrent.cdx.json");
    }

    @Test
    void carriesTheNativePartsOfBothProcessors() {
        assertThat(entries())
                .contains(
                        "META-INF/native/libnetty_transport_native_epoll_x86_64.so",
                        "META-INF/native/libnetty_transport_native_epoll_aarch_64.so");
    }

    @Test
    void carriesNoStoreNoTestsAndNoSignatures() {
        assertThat(entries())
                .noneMatch(name -> name.startsWith("org/gaul/") || name.startsWith("org/junit/"))
                .noneMatch(name -> name.startsWith("io/s3torrent/cli/demo/"))
                .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA)"));
    }

    private List<String> entries() {
        return jar.stream().map(ZipEntry::getName).toList();
    }
}
