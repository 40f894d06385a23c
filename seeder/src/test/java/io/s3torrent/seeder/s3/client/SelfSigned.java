package io.s3torrent.seeder.s3.client;

import io.s3torrent.testing.PemKeys;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocketFactory;

/**
 * A certificate for 127.0.0.1 from an unknown authority.
 *
 * @param authority PEM file of the authority
 * @param sockets server sockets with the certificate
 */
public record SelfSigned(Path authority, SSLServerSocketFactory sockets) {
    /** The password of the key store that PemKeys writes. */
    private static final char[] PASSWORD = "password".toCharArray();

    public static SelfSigned make(Path folder) throws Exception {
        PemKeys keys = PemKeys.make(folder, "store", "EC");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("store.p12"))) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
        return new SelfSigned(keys.certificate(), tls.getServerSocketFactory());
    }
}
