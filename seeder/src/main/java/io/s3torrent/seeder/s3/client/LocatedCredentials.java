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
 * Credentials from wherever the SDK looks for them; failing to find any has an exception of its own.
 *
 * <p>The SDK's providers keep what they found until its own date of expiry, however often the store refuses it; so
 * {@link #refresh} puts a new provider in place, which reads files, tokens and metadata services anew. Guarded by itself.
 */
final class LocatedCredentials implements AwsCredentialsProvider, SdkAutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocatedCredentials.class);
    /** Where new credentials are not to be had, not each failing request looks for them. */
    private static final long REFRESH_NANOS = Duration.ofSeconds(10).toNanos();

    private final Supplier<Provider> source;
    private Provider current;
    private int generation;
    private long refreshedNanos;

    private LocatedCredentials(Supplier<Provider> source) {
        this.source = source;
        this.current = source.get();
    }

    /** A profile that was asked for by name goes before the environment, as in the CLI; else the SDK's whole chain. */
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
            LOG.debug("no credentials of our own", e);
            return Optional.empty();
        }
    }

    /** Grows with each refresh. */
    synchronized int generation() {
        return generation;
    }

    /** Looks for other credentials than those of this generation; false when that was done a moment ago, and these came of it. */
    synchronized boolean refresh(int refused) {
        if (refused != generation) {
            return true;
        }
        if (generation > 0 && System.nanoTime() - refreshedNanos < REFRESH_NANOS) {
            return false;
        }
        LOG.info("the store refused the credentials; looking for new ones");
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
        /** The chain lists all its members and their state, which helps nobody; a profile says what is wrong, then dumps its file. */
        String reason(RuntimeException e) {
            return isChain ? "" : String.valueOf(e.getMessage()).replaceFirst(":? ProfileFile\\(.*", "");
        }
    }

    /** No provider has credentials. The message says why when there was only one provider. */
    static final class NoCredentialsException extends SdkClientException {
        private static final long serialVersionUID = 1L;

        NoCredentialsException(String reason, RuntimeException cause) {
            super(SdkClientException.builder().message(reason).cause(cause));
        }
    }
}
