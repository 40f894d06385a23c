package io.s3torrent.seeder.s3.direct;

import java.io.IOException;
import javax.net.ssl.SSLSocketFactory;

/** How origins with TLS are reached. */
@FunctionalInterface
public interface DirectTlsContext {
    /** Sockets that trust whom they should; to read all certificate authorities takes a while. */
    SSLSocketFactory sockets() throws IOException;
}
