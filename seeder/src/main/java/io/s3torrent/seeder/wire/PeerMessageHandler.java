package io.s3torrent.seeder.wire;

import io.netty.handler.codec.CorruptedFrameException;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.wire.codec.AllowedFast;
import io.s3torrent.seeder.wire.codec.MessageWriter;
import io.s3torrent.seeder.wire.codec.PeerWireDecoder.MessageListener;
import io.s3torrent.seeder.wire.codec.PeerWireEncoder;
import io.s3torrent.seeder.wire.codec.WireFormat;
import io.s3torrent.seeder.wire.extension.ExtensionProtocol;
import io.s3torrent.seeder.wire.extension.HashExchange;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.BitSet;
import java.util.Set;

/** Answers the messages of one peer: tracks which pieces each side has, and decides what the peer may request. Runs on one event loop. */
final class PeerMessageHandler implements MessageListener {
    private final ConnectedPeer peer;
    private final SocketAddress address;
    private final PeerSwarm swarm;
    private final PieceLayout layout;
    private final MessageWriter writer;
    private final BlockSender blockSender;
    private final ExtensionProtocol extensions;
    private final HashExchange hashes;
    private final PeerAvailability theirPieces;
    private Set<Integer> allowedFast = Set.of();
    private boolean interested;
    private boolean unchoked;

    PeerMessageHandler(ConnectedPeer peer, PeerSwarm swarm, BlockSender blockSender) {
        this.peer = peer;
        this.address = peer.channel().remoteAddress();
        this.swarm = swarm;
        this.layout = swarm.info().layout();
        this.writer = peer.writer();
        this.blockSender = blockSender;
        this.extensions = new ExtensionProtocol(
                peer.channel(), swarm.info(), swarm.offers().offersAll(), swarm.addressBook(), writer);
        this.hashes = new HashExchange(swarm.info(), swarm.hashLayers(), writer);
        this.theirPieces = new PeerAvailability(
                layout.pieceCount(), piece -> swarm.offers().has(peer, piece));
    }

    /** Tells the peer which pieces we have. Also sends the extension handshake if the peer supports BEP 10. */
    void sendGreeting(boolean extended) {
        BitSet lost = swarm.lost();
        boolean all = swarm.offers().offersAll();
        if (writer.isFast() && (!all || lost.isEmpty())) {
            writer.write(all ? WireFormat.HAVE_ALL : WireFormat.HAVE_NONE);
        } else if (all) { // a peer without pieces sends no bitfield (BEP 3)
            writer.write(PeerWireEncoder.bitfield(writer.alloc(), layout.pieceCount(), lost));
        }
        if (extended) {
            extensions.sendHandshake();
        }
    }

    /** True when the peer cannot request anything: it waits for a slot, or has every piece that it was offered. */
    boolean isHeldBack() {
        return (interested && !unchoked) || !swarm.offers().isOffering(peer);
    }

    /** Sends periodic extension messages when they are due. */
    void tick(long now) {
        extensions.tick(now);
    }

    @Override
    public void onInterested(boolean interested) {
        if (this.interested == interested) {
            return;
        }
        this.interested = interested;
        if (interested) {
            swarm.offers().interested(peer);
        }
        boolean granted = swarm.slots().setInterested(peer, interested);
        if (interested && !granted && !unchoked) {
            allowSomeFast();
        }
    }

    /** Chokes the peer, or unchokes it. */
    void choke(boolean choked) {
        if (unchoked != choked) {
            return;
        }
        unchoked = !choked;
        writer.write(choked ? WireFormat.CHOKE : WireFormat.UNCHOKE);
        if (choked) {
            blockSender.rejectAll();
        } else if (writer.isFast() && swarm.offers().offersAll()) {
            suggest();
        }
    }

    /** Suggests pieces that were just read for other peers: they cost no store request (BEP 6). */
    private void suggest() {
        for (int piece : swarm.recentPieces()) {
            if (!theirPieces.has(piece)) {
                writer.write(PeerWireEncoder.piece(writer.alloc(), WireFormat.SUGGEST, piece));
            }
        }
    }

    /** Allows a peer that waits for a slot to request a few pieces meanwhile, so that it has something to trade. */
    private void allowSomeFast() {
        if (writer.isFast() && allowedFast.isEmpty() && address instanceof InetSocketAddress remote) {
            allowedFast = AllowedFast.of(swarm.info().infoHash(), layout.pieceCount(), remote.getAddress());
            allowedFast.forEach(
                    piece -> writer.write(PeerWireEncoder.piece(writer.alloc(), WireFormat.ALLOWED_FAST, piece)));
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
        if (!writer.isFast()) {
            throw new CorruptedFrameException("HAVE_ALL or HAVE_NONE without the fast extension");
        }
        theirPieces.haveAllOrNone(all);
        closeIfUseless();
    }

    /** Closes the connection if the peer needs nothing from us: it is a seeder, or it only uploads (BEP 21). */
    private void closeIfUseless() {
        if (!interested && (theirPieces.complete() || extensions.isUploadOnly())) {
            peer.close();
        }
    }

    @Override
    public void onRequest(int piece, int begin, int length) {
        WireFormat.checkBlock(layout, piece, begin, length);
        if (mayRequest(piece) && swarm.offers().mayRequest(peer, piece)) {
            blockSender.request(piece, begin, length);
        } else {
            writer.reject(piece, begin, length);
        }
    }

    private boolean mayRequest(int piece) {
        return (unchoked || isAllowedFast(piece)) && !swarm.isLost(piece);
    }

    private boolean isAllowedFast(int piece) {
        return allowedFast.contains(piece) && theirPieces.count() < AllowedFast.COUNT;
    }

    @Override
    public void onCancel(int piece, int begin, int length) {
        WireFormat.checkBlock(layout, piece, begin, length);
        blockSender.cancel(piece, begin, length);
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

    /** Tells the peer that a piece is lost, if it supports BEP 54. Requests for that piece are rejected in any case. */
    void withdraw(int piece) {
        extensions.sendDontHave(piece);
    }
}
