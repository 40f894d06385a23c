package io.s3torrent.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks the contents of the shipped jar. */
class ShippedJarIT {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][\\w$]*(?:[/.][A-Za-z_$][\\w$]*)+");

    private static final Pattern LEFT_OUT = Pattern.compile(String.join(
            "|",
            "io/lettuce/core/(dynamic|failover|masterreplica|masterslave)/",
            "org/apache/hc/client5/http/(async|impl/async|nio|impl/nio|entity/mime)/",
            "org/apache/hc/core5/http/(impl/bootstrap|impl/nio|nio/command|nio/entity|nio/support)/",
            "org/apache/hc/core5/(reactor/[^/]+$|http2/(frame|hpack|impl|nio|protocol)/)",
            "com/google/(common/(escape|eventbus|net|reflect)|thirdparty)/",
            "io/netty/handler/(codec/(compression|http/multipart|http/websocketx|rtsp|spdy)|pcap|traffic)/",
            "software/amazon/awssdk/services/s3/presigner/"));

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

    /**
     * The parts of libraries that {@code cli/pom.xml} leaves out, or the beginnings of their names: no reachable class may name one.
     * Reachable are the classes of the launcher, those of services, and all classes that they name, in code or in a string.
     */
    @Test
    void nothingThatIsReachedIsLeftOut() throws Exception {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>();
        for (String entry : entries()) {
            if (entry.startsWith("io/s3torrent/") && entry.endsWith(".class")) {
                next.add(entry);
            } else if (entry.startsWith("META-INF/services/")) {
                next.addAll(named(entry));
            }
        }
        Map<String, String> missing = new TreeMap<>();
        while (!next.isEmpty()) {
            String entry = next.remove();
            if (jar.getEntry(entry) == null || !reached.add(entry)) {
                continue;
            }
            for (String named : named(entry)) {
                if (LEFT_OUT.matcher(named).lookingAt()) {
                    missing.put(named, entry);
                }
                next.add(named);
            }
        }

        assertThat(missing).as("what names a class that was left out").isEmpty();
        assertThat(reached).hasSizeGreaterThan(5000);
        assertThat(entries()).noneMatch(entry -> LEFT_OUT.matcher(entry).lookingAt());
    }

    /** The entries of all classes that a file may name: every text that looks like a class name with a package. */
    private Set<String> named(String entry) throws IOException {
        Set<String> names = new HashSet<>();
        try (InputStream file = jar.getInputStream(jar.getEntry(entry))) {
            Matcher name = NAME.matcher(new String(file.readAllBytes(), StandardCharsets.ISO_8859_1));
            while (name.find()) {
                String path = name.group().replace('.', '/') + ".class";
                names.add(path);
                names.add(path.substring(1)); // without the L of a descriptor, or the length byte before the name
                names.add(path.substring(2));
            }
        }
        return names;
    }

    private List<String> entries() {
        return jar.stream().map(ZipEntry::getName).toList();
    }
}
