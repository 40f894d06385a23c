package io.s3torrent.seeder.wire;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.testing.TestSeed;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.CipherOutputStream;
import javax.crypto.spec.SecretKeySpec;

/** Implements one end of message stream encryption from its specification, with the JDK's RC4, to test the other end. */
final class MseByHand {
    static final int PLAINTEXT = 1;
    static final int RC4 = 2;

    static final BigInteger PRIME = new BigInteger(
            "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
                    + "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A63A36210000000000090563",
            16);

    private static final int KEY = 96;
    private static final int PAD = 512;

    private final Socket socket;
    private final DataInputStream in;
    private final BigInteger privateKey = new BigInteger(160, TestSeed.shared());
    private byte[] secret = {};
    private int provided;
    private Cipher incoming = stream(new byte[20]);
    private Cipher outgoing = incoming;

    MseByHand(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(5_000); // below the handshake timeout: a connection must close for another reason
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(socket.getInputStream());
    }

    Socket socket() {
        return socket;
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    byte[] publicKey() {
        return bytes(BigInteger.TWO.modPow(privateKey, PRIME));
    }

    /** Reads the other side's key and computes the secret. */
    void readKey() throws IOException {
        byte[] theirs = new byte[KEY];
        in.readFully(theirs);
        secret = bytes(new BigInteger(1, theirs).modPow(privateKey, PRIME));
    }

    /** A's proof that it knows the secret and the torrent. */
    byte[] proof(InfoHash infoHash) {
        byte[] name = hash("req2", infoHash.bytes());
        byte[] mask = hash("req3", secret);
        for (int i = 0; i < name.length; i++) {
            name[i] ^= mask[i];
        }
        return join(hash("req1", secret), name);
    }

    void useKeys(InfoHash infoHash, boolean initiator) {
        Cipher a = stream(hash("keyA", secret, infoHash.bytes()));
        Cipher b = stream(hash("keyB", secret, infoHash.bytes()));
        incoming = initiator ? b : a;
        outgoing = initiator ? a : b;
    }

    byte[] encrypt(byte[] plain) {
        return plain.length == 0 ? plain : outgoing.update(plain);
    }

    byte[] decrypt(int length) throws IOException {
        byte[] encrypted = new byte[length];
        in.readFully(encrypted);
        return length == 0 ? encrypted : incoming.update(encrypted);
    }

    /** A's offer, with PadC and IA. */
    static byte[] terms(int provide, int padC, byte[] payload) {
        return ByteBuffer.allocate(16 + padC + payload.length)
                .putLong(0)
                .putInt(provide)
                .putShort((short) padC)
                .put(new byte[padC])
                .putShort((short) payload.length)
                .put(payload)
                .array();
    }

    /** B's choice, with PadD. */
    static byte[] choice(int select, int padD) {
        return ByteBuffer.allocate(14 + padD)
                .putLong(0)
                .putInt(select)
                .putShort((short) padD)
                .array();
    }

    /** Plays A up to B's choice and returns that choice. */
    int initiate(InfoHash infoHash, int pad, int provide, byte[] payload) throws IOException {
        send(join(publicKey(), new byte[pad]));
        readKey();
        byte[] proof = proof(infoHash);
        useKeys(infoHash, true);
        send(join(proof, encrypt(terms(provide, pad, payload))));
        return readChoice();
    }

    int readChoice() throws IOException {
        skipTo(incoming.update(new byte[8]));
        ByteBuffer choice = ByteBuffer.wrap(decrypt(6));
        int select = choice.getInt();
        decrypt(choice.getShort());
        return select;
    }

    /** Plays B up to A's offer and returns the offer's IA. */
    byte[] receive(InfoHash infoHash, int pad) throws IOException {
        readKey();
        send(join(publicKey(), new byte[pad]));
        byte[] proof = proof(infoHash);
        skipTo(Arrays.copyOf(proof, 20));
        byte[] name = in.readNBytes(20);
        if (!Arrays.equals(name, Arrays.copyOfRange(proof, 20, 40))) {
            throw new IOException("another shared key");
        }
        useKeys(infoHash, false);
        ByteBuffer terms = ByteBuffer.wrap(decrypt(14));
        provided = terms.position(8).getInt();
        decrypt(terms.getShort());
        return decrypt(ByteBuffer.wrap(decrypt(2)).getShort());
    }

    /** The methods that A offered. */
    int provided() {
        return provided;
    }

    /** The peer that continues after the handshake. */
    RawPeer peer(int selected) throws IOException {
        return selected == RC4
                ? RawPeer.over(
                        socket,
                        new CipherInputStream(in, incoming),
                        new CipherOutputStream(socket.getOutputStream(), outgoing))
                : RawPeer.over(socket, in, socket.getOutputStream());
    }

    /** Reads everything until the other side closes. Closing may reset the connection if bytes are unread. */
    byte[] rest() throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try (socket) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                rest.write(next);
            }
        } catch (SocketException reset) {
            // a reset counts as closed
        }
        return rest.toByteArray();
    }

    private void skipTo(byte[] mark) throws IOException {
        byte[] window = in.readNBytes(mark.length);
        for (int skipped = 0; !Arrays.equals(window, mark); skipped++) {
            int next = in.read();
            if (next < 0 || skipped == PAD) {
                throw new EOFException("no mark after " + skipped + " bytes");
            }
            System.arraycopy(window, 1, window, 0, window.length - 1);
            window[window.length - 1] = (byte) next;
        }
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] bytes(BigInteger number) {
        byte[] raw = number.toByteArray();
        byte[] padded = new byte[KEY];
        int length = Math.min(raw.length, KEY);
        System.arraycopy(raw, raw.length - length, padded, KEY - length, length);
        return padded;
    }

    private static byte[] hash(String word, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(word.getBytes(StandardCharsets.US_ASCII));
            return digest.digest(join(parts));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Cipher stream(byte[] key) {
        try {
            Cipher cipher = Cipher.getInstance("ARCFOUR");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ARCFOUR"));
            cipher.update(new byte[1024]);
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
