package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ObjectException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS of our own connections to the store, set up when one is opened: whom to trust is what it is for the SDK's. */
final class DirectTls {
    private DirectTls() {}

    /** Sockets that trust the authorities of these settings. */
    static SSLSocketFactory sockets(StoreSettings settings) throws ObjectException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusted(settings.caBundle()), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new ObjectException.Misconfigured("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    /** Null for the certificate authorities of the JDK. */
    private static TrustManager @Nullable [] trusted(Optional<Path> caBundle) throws ObjectException {
        return caBundle.isEmpty() ? null : CaBundle.load(caBundle.get()).trustManagers();
    }
}
