package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore.Choice;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.StoreCall;
import io.s3torrent.seeder.s3.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * One read of a small object in one GET, of whatever version is there: one answer is of one version, and a broken one is forgotten. For
 * one thread, once.
 */
final class WholeRead {
    private final AwsObjectStore store;
    private final S3Location location;
    private final Choice choice;
    private final StoreCall call;

    WholeRead(AwsObjectStore store, S3Location location, Choice choice) {
        this.store = store;
        this.location = location;
        this.choice = choice;
        this.call = new StoreCall("GetObject", location, Optional.empty());
    }

    Optional<byte[]> run() throws ObjectException {
        try {
            return store.calls.run(call, store.calls.limits().read(), this::attempt);
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
            ByteArrayOutputStream bytes =
                    new ByteArrayOutputStream(Math.toIntExact(stored.version().length()));
            new BodyRead(store.calls, call, bytes::write)
                    .copy(answer.body(), stored.version().length());
            answer.isRead();
            return Optional.of(bytes.toByteArray());
        }
    }

    private OpenObject ask() throws IOException {
        try {
            Optional<OpenObject> direct = store.client.direct().get(location, store.calls.ledger());
            return direct.isPresent() ? direct.get() : store.client.get(store.requests.get(location));
        } catch (RuntimeException e) {
            throw store.calls.errors().explain(call, e);
        }
    }
}
