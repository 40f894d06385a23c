package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.auth.AccessKey;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Finds credentials wherever the SDK looks for them, and throws its own exception when there are none.
 *
 * <p>The SDK's providers cache credentials until they expire, even when the store rejects them. So {@link #refresh} creates a new provider,
 * which reads files, tokens and metadata services again. Guarded by its own monitor.
 */
final class LocatedCredentials implements AwsCredentialsProvider, SdkAutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocatedCredentials.class);
    /** The shortest time between two refreshes, so that requests that keep failing do not each cause one. */
    private static final long REFRESH_NANOS = Duration.ofSeconds(10).toNanos();

    private final Supplier<Provider> source;
    private Provider current;
    private int generation;
    private long refreshedNanos;

    private LocatedCredentials(Supplier<Provider> source) {
        this.source = source;
        this.current = source.get();
    }

    /**
     * Creates credentials. As in the CLI, a profile that the user named goes before the environment; otherwise the SDK's whole chain is
     * used.
     */
    static LocatedCredentials of(StoreSettings settings) {
        return new LocatedCredentials(
                settings.explicitProfile() ? () -> profile(settings.profile()) : LocatedCredentials::chain);
    }

    private static Provider profile(String name) {
        ProfileCredentialsProvider profile = ProfileCredentialsProvider.create(name);
        return new Provider(profile, profile, false);
    }

    private static Provider chain() {
        DefaultCredentialsProvider chain = DefaultCredentialsProvider.builder().build();
        return new Provider(chain, chain, true);
    }

    @Override
    public synchronized AwsCredentials resolveCredentials() {
        try {
            return current.credentials.resolveCredentials();
        } catch (SdkException | IllegalStateException | IllegalArgumentException e) {
            throw new NoCredentialsException(current.reason(e), e);
        }
    }

    /** The current credentials as a key; empty when no provider has any. */
    Optional<AccessKey> key() {
        try {
            AwsCredentials found = resolveCredentials();
            Optional<String> token = found instanceof AwsSessionCredentials session
                    ? Optional.of(session.sessionToken())
                    : Optional.empty();
            return Optional.of(
                    new AccessKey(found.accessKeyId(), found.secretAccessKey(), token, found.expirationTime()));
        } catch (NoCredentialsException e) {
            LOG.debug("no credentials found", e);
            return Optional.empty();
        }
    }

    /** A number that grows with each refresh. */
    synchronized int generation() {
        return generation;
    }

    /**
     * Replaces credentials that the store rejected.
     *
     * @param refused the generation of the rejected credentials
     * @return true when newer ones are in place; false when these came from a refresh a moment ago
     */
    synchronized boolean refresh(int refused) {
        if (refused != generation) {
            return true;
        }
        if (generation > 0 && System.nanoTime() - refreshedNanos < REFRESH_NANOS) {
            return false;
        }
        LOG.info("the store rejected the credentials; loading them again");
        current.resources.close();
        current = source.get();
        generation++;
        refreshedNanos = System.nanoTime();
        return true;
    }

    @Override
    public synchronized void close() {
        current.resources.close();
    }

    private record Provider(AwsCredentialsProvider credentials, SdkAutoCloseable resources, boolean isChain) {
        /**
         * The reason for the user. The chain's text lists all its members and helps no user, so it is dropped. A profile's text gives the
         * reason and then dumps the file, which is cut off.
         */
        String reason(RuntimeException e) {
            return isChain ? "" : String.valueOf(e.getMessage()).replaceFirst(":? ProfileFile\\(.*", "");
        }
    }

    /** No provider has credentials. The message gives the reason if only one provider was asked. */
    static final class NoCredentialsException extends SdkClientException {
        private static final long serialVersionUID = 1L;

        NoCredentialsException(String reason, RuntimeException cause) {
            super(SdkClientException.builder().message(reason).cause(cause));
        }
    }
}
