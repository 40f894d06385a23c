package io.s3torrent.tracker.cluster;

class MemoryBusTest extends ClusterBusContract {
    private final MemoryBus.Hub hub = new MemoryBus.Hub();

    @Override
    protected ClusterBus open() {
        return new MemoryBus(hub);
    }

    @Override
    protected void cut() {
        hub.ends().forEach(MemoryBus::cut);
    }

    @Override
    protected void restore() {
        hub.ends().forEach(MemoryBus::mend);
    }
}
