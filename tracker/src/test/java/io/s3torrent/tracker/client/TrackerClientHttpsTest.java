package io.s3torrent.tracker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.tracker.announce.AnnounceEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrackerClientHttpsTest {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    private Path folder;

    /** Creates a key with a self-signed certificate for the name. */
    private KeyStore keyFor(String name) throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "tracker",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=tracker",
                        "-ext",
                        "SAN=" + name,
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "password")
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static ServerSocketFactory serving(KeyStore keys) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }

    private Path bundleOf(KeyStore keys) throws Exception {
        String encoded = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getCertificate("tracker").getEncoded());
        return Files.writeString(
                folder.resolve("ca.pem"),
                "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n",
                StandardCharsets.US_ASCII);
    }

    private AnnounceResult announce(String certifiedName, boolean trusted) throws Exception {
        KeyStore keys = keyFor(certifiedName);
        TrackerClientConfig.Builder config = TrackerClientConfig.builder("x");
        if (trusted) {
            config.caBundle(bundleOf(keys));
        }
        try (ScriptedServer server = new ScriptedServer(
                        "127.0.0.1", serving(keys), line -> ScriptedServer.http("200 OK", "d5:peers6:abcdefe"));
                TrackerClient client = TrackerClient.start(config.build())) {
            URI uri = URI.create("https://127.0.0.1:" + server.address().getPort() + "/announce");
            return client.announce(uri, TrackerClientTest.params(AnnounceEvent.NONE, 0, 1))
                    .join();
        }
    }

    @Test
    void announcesToATrackerWithATrustedCertificate() throws Exception {
        assertThat(announce("IP:127.0.0.1", true).peers()).hasSize(1);
    }

    @Test
    void refusesAnUnknownCertificate() {
        assertThatThrownBy(() -> announce("IP:127.0.0.1", false)).hasMessageContaining("certificat");
    }

    @Test
    void refusesTheCertificateOfAnotherHost() {
        assertThatThrownBy(() -> announce("DNS:elsewhere.example", true)).hasMessageContaining("127.0.0.1");
    }

    @Test
    void httpsToAPortWithoutTlsIsTold() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                TrackerClient client = TrackerClient.start(TrackerClientConfig.of("x"))) {
            Thread plain = new Thread(() -> answerPlainly(server));
            plain.start();
            URI uri = URI.create("https://127.0.0.1:" + server.getLocalPort() + "/announce");
            CompletableFuture<AnnounceResult> result =
                    client.announce(uri, TrackerClientTest.params(AnnounceEvent.NONE, 0, 1));
            assertThatThrownBy(result::join)
                    .hasMessageContaining("this port does not speak TLS (expected: an http:// announce URL");
            plain.join();
        }
    }

    @Test
    void plainHttpToAPortForTlsIsTold() throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                        "127.0.0.1", serving(keyFor("IP:127.0.0.1")), line -> ScriptedServer.http("200 OK", "de"));
                TrackerClient client = TrackerClient.start(TrackerClientConfig.of("x"))) {
            URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + "/announce");
            CompletableFuture<AnnounceResult> result =
                    client.announce(uri, TrackerClientTest.params(AnnounceEvent.NONE, 0, 1));
            assertThatThrownBy(result::join)
                    .hasMessageContaining(
                            "this port speaks TLS (expected: an https:// announce URL, or the HTTP port)");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<center>The plain HTTP request was sent to HTTPS port</center>", // nginx
                "Client sent an HTTP request to an HTTPS server.", // Go
                "Reason: You're speaking plain HTTP to an SSL-enabled server port." // Apache
            })
    void aServerThatTellsSoInPlainHttpIsUnderstood(String text) throws Exception {
        try (ScriptedServer server = new ScriptedServer(line -> ScriptedServer.http("400 Bad Request", text));
                TrackerClient client = TrackerClient.start(TrackerClientConfig.of("x"))) {
            URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + "/announce");
            CompletableFuture<AnnounceResult> result =
                    client.announce(uri, TrackerClientTest.params(AnnounceEvent.NONE, 0, 1));
            assertThatThrownBy(result::join).hasMessageContaining("this port speaks TLS (expected: an https://");
        }
    }

    /** What an HTTP server says to the first bytes of TLS. */
    private static void answerPlainly(ServerSocket server) {
        try (Socket client = server.accept()) {
            assertThat(client.getInputStream().read()).isEqualTo(0x16);
            client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anUnreadableBundleIsAnErrorAtStart() {
        Path missing = folder.resolve("missing.pem");
        assertThatThrownBy(() -> TrackerClient.start(TrackerClientConfig.builder("x")
                        .timeout(Duration.ofSeconds(1))
                        .concurrency(1)
                        .waiting(1)
                        .caBundle(missing)
                        .build()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("missing.pem");
    }
}
