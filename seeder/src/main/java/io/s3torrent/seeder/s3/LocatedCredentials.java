package io.s3torrent.seeder.s3;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Credentials from wherever the SDK looks for them; failing to find any has an exception of its own. */
final class LocatedCredentials implements AwsCredentialsProvider, SdkAutoCloseable {
    private final AwsCredentialsProvider delegate;
    private final SdkAutoCloseable resources;

    private <P extends AwsCredentialsProvider & SdkAutoCloseable> LocatedCredentials(P delegate) {
        this.delegate = delegate;
        this.resources = delegate;
    }

    /** A profile that was asked for by name goes before the environment, as in the CLI; else the SDK's whole chain. */
    static LocatedCredentials of(StoreSettings settings) {
        return settings.explicitProfile()
                ? new LocatedCredentials(ProfileCredentialsProvider.create(settings.profile()))
                : new LocatedCredentials(DefaultCredentialsProvider.builder().build());
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return delegate.resolveCredentials();
        } catch (SdkException | IllegalStateException | IllegalArgumentException e) {
            throw new NoCredentialsException(reason(e), e);
        }
    }

    /** The chain lists all its members and their state, which helps nobody; a profile says what is wrong, then dumps its file. */
    private String reason(RuntimeException e) {
        boolean chain = delegate instanceof DefaultCredentialsProvider;
        return chain ? "" : String.valueOf(e.getMessage()).replaceFirst(":? ProfileFile\\(.*", "");
    }

    @Override
    public void close() {
        resources.close();
    }

    /** Nobody who was asked has credentials; the message says why when only one was. */
    static final class NoCredentialsException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoCredentialsException(String reason, RuntimeException cause) {
            super(reason, cause);
        }
    }
}
