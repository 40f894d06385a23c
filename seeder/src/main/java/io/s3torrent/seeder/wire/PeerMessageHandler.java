package io.s3torrent.seeder.wire;

import io.netty.handler.codec.CorruptedFrameException;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.piece.merkle.MerkleLayers;
import io.s3torrent.seeder.wire.codec.AllowedFast;
import io.s3torrent.seeder.wire.codec.PeerListener;
import io.s3torrent.seeder.wire.codec.PeerWireEncoder;
import io.s3torrent.seeder.wire.codec.WireFormat;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;

/** What is said with one peer besides blocks: what each side has, who may ask, and what for. Lives on one event loop. */
final class PeerMessageHandler implements PeerListener {
    private final PeerConnection peer;
    private final SocketAddress address;
    private final PeerSwarm torrent;
    private final PieceLayout layout;
    private final MessageWriter outbox;
    private final BlockSender blocks;
    private final ExtensionProtocol extensions;
    private final HashExchange hashes;
    private final PeerPieces theirPieces;
    private Set<Integer> allowedFast = Set.of();
    private boolean interested;
    private boolean unchoked;

    PeerMessageHandler(
            PeerConnection peer, SocketAddress address, PeerSwarm torrent, MessageWriter outbox, BlockSender blocks) {
        this.peer = peer;
        this.address = address;
        this.torrent = torrent;
        this.layout = torrent.info().layout();
        this.outbox = outbox;
        this.blocks = blocks;
        this.extensions = new ExtensionProtocol(peer, address, torrent, outbox);
        this.hashes = new HashExchange(torrent, outbox);
        this.theirPieces =
                new PeerPieces(layout.pieceCount(), piece -> torrent.offers().has(peer, piece));
    }

    /** Says what we have, and if it understands that, what else we speak. */
    void greet(boolean extended) {
        BitSet lost = torrent.lost();
        boolean all = torrent.offers().all();
        if (outbox.isFast() && (!all || lost.isEmpty())) {
            outbox.say(all ? WireFormat.HAVE_ALL : WireFormat.HAVE_NONE);
        } else if (all) { // who has nothing says nothing (BEP 3)
            outbox.say(PeerWireEncoder.bitfield(outbox.alloc(), layout.pieceCount(), lost));
        }
        if (extended) {
            extensions.greet();
        }
    }

    /** Says what is due from time to time. */
    void tick(long now) {
        extensions.tick(now);
    }

    @Override
    public void onInterested(boolean interested) {
        if (this.interested == interested) {
            return;
        }
        this.interested = interested;
        torrent.offers().interested(peer, interested);
        boolean granted = torrent.slots().interested(peer, interested);
        if (interested && !granted && !unchoked) {
            allowSomeFast();
        }
    }

    /** Chokes it, or no longer. */
    void choke(boolean choked) {
        if (unchoked != choked) {
            return;
        }
        unchoked = !choked;
        outbox.say(choked ? WireFormat.CHOKE : WireFormat.UNCHOKE);
        if (choked) {
            blocks.rejectAll();
        } else if (outbox.isFast() && torrent.offers().all()) {
            suggest();
        }
    }

    /** What was just read for others costs nothing to give (BEP 6). */
    private void suggest() {
        for (int piece : torrent.recent().pieces()) {
            if (!theirPieces.has(piece)) {
                outbox.say(PeerWireEncoder.piece(outbox.alloc(), WireFormat.SUGGEST, piece));
            }
        }
    }

    /** Who has to wait for a slot gets a few pieces before, to have something to trade. */
    private void allowSomeFast() {
        if (outbox.isFast() && allowedFast.isEmpty() && address instanceof InetSocketAddress remote) {
            allowedFast = AllowedFast.of(torrent.info().infoHash(), layout.pieceCount(), remote.getAddress());
            allowedFast.forEach(
                    piece -> outbox.say(PeerWireEncoder.piece(outbox.alloc(), WireFormat.ALLOWED_FAST, piece)));
        }
    }

    @Override
    public void onHave(int piece) {
        theirPieces.have(piece);
        closeIfUseless();
    }

    @Override
    public void onBitfield(byte[] bits) {
        theirPieces.bitfield(bits);
        closeIfUseless();
    }

    @Override
    public void onHaveAllOrNone(boolean all) {
        if (!outbox.isFast()) {
            throw new CorruptedFrameException("HAVE_ALL or HAVE_NONE without the fast extension");
        }
        theirPieces.haveAllOrNone(all);
        closeIfUseless();
    }

    /** Two seeders have nothing to say to each other, nor a seeder and who wants no more than it has (BEP 21). */
    private void closeIfUseless() {
        if (!interested && (theirPieces.complete() || extensions.isUploadOnly())) {
            peer.close();
        }
    }

    @Override
    public void onRequest(int piece, int begin, int length) {
        WireFormat.checkBlock(layout, piece, begin, length);
        if (mayRequest(piece) && torrent.offers().mayRequest(peer, piece)) {
            blocks.request(piece, begin, length);
        } else {
            outbox.reject(piece, begin, length);
        }
    }

    private boolean mayRequest(int piece) {
        return (unchoked || isAllowedFast(piece)) && !torrent.isLost(piece);
    }

    private boolean isAllowedFast(int piece) {
        return allowedFast.contains(piece) && theirPieces.count() < AllowedFast.COUNT;
    }

    @Override
    public void onCancel(int piece, int begin, int length) {
        WireFormat.checkBlock(layout, piece, begin, length);
        blocks.cancel(piece, begin, length);
    }

    @Override
    public void onExtended(int id, byte[] payload) {
        extensions.onMessage(id, payload);
        closeIfUseless();
    }

    @Override
    public void onHashRequest(byte[] request) {
        hashes.onRequest(request);
    }

    /** Tells it that a piece is lost, if it understands that (BEP 54); else its requests are rejected. */
    void withdraw(int piece) {
        extensions.withdraw(piece);
    }

    /**
     * Gives one peer the hashes of a v2 torrent's files that its info dictionary does not have (BEP 52), from the layer of the pieces up;
     * what is below is refused.
     */
    private static final class HashExchange {
        private static final byte[] NOTHING = new byte[0];

        /** All layers a few times over, and a little for small files. */
        private static final int COPIES = 4;

        private static final long TO_BEGIN_WITH = 1 << 20;

        private final PeerSwarm torrent;
        private final MessageWriter outbox;
        private long sent;

        HashExchange(PeerSwarm torrent, MessageWriter outbox) {
            this.torrent = torrent;
            this.outbox = outbox;
        }

        /** Answers a request of {@value WireFormat#HASH_REQUEST_LENGTH} bytes. */
        void onRequest(byte[] request) {
            Optional<byte[]> hashes = isGreedy() ? Optional.empty() : find(ByteBuffer.wrap(request));
            sent += hashes.map(found -> found.length).orElse(0);
            outbox.say(PeerWireEncoder.hashes(
                    outbox.alloc(),
                    hashes.isPresent() ? WireFormat.HASHES : WireFormat.HASH_REJECT,
                    request,
                    hashes.orElse(NOTHING)));
        }

        private boolean isGreedy() {
            long layers = (long) torrent.info().layout().pieceCount() * MerkleLayers.HASH_LENGTH;
            return sent > TO_BEGIN_WITH + COPIES * layers;
        }

        private Optional<byte[]> find(ByteBuffer request) {
            byte[] root = new byte[MerkleLayers.HASH_LENGTH];
            request.get(root);
            return torrent.hashes()
                    .of(root)
                    .flatMap(file ->
                            file.hashes(request.getInt(), request.getInt(), request.getInt(), request.getInt()));
        }
    }
}
