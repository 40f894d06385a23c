package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.AccessKey;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.DescribedObject;
import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
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
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;

/**
 * The {@link ObjectStore} of AWS and of every store that speaks S3, over the SDK's blocking client on Apache 5.
 *
 * <p>A blocking client, because a thread that waits in a socket costs less CPU per byte than the SDK's asynchronous ones do.
 */
public final class AwsObjectStore implements ObjectStore {
    private static final String GZIP = "gzip";

    final StoreSettings settings;
    public final StoreClient client;
    final StoreRequests requests;
    final StoreCalls calls;

    AwsObjectStore(StoreSettings settings, StoreClient client, StoreRequests requests, StoreCalls calls) {
        this.settings = settings;
        this.client = client;
        this.requests = requests;
        this.calls = calls;
    }

    /**
     * Prepares to reach a store; sends nothing yet.
     *
     * @throws ObjectException.Misconfigured when an option or the shared AWS configuration is unusable
     */
    public static AwsObjectStore open(S3Options options, Ledger ledger) throws ObjectException {
        return open(options, StoreLimits.DEFAULT, ledger);
    }

    static AwsObjectStore open(S3Options options, StoreLimits limits, Ledger ledger) throws ObjectException {
        StoreSettings settings = StoreSettings.resolve(options);
        settings.checkTransport(options.customerKey());
        try {
            StoreClient client = StoreClient.open(settings, limits, ledger);
            StoreCalls calls = new StoreCalls(
                    new ConcurrencyLimiter(limits.inFlight()),
                    client.credentials(),
                    new StoreErrors(settings.endpointText()),
                    limits,
                    ledger);
            return new AwsObjectStore(settings, client, StoreRequests.of(options, ledger), calls);
        } catch (SdkException
                | IllegalArgumentException
                | NullPointerException e) { // the SDK's ways to refuse a setting
            throw new ObjectException.Misconfigured("The S3 client cannot be set up: " + e.getMessage(), e);
        }
    }

    /** Tells this store from others: buckets of one name are not one bucket. */
    public String endpoint() {
        return settings.endpointText();
    }

    @Override
    public ObjectVersion stat(S3Location location) throws ObjectException {
        StoreCall call = new StoreCall("HeadObject", location, Optional.empty());
        return calls.run(call, calls.limits().call(), () -> head(call, false)).version(call);
    }

    @Override
    public DescribedObject describe(S3Location location) throws ObjectException {
        StoreCall call = new StoreCall("HeadObject", location, Optional.empty());
        ObjectHead head = calls.run(call, calls.limits().call(), () -> head(call, true));
        ObjectVersion version = head.version(call);
        return new DescribedObject(version, ChecksumHeaders.of(head, version));
    }

    @Override
    public Optional<StoredObject> metadata(S3Location location) throws ObjectException {
        StoreCall call = new StoreCall("HeadObject", location, Optional.empty());
        try {
            return Optional.of(
                    ask(call, calls.limits().call(), s3 -> headBySdk(location)).stored(call));
        } catch (ObjectException.NotFound e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<byte[]> whole(S3Location location, Choice choice) throws ObjectException {
        return new WholeRead(this, location, choice).run();
    }

    @Override
    public void read(ObjectVersion version, ByteRange range, ByteSink sink) throws ObjectException {
        if (range.end() > version.length()) {
            throw new IllegalArgumentException(
                    "range: " + range + " (expected: within " + version.length() + " bytes)");
        }
        new RangeRead(this, version, range, sink).run();
    }

    @Override
    public void list(S3Prefix prefix, Consumer<ListedObject> each) throws ObjectException {
        new Listing(this, prefix, each).run();
    }

    @Override
    public Optional<PartChecksums> partChecksums(ObjectVersion version) {
        return new PartAttributes(this, version).read();
    }

    @Override
    public Optional<byte[]> torrent(ObjectVersion version) {
        return new StoreTorrent(this, version.location()).read();
    }

    /** Asks for an object's version on somebody else's terms (HEAD). */
    public ObservedObject look(S3Location location, RequestTerms terms) throws ObjectException {
        StoreCall call = new StoreCall("HeadObject", location, Optional.empty());
        AwsObjectStore theirs = new AwsObjectStore(settings, client.shared(), requests.on(terms), calls);
        ObjectHead head = calls.run(call, calls.limits().call(), () -> theirs.head(call, false));
        return new ObservedObject(head.version(call), isCharged(head));
    }

    /** The key that our requests are signed with; empty when they are not, or there is none to be had. Blocks. */
    public Optional<AccessKey> ownKey() {
        return client.credentials().flatMap(LocatedCredentials::key);
    }

    /** True when the owner of the bucket lets whoever asks pay, and we do (HEAD). */
    public boolean isRequesterCharged(S3Location location) throws ObjectException {
        StoreCall call = new StoreCall("HeadObject", location, Optional.empty());
        return isCharged(ask(call, calls.limits().call(), s3 -> headBySdk(location)));
    }

    private static boolean isCharged(ObjectHead head) {
        return head.header("x-amz-request-charged").filter("requester"::equals).isPresent();
    }

    /** The way to put objects into the same store; to be used while this is open. */
    public ObjectWriter writer() {
        return new AwsObjectWriter(this);
    }

    @Override
    public AwsObjectStore countedIn(Ledger ledger) {
        return new AwsObjectStore(settings, client.shared(), requests.countedIn(ledger), calls.countedIn(ledger));
    }

    @Override
    public void close() {
        client.close();
    }

    /** Asks something whose answer is short, as often as {@code patience} has it. */
    <T> T ask(StoreCall call, RetryLimits patience, Function<S3Client, T> question) throws ObjectException {
        return calls.run(call, patience, () -> {
            try {
                return question.apply(client.s3());
            } catch (RuntimeException e) {
                throw calls.errors().explain(call, e);
            }
        });
    }

    /** The head of the bytes as they are stored, with their length. */
    private ObjectHead head(StoreCall call, boolean checksums) throws IOException {
        ObjectHead head = plainHead(call, checksums);
        if (head.isOfStoredBytes()) {
            return head;
        }
        Optional<ObjectHead> coded = directly(call, GZIP, checksums).filter(ObjectHead::isOfStoredBytes);
        return coded.isPresent() ? coded.get() : headOfFirstByte(call);
    }

    private Optional<ObjectHead> directly(StoreCall call, String coding, boolean checksums) throws IOException {
        return requests.onOurTerms()
                ? client.direct().head(call.location(), coding, checksums, calls.ledger())
                : Optional.empty();
    }

    /** Some servers send no length in answer to HEAD; that of one byte tells how many there are. */
    private ObjectHead headOfFirstByte(StoreCall call) throws IOException {
        try (OpenObject answer = client.get(requests.firstByte(call.location()))) {
            return answer.head().ofWhole();
        } catch (AwsServiceException e) {
            if (e.statusCode() == 416) { // an empty object has no first byte
                return plainHead(call, false).withLength(0);
            }
            throw calls.errors().explain(call, e);
        }
    }

    private ObjectHead plainHead(StoreCall call, boolean checksums) throws IOException {
        try {
            Optional<ObjectHead> direct = directly(call, ObjectVersion.PLAIN, checksums);
            return direct.isPresent() ? direct.get() : headBySdk(requests.head(call.location(), checksums));
        } catch (RuntimeException e) {
            if (checksums && StoreErrors.isUnknown(e)) {
                return plainHead(call, false);
            }
            if (!StoreErrors.isMute(e)) {
                throw calls.errors().explain(call, e);
            }
            return mute(call, e);
        }
    }

    private ObjectHead headBySdk(S3Location location) {
        return headBySdk(requests.head(location));
    }

    ObjectHead headBySdk(HeadObjectRequest request) {
        return ObjectHead.of(client.s3().headObject(request).sdkHttpResponse());
    }

    /**
     * The answer to a HEAD has no body, so that 403 is all it says; the same question as a GET gets S3's code and text. When it
     * gets an answer instead, the HEAD is due another try: the SDK has set its clock by the first one.
     */
    private ObjectHead mute(StoreCall call, RuntimeException mute) throws ObjectException {
        try {
            client.get(requests.firstByte(call.location())).body().abort();
            return headBySdk(call.location());
        } catch (RuntimeException e) {
            throw calls.errors().explain(call, StoreErrors.isMute(e) ? mute : e);
        }
    }
}
