package io.s3torrent.seeder.bt;

import bt.data.Storage;
import bt.data.StorageUnit;
import bt.metainfo.Torrent;
import bt.metainfo.TorrentFile;
import bt.net.buffer.ByteBufferView;
import java.nio.ByteBuffer;

/** Files without content: a seeder's blocks do not pass through the library's storage. */
final class EmptyStorage implements Storage {

    @Override
    public StorageUnit getUnit(Torrent torrent, TorrentFile file) {
        return new NoFile(file.getSize());
    }

    @Override
    public void flush() {}

    private static final class NoFile implements StorageUnit {
        private final long length;

        NoFile(long length) {
            this.length = length;
        }

        @Override
        public int readBlock(ByteBuffer buffer, long offset) {
            throw new UnsupportedOperationException("a seed's pieces come from their source");
        }

        @Override
        public int writeBlock(ByteBuffer buffer, long offset) {
            throw new UnsupportedOperationException("a seed writes nothing");
        }

        @Override
        public int writeBlock(ByteBufferView buffer, long offset) {
            throw new UnsupportedOperationException("a seed writes nothing");
        }

        @Override
        public boolean createEmpty() {
            return true;
        }

        @Override
        public long capacity() {
            return length;
        }

        @Override
        public long size() {
            return length;
        }

        @Override
        public void close() {}
    }
}
