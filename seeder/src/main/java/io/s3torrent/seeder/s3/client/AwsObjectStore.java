package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectStore.Choice;
import io.s3torrent.seeder.s3.ObjectStore.DescribedObject;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.ObjectWriter;
import io.s3torrent.seeder.s3.ObservedObject;
import io.s3torrent.seeder.s3.PartChecksums;
import io.s3torrent.seeder.s3.RequestTerms;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.S3Prefix;
import io.s3torrent.seeder.s3.StoreCall;
import io.s3torrent.seeder.s3.StoredObject;
import io.s3torrent.seeder.s3.auth.AccessKey;
import io.s3torrent.seeder.s3.client.OpenObject.BodyReader;
import io.s3torrent.seeder.s3.client.StoreErrors.BrokenResponseException;
import io.s3torrent.seeder.s3.direct.SlowReads;
import io.s3torrent.seeder.s3.direct.SlowReads.ReadWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The {@link ObjectStore} of AWS and of every S3-compatible store. It uses the SDK's blocking client on Apache HttpClient 5.
 *
 * <p>The client is blocking because a thread that waits in a socket costs less CPU per byte than the SDK's asynchronous clients.
 */
public final class AwsObjectStore implements ObjectStore {
    final StoreSettings settings;
    final StoreCalls calls;

    AwsObjectStore(StoreSettings settings, StoreCalls calls) {
        this.settings = settings;
        this.calls = calls;
    }

    /**
     * Sets up the client for a store without sending a request.
     *
     * @throws ObjectException.Misconfigured when an option or the shared AWS configuration is unusable
     */
    public static AwsObjectStore open(S3Options options, Ledger ledger) throws ObjectException {
        return open(options, StoreLimits.defaults(), ledger);
    }

    static AwsObjectStore open(S3Options options, StoreLimits limits, Ledger ledger) throws ObjectException {
        StoreSettings settings = StoreSettings.resolve(options);
        settings.checkTransport(options.customerKey());
        try {
            StoreClient client = StoreClient.open(settings, limits, ledger);
            return new AwsObjectStore(
                    settings,
                    new StoreCalls(
                            client,
                            StoreRequests.of(options, ledger),
                            new ConcurrencyLimiter(limits.inFlight()),
                            new StoreErrors(settings.endpointText()),
                            new SlowReads(System::nanoTime),
                            limits));
        } catch (SdkException
                | IllegalArgumentException
                | NullPointerException e) { // the SDK's ways to reject a setting
            throw new ObjectException.Misconfigured("The S3 client cannot be set up: " + e.getMessage(), e);
        }
    }

    /** The endpoint, which tells this store from others: two stores may have buckets of the same name. */
    public String endpoint() {
        return settings.endpointText();
    }

    @Override
    public ObjectVersion stat(S3Location location) throws ObjectException {
        return new HeadRead(calls).read(location, false).version(HeadRead.call(location));
    }

    @Override
    public DescribedObject describe(S3Location location) throws ObjectException {
        ObjectHead head = new HeadRead(calls).read(location, true);
        ObjectVersion version = head.version(HeadRead.call(location));
        return new DescribedObject(version, head.checksums(version));
    }

    @Override
    public Optional<StoredObject> metadata(S3Location location) throws ObjectException {
        return new HeadRead(calls).metadata(location);
    }

    @Override
    public Optional<byte[]> whole(S3Location location, Choice choice) throws ObjectException {
        return new WholeRead(calls, location, choice).run();
    }

    @Override
    public void read(ObjectVersion version, ByteRange range, ByteSink sink) throws ObjectException {
        if (range.end() > version.length()) {
            throw new IllegalArgumentException(
                    "range: " + range + " (expected: within " + version.length() + " bytes)");
        }
        new RangeRead(calls, version, range, sink).run();
    }

    @Override
    public void list(S3Prefix prefix, Consumer<ListedObject> each) throws ObjectException {
        new Listing(calls, prefix, each).run();
    }

    @Override
    public Optional<PartChecksums> partChecksums(ObjectVersion version) {
        return new PartAttributes(calls, version).read();
    }

    @Override
    public Optional<byte[]> torrent(ObjectVersion version) {
        return new StoreTorrent(settings, calls, version.location()).read();
    }

    /** Asks for an object's version (HEAD) with a client's own request headers. */
    public ObservedObject look(S3Location location, RequestTerms terms) throws ObjectException {
        ObjectHead head = new HeadRead(calls.on(terms)).read(location, false);
        return new ObservedObject(head.version(HeadRead.call(location)), isCharged(head));
    }

    /** Returns the key that signs our requests; empty when requests are unsigned or no key is found. Blocks. */
    public Optional<AccessKey> ownKey() {
        return calls.client().credentials().flatMap(LocatedCredentials::key);
    }

    /** True when the store charges us for requests of this object, and we accepted that (HEAD). */
    public boolean isRequesterCharged(S3Location location) throws ObjectException {
        return isCharged(new HeadRead(calls).readBySdk(location));
    }

    private static boolean isCharged(ObjectHead head) {
        return head.header("x-amz-request-charged").filter("requester"::equals).isPresent();
    }

    /** Returns a writer to the same store, which is usable until this store is closed. */
    public ObjectWriter writer() {
        return new AwsObjectWriter(calls);
    }

    @Override
    public AwsObjectStore countedIn(Ledger ledger) {
        return new AwsObjectStore(settings, calls.countedIn(ledger));
    }

    @Override
    public void close() {
        calls.client().close();
    }

    /**
     * Reads a small object of any version in one GET. Each answer has exactly one version, and a broken answer is discarded. For use by one
     * thread, once.
     */
    private static final class WholeRead {
        private final StoreCalls calls;
        private final S3Location location;
        private final Choice choice;
        private final StoreCall call;
        private final ReadWatch watch;

        WholeRead(StoreCalls calls, S3Location location, Choice choice) {
            this.calls = calls;
            this.location = location;
            this.choice = choice;
            this.call = new StoreCall("GetObject", location, Optional.empty());
            this.watch = calls.slowReads().watch();
        }

        Optional<byte[]> run() throws ObjectException {
            try {
                return calls.run(call, calls.limits().read(), this::attempt);
            } catch (ObjectException.NotFound e) {
                return Optional.empty();
            }
        }

        private Optional<byte[]> attempt() throws IOException {
            try (OpenObject answer = ask()) {
                if (answer.head().status() != 200) {
                    throw new BrokenResponseException("status " + answer.head().status() + " (expected: 200)");
                }
                StoredObject stored = answer.head().stored(call);
                if (!choice.wants(stored)) {
                    return Optional.empty();
                }
                ByteArrayOutputStream bytes = new ByteArrayOutputStream(
                        Math.toIntExact(stored.version().length()));
                new BodyReader(calls.limits(), calls.ledger(), watch, call, bytes::write)
                        .copy(answer, stored.version().length());
                return Optional.of(bytes.toByteArray());
            }
        }

        private OpenObject ask() throws IOException {
            watch.requesting();
            try {
                Optional<OpenObject> direct = calls.client().direct().get(location, watch, calls.ledger());
                OpenObject answer = direct.isPresent()
                        ? direct.get()
                        : calls.client().get(calls.requests().get(location));
                watch.gotHead();
                return answer;
            } catch (RuntimeException e) {
                throw calls.errors().explain(call, e);
            }
        }
    }
}
