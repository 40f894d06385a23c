package io.s3torrent.seeder.put;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.hashing.TorrentHashes;
import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.PieceLengthPolicy;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.put.PutRequest.Source;
import io.s3torrent.seeder.s3.CustomerKey;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectWriter.MultipartUpload;
import io.s3torrent.seeder.s3.ObjectWriter.PutOptions;
import io.s3torrent.seeder.s3.PartBody;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.client.AwsObjectStore;
import io.s3torrent.seeder.s3.client.ChecksumS3;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@Tag("slow")
final class ObjectUploadTest {
    private static final int MIB = 1 << 20;
    private static final S3Location TARGET = new S3Location("bucket", "dir a/ü+%2F .bin");

    @TempDir
    Path folder;

    private ChecksumS3 s3;
    private final Heard heard = new Heard();

    @BeforeEach
    void open() throws Exception {
        s3 = ChecksumS3.start();
    }

    @AfterEach
    void close() {
        s3.close();
    }

    @Test
    void aFileOfSeveralPartsIsThereWithItsTorrentBesideIt() throws Exception {
        byte[] content = random(20 * MIB + 5);

        PutResult done = run(PutRequest.of(file(content), TARGET).withTrackers(List.of("http://t.example/announce")));

        assertThat(stored().bytes()).isEqualTo(content);
        assertThat(done.version().etag()).isEqualTo(stored().etag()).endsWith("-3\"");
        assertThat(done.version().length()).isEqualTo(content.length);
        assertThat(done.metainfo().info()).isEqualTo(torrentOf(content, PieceLengthPolicy.pieceLength(content.length)));
        assertThat(heard.hashed).containsExactly(done.metainfo());
        ChecksumS3.Stored sidecar =
                s3.object("bucket", TARGET.key() + ".torrent").orElseThrow();
        assertThat(MetainfoCodec.decode(sidecar.bytes())).isEqualTo(done.metainfo());
        assertThat(sidecar.contentType()).isEqualTo("application/x-bittorrent");
        assertThat(sidecar.metadata().values()).contains(done.version().etag().replace("\"", ""));
        assertThat(done.whyNoSidecar()).isEmpty();
        assertThat(heard.stored.get()).isEqualTo(content.length);
    }

    @Test
    void whereAPartIsAPieceTheStoreHasTheHashesOfTheTorrent() throws Exception {
        byte[] content = random(17 * MIB);

        PutResult done = run(PutRequest.of(file(content), TARGET)
                .withSpec(length -> InfoOptions.v1("x", PutRequest.pieceLengthOfParts(length))));

        Info info = done.metainfo().info();
        assertThat(info).isEqualTo(torrentOf("x", content, 8 * MIB));
        assertThat(stored().parts()).hasSize(3);
        for (int piece = 0; piece < 3; piece++) {
            assertThat(Base64.getDecoder().decode(stored().parts().get(piece).sha1()))
                    .isEqualTo(info.pieceHash(piece));
        }
    }

    @Test
    void aSmallFileIsOneRequestWithItsChecksum() throws Exception {
        byte[] content = random(3 * MIB);

        PutResult done = run(PutRequest.of(file(content), TARGET));

        assertThat(stored().bytes()).isEqualTo(content);
        assertThat(stored().sha1()).isNotEmpty();
        assertThat(stored().metadata()).isEmpty();
        assertThat(done.metainfo().info()).isEqualTo(torrentOf(content, 256 << 10));
        assertThat(s3.requests())
                .filteredOn(request -> request.startsWith("PUT"))
                .hasSize(2);
        assertThat(s3.requests()).noneMatch(request -> request.startsWith("POST") || request.startsWith("GET"));
    }

    @Test
    void aHybridIsMadeInTheSamePass() throws Exception {
        byte[] content = random(9 * MIB);

        PutResult done = run(PutRequest.of(file(content), TARGET)
                .withSpec(length -> new InfoOptions("x", MIB, TorrentFormat.HYBRID, false, Optional.empty())));

        InfoOptions spec = new InfoOptions("x", MIB, TorrentFormat.HYBRID, false, Optional.empty());
        TorrentHashes hashes = new TorrentHashes(spec, TorrentFiles.single(spec, content.length));
        hashes.from(0).accept(content, 0, content.length);
        assertThat(done.metainfo().info()).isEqualTo(hashes.info());
    }

    @Test
    void theInfoHashIsKnownBeforeTheUploadEnds() throws Exception {
        CountDownLatch told = heard.told;
        s3.watch(request -> {
            if (request.contains("partNumber=2")) {
                await(told); // fails the part if the listener is not called
            }
            return 0;
        });

        run(PutRequest.of(file(random(20 * MIB)), TARGET));

        assertThat(heard.hashed).hasSize(1);
    }

    @Test
    void partsAreSentInParallelAndMemoryStaysBounded() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        s3.watch(request -> {
            if (request.contains("partNumber=")) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Awaitility.await().until(() -> most.get() >= 3);
                now.decrementAndGet();
            }
            return 0;
        });

        run(PutRequest.of(sparse(64 * MIB), TARGET));

        assertThat(most.get()).isBetween(3, 8);
    }

    @Test
    void anEmptyFileAFolderAndAMissingFileAreRefusedBeforeAnythingIsSent() throws Exception {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> run(PutRequest.of(file(new byte[0]), TARGET)))
                .isInstanceOf(PutException.BadFile.class)
                .hasMessageContaining("is empty");
        assertThatThrownBy(() -> run(PutRequest.of(folder, TARGET))).hasMessageContaining("is not a file");
        assertThatThrownBy(() -> run(PutRequest.of(missing, TARGET))).isInstanceOf(NoSuchFileException.class);
        assertThat(s3.requests()).isEmpty();
    }

    @Test
    void aFileThatChangesUnderWayLeavesNothing() throws Exception {
        Path file = file(random(20 * MIB));
        s3.watch(request -> {
            if (request.contains("partNumber=3")) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
            }
            return 0;
        });

        assertThatThrownBy(() -> run(PutRequest.of(file, TARGET)))
                .isInstanceOf(PutException.BadFile.class)
                .hasMessageContaining("changed");
        assertNothingLeft();
    }

    @Test
    void aFileThatShrinksUnderWayLeavesNothing() throws Exception {
        Path file = sparse(200 * MIB);
        s3.watch(request -> {
            if (request.contains("partNumber=1&")) {
                Files.write(file, new byte[1]);
            }
            return 0;
        });

        assertThatThrownBy(() -> run(PutRequest.of(file, TARGET))).isInstanceOf(PutException.BadFile.class);
        assertNothingLeft();
    }

    @Test
    void aRefusalLeavesNothing() {
        s3.watch(request -> request.contains("partNumber=2") ? 403 : 0);

        assertThatThrownBy(() -> run(PutRequest.of(file(random(20 * MIB)), TARGET)))
                .isInstanceOf(ObjectException.Denied.class)
                .hasMessageContaining("s3:PutObject");
        assertNothingLeft();
    }

    @Test
    void whatTheListenerThrowsLeavesNothing() {
        heard.failure = new IOException("no room for the torrent");

        assertThatThrownBy(() -> run(PutRequest.of(file(random(20 * MIB)), TARGET)))
                .hasMessage("no room for the torrent");
        assertNothingLeft();
    }

    @Test
    void cancellingAbortsAtOnceAndLeavesNothing() throws Exception {
        CountDownLatch under = new CountDownLatch(2);
        s3.watch(request -> {
            if (request.contains("partNumber=")) {
                under.countDown();
                await(new CountDownLatch(1));
            }
            return 0;
        });
        ObjectUpload upload = ObjectUpload.of(s3.options(), PutRequest.of(file(random(50 * MIB)), TARGET), heard);
        CompletableFuture<PutResult> running = running(upload);
        assertThat(under.await(30, TimeUnit.SECONDS)).isTrue();

        upload.cancel();

        assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(PutException.Cancelled.class);
        assertNothingLeft();
    }

    @Test
    void aStoreThatGoesAwayKeepsThePartsAndResumingSendsTheRest() throws Exception {
        byte[] content = random(42 * MIB);
        PutRequest request = PutRequest.of(file(content), TARGET);
        s3.watch(text -> text.contains("partNumber=4") || text.contains("partNumber=6") ? 503 : 0);
        assertThatThrownBy(() -> run(request))
                .isInstanceOf(PutException.Broken.class)
                .hasMessageContaining("--resume");
        assertThat(s3.unfinishedParts()).containsExactly(1, 2, 3, 5);
        int before = s3.requests().size();
        s3.watch(text -> 0);

        PutResult done = run(request.resumed());

        assertThat(stored().bytes()).isEqualTo(content);
        assertThat(done.metainfo().info()).isEqualTo(torrentOf(content, PieceLengthPolicy.pieceLength(content.length)));
        assertThat(done.keptBytes()).isEqualTo(4L * 8 * MIB);
        assertThat(heard.stored.get()).isEqualTo(content.length);
        assertThat(s3.requests().subList(before, s3.requests().size()))
                .filteredOn(text -> text.contains("partNumber="))
                .hasSize(2);
        assertThat(s3.unfinished()).isZero();
    }

    @Test
    void anUploadWhoseLastAnswerIsLostIsWhole() throws Exception {
        byte[] content = random(20 * MIB);
        s3.loseAnswers();

        PutResult done = run(PutRequest.of(file(content), TARGET));

        assertThat(stored().bytes()).isEqualTo(content);
        assertThat(done.version().etag()).isEqualTo(stored().etag());
        assertThat(s3.requests())
                .filteredOn(text -> text.startsWith("POST") && text.contains("uploadId="))
                .as("the retry found no upload")
                .hasSize(2);
    }

    @Test
    void anUploadThatSomebodyElseAbortedIsNotWhole() throws Exception {
        byte[] old = random(20 * MIB);
        run(PutRequest.of(file(old), TARGET));
        s3.watch(request -> request.startsWith("POST") && request.contains("uploadId=") ? 404 : 0);

        assertThatThrownBy(() ->
                        run(PutRequest.of(file(random(20 * MIB + 1)), TARGET).forced()))
                .isInstanceOf(ObjectException.NotFound.class);
        assertThat(stored().bytes()).isEqualTo(old);
    }

    @Test
    void onlyPartsThatAreThoseOfTheFileAreKept() throws Exception {
        byte[] content = random(42 * MIB);
        PutRequest request = PutRequest.of(file(content), TARGET);
        s3.watch(text -> text.contains("partNumber=6") ? 503 : 0);
        assertThatThrownBy(() -> run(request)).isInstanceOf(PutException.Broken.class);
        s3.watch(text -> 0);
        content[0] ^= 1;
        content[20 * MIB] ^= 1;

        PutResult done = run(PutRequest.of(file(content), TARGET).resumed());

        assertThat(stored().bytes()).isEqualTo(content);
        assertThat(done.keptBytes()).isEqualTo(3L * 8 * MIB);
    }

    @Test
    void withoutResumingAnUploadThatWasBrokenOffIsToldOf() throws Exception {
        byte[] content = random(20 * MIB);
        PutRequest request = PutRequest.of(file(content), TARGET);
        s3.watch(text -> text.contains("partNumber=2") ? 503 : 0);
        assertThatThrownBy(() -> run(request)).isInstanceOf(PutException.Broken.class);
        assertThat(heard.unfinished).isEmpty();
        s3.watch(text -> 0);

        PutResult done = run(request);

        assertThat(heard.unfinished).hasSize(1);
        assertThat(done.keptBytes()).isZero();
        assertThat(s3.unfinished()).as("the upload of the run before").isEqualTo(1);
    }

    @Test
    void anUploadNeedsNoPermissionToListUploads() throws Exception {
        s3.watch(text -> text.contains("?uploads") && text.startsWith("GET") ? 403 : 0);
        byte[] content = random(20 * MIB);

        run(PutRequest.of(file(content), TARGET));

        assertThat(stored().bytes()).isEqualTo(content);
    }

    @Test
    void theSidecarOfAnEarlierVersionIsReplacedAndSomethingElseIsNot() throws Exception {
        run(PutRequest.of(file(random(MIB)), TARGET));
        PutResult second = run(PutRequest.of(file(random(MIB + 1)), TARGET).forced());
        assertThat(second.whyNoSidecar()).isEmpty();
        assertThat(MetainfoCodec.decode(s3.object("bucket", TARGET.key() + ".torrent")
                        .orElseThrow()
                        .bytes()))
                .isEqualTo(second.metainfo());

        S3Location other = new S3Location("bucket", "other");
        run(PutRequest.of(file(new byte[] {1}), new S3Location("bucket", "other.torrent")));
        PutResult third = run(PutRequest.of(file(random(MIB)), other));

        assertThat(third.whyNoSidecar())
                .hasValueSatisfying(why -> assertThat(why).contains("is not a sidecar"));
        assertThat(s3.object("bucket", "other.torrent").orElseThrow().bytes()).containsExactly(1);
    }

    @Test
    void aSidecarThatCannotBePutIsNoReasonToFail() throws Exception {
        s3.watch(text -> text.startsWith("PUT") && text.contains(".torrent") ? 403 : 0);

        PutResult done = run(PutRequest.of(file(random(MIB)), TARGET));

        assertThat(done.whyNoSidecar())
                .hasValueSatisfying(why -> assertThat(why).contains("access denied"));
    }

    @Test
    void aSidecarThatTheStoreKeepsDifferentlyIsNotLeft() throws Exception {
        byte[] content = random(MIB);
        s3.quirks().keeping(body -> body.length == MIB ? body : new byte[body.length + 174]);

        PutResult done = run(PutRequest.of(file(content), TARGET));

        assertThat(stored().bytes()).isEqualTo(content);
        assertThat(done.whyNoSidecar())
                .hasValueSatisfying(why -> assertThat(why).contains("bytes instead of the", "it was removed"));
        assertThat(s3.object("bucket", TARGET.key() + ".torrent")).isEmpty();
    }

    @Test
    void somethingThatTakesTheSidecarsPlaceMeanwhileStays() throws Exception {
        run(PutRequest.of(file(random(MIB)), TARGET));
        s3.watch(request -> {
            if (request.startsWith("PUT") && request.contains(".torrent")) {
                s3.put("bucket", TARGET.key() + ".torrent", new byte[] {1});
            }
            return 0;
        });

        PutResult done = run(PutRequest.of(file(random(MIB + 1)), TARGET).forced());

        assertThat(done.whyNoSidecar()).isPresent();
        assertThat(s3.object("bucket", TARGET.key() + ".torrent").orElseThrow().bytes())
                .containsExactly(1);
    }

    @Test
    void whatTheStoreKeepsDifferentlyLeavesNothing() {
        s3.quirks().keeping(body -> body.length == 4 * MIB ? new byte[4 * MIB + 174] : body);

        assertThatThrownBy(() -> run(PutRequest.of(file(random(20 * MIB)), TARGET)))
                .isInstanceOf(ObjectException.Unverified.class)
                .hasMessageContaining("the store has " + (20 * MIB + 174) + " bytes instead of the " + 20 * MIB);
        assertNothingLeft();
    }

    @Test
    void aStoreThatIgnoresTheCustomersKeyIsLeftWithNothing() throws Exception {
        CustomerKey key = CustomerKey.read(Files.write(folder.resolve("key"), new byte[32]));
        S3Options options = s3.options().toBuilder().customerKey(key).build();
        s3.quirks().ignoringKeys();

        for (int length : new int[] {MIB, 20 * MIB}) {
            assertThatThrownBy(() -> run(options, PutRequest.of(file(random(length)), TARGET)))
                    .isInstanceOf(ObjectException.class)
                    .hasMessageContaining(TARGET.toString())
                    .hasMessageContaining("plain text");
            assertNothingLeft();
        }
    }

    @Test
    void whereEtagsOnlyLookLikeMd5sItIsSentOnceAndResumes() throws Exception {
        AtomicLong number = new AtomicLong();
        s3.quirks()
                .withoutChecksums()
                .withEtags(() -> "\"" + "0".repeat(16) + HexFormat.of().toHexDigits(number.incrementAndGet()) + "\"");
        byte[] content = random(42 * MIB);
        PutRequest request = PutRequest.of(file(content), TARGET);
        s3.watch(text -> text.contains("partNumber=4") ? 503 : 0);
        assertThatThrownBy(() -> run(request)).isInstanceOf(PutException.Broken.class);
        s3.watch(text -> 0);

        PutResult done = run(request.resumed());

        assertThat(stored().bytes()).isEqualTo(content);
        assertThat(done.whyNoSidecar()).isEmpty();
        assertThat(s3.unfinished()).isZero();
    }

    @Test
    void aRealServerWithoutChecksumsTakesAndResumesIt() throws Exception {
        byte[] content = random(20 * MIB);
        try (EmbeddedS3 real = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")))) {
            real.createBucket("bucket");
            sendFirstPart(real.options(), Arrays.copyOf(content, 8 * MIB));

            PutResult done =
                    run(real.options(), PutRequest.of(file(content), TARGET).resumed());

            assertThat(done.keptBytes()).isEqualTo(8 * MIB);
            assertThat(done.metainfo().info())
                    .isEqualTo(torrentOf(content, PieceLengthPolicy.pieceLength(content.length)));
            assertThat(Files.readAllBytes(folder.resolve("store/bucket/" + TARGET.key())))
                    .isEqualTo(content);
        }
    }

    @Test
    void theSameBytesAgainAreDoneAndNothingIsSent() throws Exception {
        for (int length : new int[] {3 * MIB, 20 * MIB + 5}) {
            PutRequest request = PutRequest.of(file(random(length)), new S3Location("bucket", "same" + length));
            PutResult first = run(request);
            int before = s3.requests().size();

            PutResult again = run(request);

            assertThat(again.wasThere()).isTrue();
            assertThat(again.metainfo()).isEqualTo(first.metainfo());
            assertThat(again.version()).isEqualTo(first.version());
            assertThat(again.sha256()).isEqualTo(first.sha256()).isEqualTo(sha256(random(length)));
            assertThat(s3.requests().subList(before, s3.requests().size()))
                    .noneMatch(text -> text.startsWith("PUT") || text.startsWith("POST"))
                    .noneMatch(text -> text.startsWith("GET") && !text.contains("?attributes"));
        }
    }

    @Test
    void aRealServerTellsWhetherTheBytesAreTheSame() throws Exception {
        try (EmbeddedS3 real = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")))) {
            real.createBucket("bucket");
            for (int length : new int[] {3 * MIB, 20 * MIB + 5}) {
                PutRequest request = PutRequest.of(file(random(length)), new S3Location("bucket", "same" + length));
                run(real.options(), request);

                assertThat(run(real.options(), request).wasThere()).isTrue();

                byte[] other = random(length);
                other[length / 2] ^= 1;
                PutRequest changed = PutRequest.of(Files.write(folder.resolve("other"), other), request.target());
                assertThatThrownBy(() -> run(real.options(), changed))
                        .isInstanceOf(PutException.Occupied.class)
                        .hasMessageEndingWith("; --force replaces it");
            }
        }
    }

    @Test
    void anObjectWithOtherBytesStaysUnlessForced() throws Exception {
        byte[] old = random(20 * MIB);
        run(PutRequest.of(file(old), TARGET));
        byte[] other = random(20 * MIB);
        other[0] ^= 1;
        PutRequest request = PutRequest.of(Files.write(folder.resolve("other"), other), TARGET);

        assertThatThrownBy(() -> run(request))
                .isInstanceOf(PutException.Occupied.class)
                .hasMessageContaining("its ETag is not that of the file in parts of 8388608 bytes")
                .hasMessageEndingWith("; --force replaces it");
        assertThatThrownBy(() -> run(PutRequest.of(file(random(MIB)), TARGET)))
                .hasMessage(TARGET + " holds " + 20 * MIB + " other bytes, and the file has " + MIB
                        + "; --force replaces it");
        assertThat(stored().bytes()).isEqualTo(old);

        run(request.forced());

        assertThat(stored().bytes()).isEqualTo(other);
    }

    @Test
    void anObjectWhoseEtagTellsNothingCountsAsAnother() throws Exception {
        s3.quirks().withoutChecksums().withEtags(() -> "\"v1\"");
        PutRequest request = PutRequest.of(file(random(MIB)), TARGET);
        run(request);

        assertThatThrownBy(() -> run(request))
                .isInstanceOf(PutException.Occupied.class)
                .hasMessageContaining("its ETag \"v1\" does not tell without reading it");
        assertThat(s3.requests()).noneMatch(text -> text.startsWith("GET"));
    }

    @Test
    void whereTheStoreHidesWhetherThereIsAnObjectForceIsNeeded() throws Exception {
        s3.watch(text -> text.startsWith("HEAD")
                        && !text.contains(".torrent")
                        && s3.object("bucket", TARGET.key()).isEmpty()
                ? 403
                : 0);
        PutRequest request = PutRequest.of(file(random(MIB)), TARGET);

        assertThatThrownBy(() -> run(request))
                .isInstanceOf(ObjectException.Denied.class)
                .hasMessageContaining("--force puts it in any case");

        run(request.forced());
        assertThat(stored().bytes()).isEqualTo(random(MIB));
    }

    @Test
    void anObjectThatComesInTheMeantimeStays() throws Exception {
        for (int length : new int[] {MIB, 20 * MIB}) {
            S3Location target = new S3Location("bucket", "race" + length);
            s3.watch(text -> {
                if (text.startsWith("PUT") && s3.object("bucket", target.key()).isEmpty()) {
                    s3.put("bucket", target.key(), new byte[] {1});
                }
                return 0;
            });

            assertThatThrownBy(() -> run(PutRequest.of(file(random(length)), target)))
                    .isInstanceOf(PutException.Occupied.class)
                    .hasMessageContaining("in the meantime");
            assertThat(s3.object("bucket", target.key()).orElseThrow().bytes()).containsExactly(1);
            assertThat(s3.unfinished()).isZero();
        }
    }

    @Test
    void webSeedsAreInTheTorrentBesideTheObject() throws Exception {
        PutResult done = run(PutRequest.of(file(random(MIB)), TARGET).withWebSeeds(List.of("http://w.example/")));

        assertThat(done.metainfo().webSeeds()).containsExactly("http://w.example/");
        assertThat(MetainfoCodec.decode(s3.object("bucket", TARGET.key() + ".torrent")
                        .orElseThrow()
                        .bytes()))
                .isEqualTo(done.metainfo());
    }

    @Test
    void aShortStreamIsPutAsAFileIs() throws Exception {
        byte[] content = random(9 * MIB + 7);

        PutResult done = run(stream(content));

        assertThat(stored().bytes()).isEqualTo(content);
        assertThat(stored().parts()).isEmpty();
        assertThat(done.metainfo().info()).isEqualTo(torrentOf(content, PieceLengthPolicy.pieceLength(content.length)));
        assertThat(done.sha256()).isEqualTo(sha256(content));
        assertThat(run(stream(content)).wasThere()).isTrue();
        assertThatThrownBy(() -> run(stream(new byte[0]))).hasMessageContaining("standard input is empty");
    }

    @ParameterizedTest
    @ValueSource(ints = {32 * MIB + 1, 64 * MIB})
    void aLongStreamIsPutInPartsOfBoundedMemory(int length) throws Exception {
        byte[] content = random(length);

        PutResult done = run(stream(content).forced());

        assertThat(stored().bytes()).isEqualTo(content);
        assertThat(stored().parts()).hasSize((length - 1) / (32 * MIB) + 1);
        assertThat(done.metainfo().info()).isEqualTo(torrentOf(content, 8 * MIB));
        assertThat(done.sha256()).isEqualTo(sha256(content));
    }

    @Test
    void aLongStreamReplacesNoObjectUnlessForced() throws Exception {
        run(PutRequest.of(file(random(MIB)), TARGET));
        assertThatThrownBy(() -> run(stream(random(33 * MIB))))
                .isInstanceOf(PutException.Occupied.class)
                .hasMessageContaining("standard input of more than one part is not compared");
    }

    @Test
    void aLongStreamGivesTheHybridThatAFileGives() throws Exception {
        byte[] content = random(40 * MIB + 3);
        InfoOptions spec = new InfoOptions("x", MIB, TorrentFormat.HYBRID, false, Optional.empty());

        PutResult done = run(stream(content).withSpec(length -> spec));

        TorrentHashes hashes = new TorrentHashes(spec, TorrentFiles.single(spec, content.length));
        hashes.from(0).accept(content, 0, content.length);
        assertThat(done.metainfo().info()).isEqualTo(hashes.info());
    }

    @Test
    void aStreamThatIsTooLongOrBreaksLeavesNothing() throws Exception {
        InfoOptions small = InfoOptions.v1("x", 64); // as many pieces as a torrent holds are 31 MB
        assertThatThrownBy(() -> run(stream(random(40 * MIB)).withSpec(length -> small)))
                .isInstanceOf(PutException.BadFile.class);
        InputStream breaking = new SequenceInputStream(
                new ByteArrayInputStream(random(40 * MIB)), new ByteArrayInputStream(new byte[0]) {
                    @Override
                    public synchronized int read(byte[] target, int offset, int count) {
                        throw new UncheckedIOException(new IOException("the pipe broke"));
                    }
                });
        assertThatThrownBy(() -> run(PutRequest.of(new Source.Stream(breaking), TARGET)))
                .hasMessageContaining("the pipe broke");
        s3.watch(text -> text.contains("partNumber=2") ? 503 : 0);
        assertThatThrownBy(() -> run(stream(random(40 * MIB)))).isInstanceOf(ObjectException.Unavailable.class);
        assertNothingLeft();
    }

    private static PutRequest stream(byte[] content) {
        return PutRequest.of(new Source.Stream(new ByteArrayInputStream(content)), TARGET);
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    /** Leaves what a killed upload leaves in the store. */
    private static void sendFirstPart(S3Options options, byte[] bytes) throws Exception {
        try (AwsObjectStore store = AwsObjectStore.open(options, new Ledger())) {
            MultipartUpload upload = store.writer().start(TARGET, PutOptions.of("application/octet-stream"));
            store.writer().uploadPart(upload, 1, PartBody.of(bytes));
        }
    }

    private void assertNothingLeft() {
        assertThat(s3.unfinished()).isZero();
        assertThat(s3.object("bucket", TARGET.key())).isEmpty();
        assertThat(s3.object("bucket", TARGET.key() + ".torrent")).isEmpty();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IOException("nothing came");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static CompletableFuture<PutResult> running(ObjectUpload upload) {
        CompletableFuture<PutResult> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(upload.run());
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private PutResult run(PutRequest request) throws IOException {
        return run(s3.options(), request);
    }

    private PutResult run(S3Options options, PutRequest request) throws IOException {
        return ObjectUpload.of(options, request, heard).run();
    }

    private ChecksumS3.Stored stored() {
        return s3.object("bucket", TARGET.key()).orElseThrow();
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("file-" + content.length), content);
    }

    private Path sparse(long length) throws IOException {
        Path file = folder.resolve("sparse");
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.setLength(length);
        }
        return file;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static Info torrentOf(byte[] content, int pieceLength) throws IOException {
        return torrentOf(TARGET.name(), content, pieceLength);
    }

    private static Info torrentOf(String name, byte[] content, int pieceLength) throws IOException {
        InfoOptions spec = InfoOptions.v1(name, pieceLength);
        TorrentHashes hashes = new TorrentHashes(spec, TorrentFiles.single(spec, content.length));
        hashes.from(0).accept(content, 0, content.length);
        return hashes.info();
    }

    /** Records the calls. */
    private static final class Heard implements PutListener {
        private final List<MultipartUpload> unfinished = new ArrayList<>();
        private final List<Metainfo> hashed = new ArrayList<>();
        private final AtomicLong stored = new AtomicLong();
        private final CountDownLatch told = new CountDownLatch(1);
        private volatile @Nullable IOException failure;

        @Override
        public void unfinished(List<MultipartUpload> uploads) {
            unfinished.addAll(uploads);
        }

        @Override
        public void stored(long done, long total) {
            stored.accumulateAndGet(done, Math::max);
        }

        @Override
        public void hashed(Metainfo metainfo) throws IOException {
            hashed.add(metainfo);
            told.countDown();
            IOException planned = failure;
            if (planned != null) {
                throw planned;
            }
        }
    }
}
