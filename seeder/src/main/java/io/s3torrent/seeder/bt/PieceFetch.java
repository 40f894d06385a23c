package io.s3torrent.seeder.bt;

import bt.data.ChunkVerifier;
import bt.processor.ProcessorFactory;
import bt.processor.listener.ListenerSource;
import bt.processor.listener.ProcessingEvent;
import bt.processor.torrent.TorrentContext;
import bt.runtime.BtRuntime;
import bt.runtime.BtRuntimeBuilder;
import bt.torrent.TorrentDescriptor;
import bt.torrent.TorrentRegistry;
import bt.torrent.TorrentSessionState;
import bt.torrent.selector.RarestFirstSelector;
import bt.tracker.http.HttpTrackerModule;
import com.google.inject.AbstractModule;
import io.s3torrent.seeder.metainfo.Info;
import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches the pieces that are not there yet into the unfinished files. */
final class PieceFetch {
    /** How long trackers may take to hear that we are done. */
    private static final long GOODBYE_MILLIS = 2000;

    /** Unverified bytes count as progress up to this many times what is missing: peers might send rubbish for ever. */
    private static final int RUBBISH = 3;

    private final DownloadRun run;
    private final Info info;
    private final TargetFiles target;
    private final ResumedPieces pieces;

    PieceFetch(DownloadRun run, Info info, TargetFiles target, BitSet good) {
        this.run = run;
        this.info = info;
        this.target = target;
        this.pieces = new ResumedPieces(info, good);
    }

    /** Fetches them; gives the payload bytes that peers sent. */
    long fetch() throws IOException, InterruptedException {
        long total = info.layout().objectLength();
        long missing = total - pieces.verified();
        if (missing == 0) {
            return 0;
        }
        BtRuntime runtime = runtime();
        Swarm swarm = new Swarm(runtime, info.infoHash(), run.peers());
        try (DownloadStorage storage = new DownloadStorage(target, total, run::end)) {
            CompletableFuture<?> life = start(runtime, storage);
            run.await(
                    pieces.complete(),
                    swarm,
                    total,
                    pieces::verified,
                    () -> pieces.verified() + Math.min(fetched(runtime), RUBBISH * missing));
            long fetched = fetched(runtime);
            sayGoodbye(life);
            return fetched;
        } finally {
            run.close(runtime, swarm);
        }
    }

    private BtRuntime runtime() {
        BtRuntimeBuilder builder = BtRuntimes.builder(run.config(), run.port, run.id)
                .module(new HttpTrackerModule())
                .module(new Bindings(pieces));
        return (info.isPrivate() ? builder.disablePeerExchange() : builder).build();
    }

    private CompletableFuture<?> start(BtRuntime runtime, DownloadStorage storage) {
        ListenerSource<TorrentContext> listeners = new ListenerSource<>(TorrentContext.class);
        listeners.addListener(ProcessingEvent.DOWNLOAD_COMPLETE, (context, next) -> null);
        BtTorrent torrent = new BtTorrent(info, run.trackers);
        TorrentContext context = new TorrentContext(RarestFirstSelector.randomizedRarest(), storage, () -> torrent);
        runtime.startup();
        return runtime.service(ProcessorFactory.class)
                .processor(TorrentContext.class)
                .process(context, listeners)
                .whenComplete((done, failure) -> pieces.giveUp(failure));
    }

    private long fetched(BtRuntime runtime) {
        return runtime.service(TorrentRegistry.class)
                .getDescriptor(BtTorrent.id(info.infoHash()))
                .flatMap(TorrentDescriptor::getSessionState)
                .map(TorrentSessionState::getDownloaded)
                .orElse(0L);
    }

    private static void sayGoodbye(CompletableFuture<?> life) throws InterruptedException {
        try {
            life.get(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // A tracker that does not answer will notice by itself.
        }
    }

    private static final class Bindings extends AbstractModule {
        private final ResumedPieces pieces;

        Bindings(ResumedPieces pieces) {
            this.pieces = pieces;
        }

        @Override
        protected void configure() {
            bind(ChunkVerifier.class).toInstance(pieces);
        }
    }
}
