package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ObjectException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.http.TlsTrustManagersProvider;

/** Certificate authorities from a PEM file, in place of the JDK's. */
final class CaBundle {
    private CaBundle() {}

    static TlsTrustManagersProvider load(Path file) throws ObjectException {
        try (InputStream pem = Files.newInputStream(file)) {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(keyStore(CertificateFactory.getInstance("X.509").generateCertificates(pem)));
            return factory::getTrustManagers;
        } catch (IOException | GeneralSecurityException e) {
            throw new ObjectException.Misconfigured(
                    "The CA bundle " + file + " cannot be used (expected: certificates in PEM): " + e.getMessage(), e);
        }
    }

    private static KeyStore keyStore(Collection<? extends Certificate> authorities)
            throws IOException, GeneralSecurityException {
        if (authorities.isEmpty()) {
            throw new CertificateException("no certificate in it");
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate authority : authorities) {
            store.setCertificateEntry("authority" + number++, authority);
        }
        return store;
    }
}
