package io.s3torrent.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.net.Cidr;
import io.s3torrent.net.PemFiles;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.testing.ForeignTool;
import io.s3torrent.testing.FreePort;
import io.s3torrent.testing.PemKeys;
import io.s3torrent.tracker.http.HttpsConfig;
import io.s3torrent.tracker.http.RawClient;
import io.s3torrent.tracker.swarm.Peers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** nginx and HAProxy in front of the tracker, with each of their ways to report the client's address. */
class RealProxiesIT {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);
    private static final InfoHash SWARM = Peers.swarm("ours");
    private static final String NGINX = """
            load_module modules/ngx_stream_module.so;
            daemon off; master_process off; worker_processes 1; pid FOLDER/pid; error_log FOLDER/log;
            events { worker_connections 100; }
            http {
                access_log off;
                client_body_temp_path FOLDER/b; proxy_temp_path FOLDER/p; fastcgi_temp_path FOLDER/f;
                uwsgi_temp_path FOLDER/u; scgi_temp_path FOLDER/s;
                upstream tracker { server 127.0.0.1:HTTP; keepalive 1; }
                server {
                    listen 127.0.0.1:PORT; listen [::1]:PORT;
                    location / {
                        proxy_pass http://tracker; proxy_http_version 1.1; proxy_set_header Connection "";
                        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    }
                }
            }
            """;
    private static final String NGINX_STREAM = """
            load_module modules/ngx_stream_module.so;
            daemon off; master_process off; worker_processes 1; pid FOLDER/pid; error_log FOLDER/log;
            events { worker_connections 100; }
            stream {
                server { listen 127.0.0.1:PORT; listen [::1]:PORT; proxy_pass 127.0.0.1:BACKEND; proxy_protocol on; }
            }
            """;
    private static final String HAPROXY = """
            defaults
                mode MODE
                timeout connect 5s
                timeout client 10s
                timeout server 10s
            listen tracker
                bind 127.0.0.1:PORT
                bind [::1]:PORT
                server tracker 127.0.0.1:BACKEND OPTIONS
            """;

    @TempDir
    private Path folder;

    private Tracker tracker;
    private final List<Process> proxies = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        PemKeys keys = PemKeys.make(folder, "us", "EC");
        tracker = Tracker.start(TrackerConfig.builder(ANY_PORT)
                .https(new HttpsConfig(ANY_PORT, new PemFiles(keys.certificate(), keys.key())))
                .proxies(new TrustedProxies(List.of(Cidr.parse("127.0.0.1"))))
                .build());
        tracker.allow(SWARM);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process proxy : proxies) {
            proxy.destroy();
            assertThat(proxy.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        tracker.close();
    }

    private static String config(String way) {
        return switch (way) {
            case "nginx" -> NGINX;
            case "nginx stream" -> NGINX_STREAM;
            case "haproxy" -> HAPROXY.replace("MODE", "http").replace("OPTIONS", "\n    option forwardfor");
            case "haproxy v1" -> HAPROXY.replace("MODE", "tcp").replace("OPTIONS", "send-proxy");
            case "haproxy v2" ->
                HAPROXY.replace("MODE", "tcp")
                        .replace("OPTIONS", "send-proxy-v2 proxy-v2-options crc32c,authority check inter 50ms");
            default -> throw new IllegalArgumentException(way);
        };
    }

    private InetSocketAddress startProxy(String way, boolean tls) throws IOException {
        return FreePort.start(port -> startProxy(way, tls, port));
    }

    private InetSocketAddress startProxy(String way, boolean tls, int port) throws IOException {
        int http = tracker.address().getPort();
        int backend = tls ? tracker.httpsAddress().orElseThrow().getPort() : http;
        String text = config(way)
                .replace("FOLDER", folder.toString())
                .replace("PORT", String.valueOf(port))
                .replace("BACKEND", String.valueOf(backend))
                .replace("HTTP", String.valueOf(http));
        Path file = Files.writeString(folder.resolve("config"), text);
        List<String> command = way.startsWith("nginx")
                ? List.of(ForeignTool.require("nginx").toString(), "-c", file.toString())
                : List.of(ForeignTool.require("haproxy").toString(), "-db", "-f", file.toString());
        Process proxy = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        proxies.add(proxy);
        InetSocketAddress at = new InetSocketAddress("127.0.0.1", port);
        FreePort.awaitReady(proxy, () -> accepts(at));
        return at;
    }

    private static boolean accepts(InetSocketAddress at) throws IOException {
        try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
            return socket.isConnected();
        }
    }

    private static String announce(int port) {
        return "GET /announce?info_hash=%" + HexFormat.ofDelimiter("%").formatHex(SWARM.bytes())
                + "&peer_id=-XX0000-abcdefghijkl&left=5&port=" + port
                + " HTTP/1.1\r\nHost: tracker\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n";
    }

    private static BDict announce(String from, InetSocketAddress to, boolean tls, int port) throws IOException {
        String host = from.startsWith("127.") ? "127.0.0.1" : from;
        try (RawClient plain = new RawClient(from, new InetSocketAddress(host, to.getPort()))) {
            return (tls ? plain.startTls() : plain).send(announce(port)).answer();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, false",
        "nginx stream, false",
        "nginx stream, true",
        "haproxy, false",
        "haproxy v1, false",
        "haproxy v1, true",
        "haproxy v2, false",
        "haproxy v2, true"
    })
    void clientsBehindItAreToldOfOneAnotherAndNotOfWhatTheyClaim(String way, boolean tls) throws Exception {
        InetSocketAddress at = startProxy(way, tls);

        announce("127.0.0.5", at, tls, 1001);
        announce("::1", at, tls, 1002);
        BDict answer = announce("127.0.0.6", at, tls, 1003);

        assertThat(answer.string("peers").orElseThrow().bytes())
                .isEqualTo(HexFormat.of().parseHex("7f00000503e9"));
        assertThat(answer.string("peers6").orElseThrow().bytes())
                .isEqualTo(HexFormat.of().parseHex("0000000000000000000000000000000103ea"));
    }
}
