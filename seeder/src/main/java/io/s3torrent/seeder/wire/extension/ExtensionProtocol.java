package io.s3torrent.seeder.wire.extension;

import io.netty.channel.Channel;
import io.netty.handler.codec.CorruptedFrameException;
import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BInteger;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.bittorrent.BencodeDecoder.Limits;
import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.bittorrent.BencodeException;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.wire.codec.MessageWriter;
import io.s3torrent.seeder.wire.codec.PeerWireEncoder;
import io.s3torrent.seeder.wire.codec.WireFormat;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Speaks the extension protocol with one peer (BEP 10): exchanges extended handshakes and passes each message to its extension.
 *
 * <p>A new extension needs an id here, an entry in {@link #sendHandshake}, and a case in {@link #onMessage}. Runs on one event loop.
 */
public final class ExtensionProtocol {
    /** The ids that peers put in messages to us. */
    static final int OUR_METADATA_ID = 1;

    static final int OUR_PEX_ID = 2;

    private static final int HANDSHAKE_ID = 0;
    private static final byte[] NOTHING = new byte[0];

    private final Channel channel;
    private final Info info;
    private final boolean offersAll;
    private final PeerAddressBook addressBook;
    private final MessageWriter writer;
    private final SocketAddress address;
    private final MetadataExchange metadata;
    private final PeerExchange pex;
    private int metadataId;
    private int pexId;
    private int dontHaveId;
    private boolean uploadOnly;

    /**
     * Creates the protocol for the peer at the other end of {@code channel}.
     *
     * @param offersAll true if the peer may request every piece
     * @param addressBook of the torrent
     * @param writer to the peer
     */
    public ExtensionProtocol(
            Channel channel, Info info, boolean offersAll, PeerAddressBook addressBook, MessageWriter writer) {
        this.channel = channel;
        this.info = info;
        this.offersAll = offersAll;
        this.addressBook = addressBook;
        this.writer = writer;
        this.address = channel.remoteAddress();
        this.metadata = new MetadataExchange(info);
        this.pex = new PeerExchange(address);
    }

    /** Sends our handshake: our extensions, the limit of open requests, our name and version, and that we only upload (BEP 21). */
    public void sendHandshake() {
        Map<String, Bencode> ids = new TreeMap<>(Map.of("ut_metadata", new BInteger(OUR_METADATA_ID)));
        if (!info.isPrivate()) {
            ids.put("ut_pex", new BInteger(OUR_PEX_ID));
        }
        Map<String, Bencode> handshake = new TreeMap<>(Map.of(
                "m", new BDict(ids),
                "metadata_size", new BInteger(info.rawLength()),
                "reqq", new BInteger(WireFormat.MAX_REQUESTS),
                "v", new BString(SoftwareName.NAME)));
        if (offersAll) { // libtorrent disconnects an upload-only peer that announces its pieces one by one
            handshake.put("upload_only", new BInteger(1));
        }
        send(HANDSHAKE_ID, BencodeEncoder.encode(new BDict(handshake)), NOTHING);
    }

    /**
     * Handles a message.
     *
     * @throws CorruptedFrameException if it breaks BEP 9, 10 or 11
     */
    public void onMessage(int id, byte[] payload) {
        try {
            switch (id) {
                case HANDSHAKE_ID -> onHandshake(BencodeDecoder.decodeDictPrefix(payload, Limits.MESSAGE));
                case OUR_METADATA_ID -> onMetadata(BencodeDecoder.decodeDictPrefix(payload, Limits.MESSAGE));
                case OUR_PEX_ID -> onPex(BencodeDecoder.decodeDictPrefix(payload, Limits.MESSAGE));
                default -> {} // an id that we did not announce
            }
        } catch (BencodeException e) {
            throw new CorruptedFrameException("extension message " + id + ": " + e.getMessage(), e);
        }
    }

    /** A later handshake contains only changes (BEP 10). */
    private void onHandshake(BDict handshake) {
        BDict ids = handshake.dict("m").orElse(new BDict(Map.of()));
        metadataId = id(ids, "ut_metadata", metadataId);
        pexId = id(ids, "ut_pex", pexId);
        dontHaveId = id(ids, "lt_donthave", dontHaveId);
        uploadOnly = handshake.integer("upload_only").map(value -> value != 0).orElse(uploadOnly);
        long port = handshake.integer("p").orElse(0L);
        if (port > 0 && port <= 65535 && address instanceof InetSocketAddress remote) {
            addressBook.listens(channel, new PeerEndpoint(remote.getAddress(), (int) port));
        }
    }

    /** Treats an id that no message can carry as absent. */
    private static int id(BDict ids, String name, int before) {
        long id = ids.integer(name).orElse((long) before);
        return id < 0 || id > 255 ? 0 : (int) id;
    }

    private void onMetadata(BDict message) {
        if (metadataId != 0) {
            metadata.answer(message).ifPresent(answer -> send(metadataId, answer.head(), answer.tail()));
        }
    }

    private void onPex(BDict message) {
        if (!info.isPrivate()) {
            List<PeerEndpoint> named = pex.onMessage(message, System.nanoTime());
            if (!named.isEmpty()) {
                addressBook.found(named);
            }
        }
    }

    /** Sends periodic messages when they are due. */
    public void tick(long now) {
        if (pexId != 0 && !info.isPrivate()) {
            pex.news(() -> addressBook.others(channel), now)
                    .ifPresent(news -> send(pexId, BencodeEncoder.encode(news), NOTHING));
        }
    }

    /** True if the peer wants no further pieces (BEP 21). */
    public boolean isUploadOnly() {
        return uploadOnly;
    }

    /** Takes back the HAVE of a piece, if the peer supports BEP 54. */
    public void sendDontHave(int piece) {
        if (dontHaveId != 0) {
            send(dontHaveId, ByteBuffer.allocate(Integer.BYTES).putInt(piece).array(), NOTHING);
        }
    }

    private void send(int id, byte[] head, byte[] tail) {
        writer.write(PeerWireEncoder.extended(writer.alloc(), id, head, tail));
    }
}
