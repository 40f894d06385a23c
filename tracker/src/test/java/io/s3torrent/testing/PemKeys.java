package io.s3torrent.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A self-signed certificate for 127.0.0.1, ::1 and 10.99.0.1, and its key.
 *
 * @param certificate PEM file
 * @param key PEM file
 */
public record PemKeys(Path certificate, Path key) {
    private static final char[] PASSWORD = "password".toCharArray();

    /**
     * Creates a certificate and a key.
     *
     * @param name name in the certificate, and prefix of the files
     * @param algorithm of the key, as keytool names it
     */
    public static PemKeys make(Path folder, String name, String algorithm)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path store = folder.resolve(name + ".p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String options = "-genkeypair -alias us -keyalg " + algorithm + " -dname CN=" + name
                + " -ext SAN=IP:127.0.0.1,IP:0:0:0:0:0:0:0:1,IP:10.99.0.1 -storetype PKCS12 -storepass password -keystore";
        String[] command = (keytool + " " + options + " " + store).split(" ");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed: " + output);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return new PemKeys(
                pem(
                        folder.resolve(name + "-CERTIFICATE.pem"),
                        "CERTIFICATE",
                        keys.getCertificate("us").getEncoded()),
                pem(
                        folder.resolve(name + "-PRIVATE-KEY.pem"),
                        "PRIVATE KEY",
                        keys.getKey("us", PASSWORD).getEncoded()));
    }

    private static Path pem(Path file, String kind, byte[] der) throws IOException {
        String encoded = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                file,
                "-----BEGIN " + kind + "-----\n" + encoded + "\n-----END " + kind + "-----\n",
                StandardCharsets.US_ASCII);
    }
}
