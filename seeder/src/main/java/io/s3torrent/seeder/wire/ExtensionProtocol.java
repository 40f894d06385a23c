package io.s3torrent.seeder.wire;

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
import io.s3torrent.seeder.wire.codec.PeerWireEncoder;
import io.s3torrent.seeder.wire.codec.WireFormat;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The extension protocol with one peer (BEP 10): the handshakes, and what each side's messages mean. Lives on one event loop. */
final class ExtensionProtocol {
    /** The ids under which others reach us. */
    static final int OUR_METADATA_ID = 1;

    static final int OUR_PEX_ID = 2;

    private static final int HANDSHAKE_ID = 0;
    private static final byte[] NOTHING = new byte[0];

    private final PeerConnection peer;
    private final SocketAddress address;
    private final PeerSwarm torrent;
    private final MessageWriter outbox;
    private final MetadataExchange metadata;
    private final PeerExchange pex;
    private int metadataId;
    private int pexId;
    private int dontHaveId;
    private boolean uploadOnly;

    ExtensionProtocol(PeerConnection peer, SocketAddress address, PeerSwarm torrent, MessageWriter outbox) {
        this.peer = peer;
        this.address = address;
        this.torrent = torrent;
        this.outbox = outbox;
        this.metadata = new MetadataExchange(torrent.info());
        this.pex = new PeerExchange(torrent.peers(), address);
    }

    /** Our handshake: what we speak, how many requests we keep, who we are, and that we want nothing (BEP 21). */
    void greet() {
        Map<String, Bencode> ids = new TreeMap<>(Map.of("ut_metadata", new BInteger(OUR_METADATA_ID)));
        if (!torrent.info().isPrivate()) {
            ids.put("ut_pex", new BInteger(OUR_PEX_ID));
        }
        Map<String, Bencode> hello = new TreeMap<>(Map.of(
                "m", new BDict(ids),
                "metadata_size", new BInteger(torrent.info().rawLength()),
                "reqq", new BInteger(WireFormat.MAX_REQUESTS),
                "v", new BString(SoftwareName.NAME)));
        if (torrent.offers().all()) { // libtorrent leaves a seed that says so and gives one piece after the other
            hello.put("upload_only", new BInteger(1));
        }
        say(HANDSHAKE_ID, BencodeEncoder.encode(new BDict(hello)), NOTHING);
    }

    /**
     * Takes a message, and answers it.
     *
     * @throws CorruptedFrameException when it is not what BEP 9, 10 and 11 say
     */
    void onMessage(int id, byte[] payload) {
        try {
            switch (id) {
                case HANDSHAKE_ID -> onHandshake(BencodeDecoder.decodeDictPrefix(payload, Limits.MESSAGE));
                case OUR_METADATA_ID -> onMetadata(BencodeDecoder.decodeDictPrefix(payload, Limits.MESSAGE));
                case OUR_PEX_ID -> onPex(BencodeDecoder.decodeDictPrefix(payload, Limits.MESSAGE));
                default -> {} // not one that we gave
            }
        } catch (BencodeException e) {
            throw new CorruptedFrameException("extension message " + id + ": " + e.getMessage(), e);
        }
    }

    /** A later handshake says only what is new (BEP 10). */
    private void onHandshake(BDict hello) {
        BDict ids = hello.dict("m").orElse(new BDict(Map.of()));
        metadataId = id(ids, "ut_metadata", metadataId);
        pexId = id(ids, "ut_pex", pexId);
        dontHaveId = id(ids, "lt_donthave", dontHaveId);
        uploadOnly = hello.integer("upload_only").map(value -> value != 0).orElse(uploadOnly);
        long port = hello.integer("p").orElse(0L);
        if (port > 0 && port <= 65535 && address instanceof InetSocketAddress remote) {
            torrent.peers().listens(peer, new PeerEndpoint(remote.getAddress(), (int) port));
        }
    }

    /** An id that no message can carry is as good as none. */
    private static int id(BDict ids, String name, int before) {
        long id = ids.integer(name).orElse((long) before);
        return id < 0 || id > 255 ? 0 : (int) id;
    }

    private void onMetadata(BDict message) {
        if (metadataId != 0) {
            metadata.answer(message).ifPresent(answer -> say(metadataId, answer.head(), answer.tail()));
        }
    }

    private void onPex(BDict message) {
        if (!torrent.info().isPrivate()) {
            pex.onMessage(message, System.nanoTime());
        }
    }

    /** Says what is due from time to time. */
    void tick(long now) {
        if (pexId != 0 && !torrent.info().isPrivate()) {
            pex.news(peer, now).ifPresent(news -> say(pexId, BencodeEncoder.encode(news), NOTHING));
        }
    }

    /** True for a peer that wants no more than it has (BEP 21). */
    boolean isUploadOnly() {
        return uploadOnly;
    }

    /** Takes a piece back that it was told of (BEP 54). */
    void withdraw(int piece) {
        if (dontHaveId != 0) {
            say(dontHaveId, ByteBuffer.allocate(Integer.BYTES).putInt(piece).array(), NOTHING);
        }
    }

    private void say(int id, byte[] head, byte[] tail) {
        outbox.say(PeerWireEncoder.extended(outbox.alloc(), id, head, tail));
    }

    /** Gives one peer the info dictionary of a magnet link's torrent, piece by piece (BEP 9), a few times at most. */
    private static final class MetadataExchange {
        private static final int PIECE = 16 << 10;
        private static final int TYPE_REQUEST = 0;
        private static final int TYPE_DATA = 1;
        private static final int TYPE_REJECT = 2;
        private static final byte[] NOTHING = new byte[0];

        /** Nobody needs it more often than its first copy and one for each that turned out to be wrong. */
        private static final int COPIES = 4;

        /**
         * A message in two parts.
         *
         * @param head bencode
         * @param tail a piece, or nothing
         */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Answer(byte[] head, byte[] tail) {}

        private final Info info;
        private long left;

        MetadataExchange(Info info) {
            this.info = info;
            this.left = (long) COPIES * info.rawLength();
        }

        /** The answer, if one is due. */
        Optional<Answer> answer(BDict message) {
            if (message.integer("msg_type").orElse(-1L) != TYPE_REQUEST) {
                return Optional.empty();
            }
            long piece = message.integer("piece").orElse(-1L);
            boolean known = piece >= 0 && piece <= (info.rawLength() - 1) / PIECE;
            return Optional.of(known && left > 0 ? data((int) piece) : reject(piece));
        }

        private Answer data(int piece) {
            int start = piece * PIECE;
            byte[] tail = info.raw(start, Math.min(start + PIECE, info.rawLength()));
            left -= tail.length;
            return answer(
                    Map.of(
                            "msg_type", new BInteger(TYPE_DATA),
                            "piece", new BInteger(piece),
                            "total_size", new BInteger(info.rawLength())),
                    tail);
        }

        private static Answer reject(long piece) {
            return answer(Map.of("msg_type", new BInteger(TYPE_REJECT), "piece", new BInteger(piece)), NOTHING);
        }

        private static Answer answer(Map<String, Bencode> head, byte[] tail) {
            return new Answer(BencodeEncoder.encode(new BDict(head)), tail);
        }
    }
}
