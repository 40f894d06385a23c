package io.s3torrent.seeder.bt;

import bt.data.ChunkDescriptor;
import bt.data.ChunkVerifier;
import bt.data.LocalBitfield;
import java.util.List;

/** Believes that every piece is there: whoever reads one verifies it then. */
final class AllVerified implements ChunkVerifier {

    @Override
    public boolean verify(List<ChunkDescriptor> chunks, LocalBitfield bitfield) {
        for (int piece = 0; piece < chunks.size(); piece++) {
            bitfield.markLocalPieceVerified(piece);
        }
        return true;
    }

    @Override
    public boolean verify(ChunkDescriptor chunk) {
        return true;
    }

    @Override
    public boolean verifyIfPresent(ChunkDescriptor chunk) {
        return true;
    }
}
