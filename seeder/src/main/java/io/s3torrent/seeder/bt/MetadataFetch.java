package io.s3torrent.seeder.bt;

import bt.BtException;
import bt.magnet.MagnetUri;
import bt.metainfo.IMetadataService;
import bt.metainfo.Torrent;
import bt.processor.ProcessorFactory;
import bt.processor.listener.ListenerSource;
import bt.processor.listener.ProcessingEvent;
import bt.processor.magnet.MagnetContext;
import bt.runtime.BtRuntime;
import bt.torrent.selector.SequentialSelector;
import com.google.inject.AbstractModule;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Magnet;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Fetches a magnet link's {@code info} dictionary from peers (BEP 9). The library downloads it and checks its hash, our own parser reads
 * it, and the library is ended before it writes anything.
 */
final class MetadataFetch {
    private final DownloadRun run;
    private final Magnet magnet;
    private final CompletableFuture<Info> fetched = new CompletableFuture<>();

    MetadataFetch(DownloadRun run) {
        this.run = run;
        this.magnet = run.request.magnet();
    }

    /**
     * Fetches the torrent. Its trackers are those of the link.
     *
     * @throws MetainfoException if the metadata has the right hash but is not a torrent that we support
     */
    Metainfo fetch() throws IOException, InterruptedException {
        BtRuntime runtime = BtRuntimes.deaf(run.config(), run.port, run.id)
                .module(new Bindings(new OwnParser()))
                .disablePeerExchange() // the torrent may turn out to be private
                .build();
        BtSwarm swarm = new BtSwarm(runtime, magnet.infoHash(), run.peers());
        try {
            start(runtime);
            swarm.rememberPeers();
            Info info = run.await(fetched, swarm, 0, () -> 0, () -> 0);
            List<List<String>> tiers = magnet.trackers().stream().map(List::of).toList();
            return new Metainfo(info, tiers, magnet.webSeeds(), Optional.empty(), Optional.empty(), Optional.empty());
        } finally {
            run.close(runtime);
        }
    }

    private void start(BtRuntime runtime) {
        MagnetUri.Builder uri = MagnetUri.torrentId(BtTorrent.id(magnet.infoHash()));
        ListenerSource<MagnetContext> listeners = new ListenerSource<>(MagnetContext.class);
        listeners.addListener(ProcessingEvent.TORRENT_FETCHED, (context, next) -> null);
        MagnetContext context = new MagnetContext(uri.buildUri(), SequentialSelector.sequential(), new EmptyStorage());
        runtime.startup();
        CompletableFuture<?> unused = runtime.service(ProcessorFactory.class)
                .processor(MagnetContext.class)
                .process(context, listeners);
    }

    /** Replaces the library's parser. */
    private final class OwnParser implements IMetadataService {

        @Override
        public Torrent fromByteArray(byte[] bytes) {
            try {
                Info info = Info.parse(bytes);
                fetched.complete(info);
                return new BtTorrent(info);
            } catch (MetainfoException e) {
                fetched.completeExceptionally(e);
                throw new BtException("not a torrent", e);
            }
        }

        @Override
        public Torrent fromUrl(URL url) {
            throw new UnsupportedOperationException("metadata comes from peers only");
        }

        @Override
        public Torrent fromInputStream(InputStream in) {
            throw new UnsupportedOperationException("metadata comes from peers only");
        }
    }

    private static final class Bindings extends AbstractModule {
        private final IMetadataService metadata;

        Bindings(IMetadataService metadata) {
            this.metadata = metadata;
        }

        @Override
        protected void configure() {
            bind(IMetadataService.class).toInstance(metadata);
        }
    }
}
