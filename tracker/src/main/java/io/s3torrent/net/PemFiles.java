package io.s3torrent.net;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The PEM files of a TLS server.
 *
 * @param certificates PEM file (RFC 7468) of the server's certificate, followed by its chain
 * @param key PEM file of the private key (PKCS 8), without password
 */
public record PemFiles(Path certificates, Path key) {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    /** The TLS context made of the files. */
    record ServerTls(SslContext context, X509Certificate certificate) {
        @Override
        public String toString() {
            return "the certificate of " + certificate.getSubjectX500Principal() + " until "
                    + certificate.getNotAfter().toInstant() + ", serial number "
                    + certificate.getSerialNumber().toString(16);
        }
    }

    /**
     * Reads both files.
     *
     * @throws IOException when a file cannot be read, or the key does not match the certificate
     */
    ServerTls load() throws IOException {
        try {
            X509Certificate[] chain = chain();
            SslContext context = SslContextBuilder.forServer(keyOf(chain[0].getPublicKey()), chain)
                    .sslProvider(SslProvider.JDK)
                    .build();
            return new ServerTls(context, chain[0]);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    certificates + ", " + key + ": " + e.getMessage() + " (expected: PEM files of a certificate and its key)",
                    e);
        }
    }

    private X509Certificate[] chain() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(certificates)) {
            X509Certificate[] chain = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .toArray(X509Certificate[]::new);
            if (chain.length == 0) {
                throw new GeneralSecurityException("the certificate file has no certificate");
            }
            return chain;
        }
    }

    private PrivateKey keyOf(PublicKey known) throws IOException, GeneralSecurityException {
        Matcher pem = PRIVATE_KEY.matcher(Files.readString(key, StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new GeneralSecurityException(
                    "the key file has no \"BEGIN PRIVATE KEY\"; convert other forms with `openssl pkcs8 -topk8 -nodes`");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
        PrivateKey found =
                KeyFactory.getInstance(known.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        requireFit(known, found);
        return found;
    }

    /** Checks that the key matches the certificate: while both files are being replaced, it does not. */
    private static void requireFit(PublicKey known, PrivateKey found) throws GeneralSecurityException {
        Signature signature =
                Signature.getInstance(SIGNATURES.getOrDefault(known.getAlgorithm(), known.getAlgorithm()));
        signature.initSign(found);
        byte[] anything = {1}; // the JDK's EdDSA does not verify an empty message
        signature.update(anything);
        byte[] signed = signature.sign();
        signature.initVerify(known);
        signature.update(anything);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the key does not match the certificate");
        }
    }
}
