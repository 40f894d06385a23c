package io.s3torrent.seeder.bt;

import bt.data.ChunkDescriptor;
import bt.data.ChunkVerifier;
import bt.data.DefaultChunkVerifier;
import bt.data.LocalBitfield;
import bt.data.digest.SHA1Digester;
import bt.module.ServiceModule;
import bt.processor.ProcessorFactory;
import bt.processor.listener.ListenerSource;
import bt.processor.listener.ProcessingEvent;
import bt.processor.torrent.TorrentContext;
import bt.runtime.BtRuntime;
import bt.runtime.BtRuntimeBuilder;
import bt.torrent.BitfieldBasedStatistics;
import bt.torrent.selector.RarestFirstSelector;
import com.google.inject.AbstractModule;
import io.s3torrent.seeder.metainfo.Info;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Fetches the missing pieces into the unfinished files. */
final class PieceFetch {
    /** Unverified bytes count as progress up to this multiple of the missing bytes, because peers could send garbage for ever. */
    private static final int RUBBISH = 3;

    private final DownloadRun run;
    private final Info info;
    private final long total;
    private final ResumedPieces pieces;
    private final BtPeerPieces peerPieces;
    private final IdlePeers idlePeers;
    private final DownloadStorage storage;
    private final TorrentContext context;

    PieceFetch(DownloadRun run, Info info, TargetFiles target, BitSet good) {
        this.run = run;
        this.info = info;
        this.total = info.layout().objectLength();
        this.pieces = new ResumedPieces(info, good);
        this.peerPieces = new BtPeerPieces(info.layout().pieceCount());
        this.storage = new DownloadStorage(target, total, run::end);
        BtTorrent torrent = new BtTorrent(info);
        this.context = new TorrentContext(RarestFirstSelector.randomizedRarest(), storage, () -> torrent);
        this.idlePeers = new IdlePeers(context::getAssignments);
    }

    /** Fetches all missing pieces. Returns the payload bytes that peers sent. */
    long fetch() throws IOException, InterruptedException {
        long missing = total - pieces.verified();
        if (missing == 0) {
            return 0;
        }
        BtRuntime runtime = runtime();
        BtSwarm swarm = new BtSwarm(runtime, info.infoHash(), run.peers());
        try (storage) {
            start(runtime);
            run.await(pieces.complete(), swarm, total, pieces::verified, () -> {
                restorePeerPieces();
                return pieces.verified() + Math.min(storage.written(), RUBBISH * missing);
            });
            return storage.written();
        } finally {
            run.close(runtime);
        }
    }

    private BtRuntime runtime() {
        BtRuntimeBuilder builder = BtRuntimes.builder(run.config(), run.port, run.id)
                .module(new Bindings(pieces, List.of(peerPieces, idlePeers)));
        return (info.isPrivate() ? builder.disablePeerExchange() : builder).build();
    }

    private void start(BtRuntime runtime) {
        ListenerSource<TorrentContext> listeners = new ListenerSource<>(TorrentContext.class);
        listeners.addListener(ProcessingEvent.DOWNLOAD_COMPLETE, (torrent, next) -> null);
        runtime.getEventSource().onPeerDisconnected(null, event -> {
            peerPieces.forget(event.getConnectionKey());
            idlePeers.forget(event.getConnectionKey());
        });
        runtime.startup();
        CompletableFuture<?> unused = runtime.service(ProcessorFactory.class)
                .processor(TorrentContext.class)
                .process(context, listeners)
                .whenComplete((done, failure) -> pieces.giveUp(failure));
    }

    private void restorePeerPieces() {
        BitfieldBasedStatistics statistics = context.getPieceStatistics();
        if (statistics != null) {
            peerPieces.restore(statistics);
        }
    }

    private static final class Bindings extends AbstractModule {
        private final ResumedPieces pieces;
        private final List<Object> agents;

        Bindings(ResumedPieces pieces, List<Object> agents) {
            this.pieces = pieces;
            this.agents = agents;
        }

        @Override
        protected void configure() {
            bind(ChunkVerifier.class).toInstance(pieces);
            agents.forEach(ServiceModule.extend(binder())::addMessagingAgent);
        }
    }

    /**
     * Tells the library which pieces exist, lets it verify those that arrive, and counts the verified bytes. Thread-safe.
     */
    private static final class ResumedPieces implements ChunkVerifier {
        private static final int STEP = 1 << 20;

        private final long total;
        private final BitSet good;
        private final AtomicLong verified;
        private final CompletableFuture<Void> complete = new CompletableFuture<>();
        private final ChunkVerifier arrived = new DefaultChunkVerifier(SHA1Digester.newDigester(STEP), 1);

        /** Starts with the pieces that exist already. */
        ResumedPieces(Info info, BitSet good) {
            this.total = info.layout().objectLength();
            this.good = (BitSet) good.clone();
            this.verified = new AtomicLong(
                    good.stream().mapToLong(info.layout()::length).sum());
        }

        /** Bytes with the right hash. */
        long verified() {
            return verified.get();
        }

        /** Completes when the last piece is verified. */
        CompletableFuture<Void> complete() {
            return complete;
        }

        /** Call this when the library has ended; it is an error if pieces are missing. */
        void giveUp(@Nullable Throwable cause) {
            complete.completeExceptionally(new IOException("the bt library stopped early; see its log", cause));
        }

        @Override
        public boolean verify(List<ChunkDescriptor> chunks, LocalBitfield bitfield) {
            good.stream().forEach(bitfield::markLocalPieceVerified);
            return good.cardinality() == chunks.size();
        }

        @Override
        public boolean verify(ChunkDescriptor chunk) {
            boolean right = arrived.verify(chunk);
            if (right && verified.addAndGet(chunk.getData().length()) == total) {
                complete.complete(null);
            }
            return right;
        }

        @Override
        public boolean verifyIfPresent(ChunkDescriptor chunk) {
            return arrived.verifyIfPresent(chunk);
        }
    }
}
