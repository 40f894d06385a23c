package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.StoreCall;
import io.s3torrent.seeder.s3.StoredObject;
import java.io.IOException;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Reads the heads of objects (HEAD). If a store answers HEAD without a length, with a wrong length, or without an error text, it also sends
 * a GET of one byte.
 */
record HeadRead(StoreCalls calls) {
    private static final String GZIP = "gzip";

    /** The head for the bytes as they are stored, with their length. */
    ObjectHead read(S3Location location, boolean checksums) throws ObjectException {
        StoreCall call = call(location);
        return calls.run(call, calls.limits().call(), () -> ofStoredBytes(call, checksums));
    }

    /** An object with its metadata; empty when it does not exist. */
    Optional<StoredObject> metadata(S3Location location) throws ObjectException {
        try {
            return Optional.of(readBySdk(location).stored(call(location)));
        } catch (ObjectException.NotFound e) {
            return Optional.empty();
        }
    }

    /** The head, requested by the SDK. */
    ObjectHead readBySdk(S3Location location) throws ObjectException {
        return calls.ask(call(location), calls.limits().call(), s3 -> bySdk(location));
    }

    static StoreCall call(S3Location location) {
        return new StoreCall("HeadObject", location, Optional.empty());
    }

    private ObjectHead ofStoredBytes(StoreCall call, boolean checksums) throws IOException {
        ObjectHead head = plain(call, checksums);
        if (head.isOfStoredBytes()) {
            return head;
        }
        Optional<ObjectHead> coded = coded(call, checksums).filter(ObjectHead::isOfStoredBytes);
        return coded.isPresent() ? coded.get() : ofFirstByte(call);
    }

    private Optional<ObjectHead> coded(StoreCall call, boolean checksums) throws IOException {
        try {
            return direct(call, GZIP, checksums);
        } catch (AwsServiceException e) {
            throw calls.errors().explain(call, e);
        }
    }

    private ObjectHead plain(StoreCall call, boolean checksums) throws IOException {
        try {
            Optional<ObjectHead> direct = direct(call, ObjectVersion.PLAIN, checksums);
            return direct.isPresent()
                    ? direct.get()
                    : calls.client().head(calls.requests().head(call.location(), checksums));
        } catch (RuntimeException e) {
            if (checksums && StoreErrors.isUnknown(e)) {
                return plain(call, false);
            }
            if (!StoreErrors.isMute(e)) {
                throw calls.errors().explain(call, e);
            }
            return afterMuteError(call, e);
        }
    }

    private Optional<ObjectHead> direct(StoreCall call, String coding, boolean checksums) throws IOException {
        return calls.requests().ownOptions()
                ? calls.client().direct().head(call.location(), coding, checksums, calls.ledger())
                : Optional.empty();
    }

    private ObjectHead bySdk(S3Location location) {
        return calls.client().head(calls.requests().head(location));
    }

    /** Some servers answer HEAD without a length. The answer to a GET of the first byte has the length of the whole object. */
    private ObjectHead ofFirstByte(StoreCall call) throws IOException {
        try (OpenObject answer = calls.client().get(calls.requests().firstByte(call.location()))) {
            return answer.head().ofWhole();
        } catch (AwsServiceException e) {
            if (e.statusCode() == 416) { // an empty object has no first byte
                return plain(call, false).withLength(0);
            }
            throw calls.errors().explain(call, e);
        }
    }

    /**
     * Finds the reason for an error to a HEAD, whose answer has no body. A GET of the first byte gets S3's code and text. If the GET
     * succeeds, the HEAD is repeated, because the SDK has corrected its clock after the first error.
     */
    private ObjectHead afterMuteError(StoreCall call, RuntimeException mute) throws ObjectException {
        try {
            calls.client()
                    .get(calls.requests().firstByte(call.location()))
                    .body()
                    .abort();
            return bySdk(call.location());
        } catch (RuntimeException e) {
            throw calls.errors().explain(call, StoreErrors.isMute(e) ? mute : e);
        }
    }
}
