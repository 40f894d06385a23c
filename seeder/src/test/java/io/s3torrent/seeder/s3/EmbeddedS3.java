package io.s3torrent.seeder.s3;

import io.s3torrent.bittorrent.Digests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * A real S3 server in this process: S3Proxy over a folder, on a free loopback port.
 *
 * <p>Objects are files of that folder ({@code folder/bucket/key}), their ETags are extended attributes, which the file system must support
 * (ext4, xfs, btrfs, and tmpfs of Linux 6.6 and later do). No versioning.
 */
public final class EmbeddedS3 implements AutoCloseable {
    /** S3Proxy's name for the attribute with an object's MD5, which is its ETag. */
    private static final String ETAG_ATTRIBUTE = "user.content-md5";

    private final Path folder;
    private final BlobStore blobs;
    private final S3Proxy proxy;

    private EmbeddedS3(Path folder, S3Proxy.Builder builder) {
        this.folder = folder;
        blobs = new FilesystemNio2BlobStore(folder.toString());
        proxy = builder.blobStore(blobs)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .ignoreUnknownHeaders(true)
                .stopTimeout(0) // otherwise it waits for the kept-alive connections of clients
                .build();
    }

    /** Starts a store that accepts signed and anonymous requests. */
    public static EmbeddedS3 start(Path folder) {
        return started(new EmbeddedS3(folder, S3Proxy.builder()));
    }

    /** Starts a store that accepts only requests signed with this key. */
    public static EmbeddedS3 startSigned(Path folder, String accessKey, String secretKey) {
        return started(new EmbeddedS3(
                folder, S3Proxy.builder().awsAuthentication(AuthenticationType.AWS_V4, accessKey, secretKey)));
    }

    /** The URL of the server. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    /** Options to reach it without signatures, whatever credentials this machine has. */
    public S3Options options() {
        return S3Options.builder()
                .endpointUrl(endpoint())
                .region("us-east-1")
                .signRequest(false)
                .build();
    }

    /** Creates an empty bucket. S3Proxy accepts an invalid name such as "b", but does not find that bucket later. */
    public void createBucket(String bucket) {
        if (bucket.length() < 3) {
            throw new IllegalArgumentException("bucket: \"" + bucket + "\" (expected: >= 3 characters)");
        }
        blobs.createContainer(bucket);
    }

    /** Stores a file of any size, streamed. */
    public void put(String bucket, String key, Path file) {
        try (InputStream bytes = Files.newInputStream(file)) {
            put(bucket, key, bytes, Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stores some bytes. */
    public void put(String bucket, String key, byte[] bytes) {
        put(bucket, key, new ByteArrayInputStream(bytes), bytes.length);
    }

    private void put(String bucket, String key, InputStream bytes, long length) {
        blobs.putBlob(
                PutObjectRequest.builder()
                        .bucket(bucket)
                        .key(key)
                        .contentLength(length)
                        .build(),
                bytes);
    }

    /**
     * Stores an object of zeros that takes no disk space, and returns its file. Writing to the file changes the object but not its ETag.
     */
    public Path putSparse(String bucket, String key, long length) {
        Path file = folder.resolve(bucket).resolve(key);
        try {
            Files.createDirectories(file.getParent());
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
                channel.write(ByteBuffer.allocate(1), length - 1);
            }
            ByteBuffer etag = length <= ObjectChecksums.MAX_MD5_LENGTH
                    ? ByteBuffer.wrap(Digests.md5().digest(new byte[(int) length]))
                    : ByteBuffer.allocate(16).putLong(8, length);
            Files.getFileAttributeView(file, UserDefinedFileAttributeView.class).write(ETAG_ATTRIBUTE, etag);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** Removes an object. */
    public void delete(String bucket, String key) {
        blobs.removeBlob(bucket, key);
    }

    @Override
    public void close() {
        try {
            proxy.stop();
            blobs.close();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy does not stop", e);
        }
    }

    private static EmbeddedS3 started(EmbeddedS3 store) {
        try {
            store.proxy.start();
            return store;
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy does not start", e);
        }
    }
}
