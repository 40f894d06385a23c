package io.s3torrent.tracker.udp;

import io.netty.buffer.ByteBuf;
import io.s3torrent.tracker.access.PasskeyPath;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What may follow an announce (BEP 41): types of one byte, all but two of them with a length and so many bytes. */
final class UdpAnnounceOptions {
    private static final int END = 0;
    private static final int NOTHING = 1;
    private static final int URL_DATA = 2;
    private static final byte[] ANNOUNCE = "/announce".getBytes(StandardCharsets.US_ASCII);

    private UdpAnnounceOptions() {}

    /**
     * The passkey in the URL that the options tell; empty when the URL has none, null when they tell of no announce URL, or one option is
     * longer than the packet.
     */
    static byte @Nullable [] passkey(ByteBuf in, int start) {
        byte[] url = new byte[in.writerIndex() - start];
        int length = urlData(in, start, url);
        int end = 0;
        while (end < length && url[end] != '?') {
            end++;
        }
        return PasskeyPath.behind(ANNOUNCE, url, 0, end);
    }

    /** Puts the pieces of path and query together, as they may be longer than one option; 0 bytes when an option is cut off. */
    private static int urlData(ByteBuf in, int start, byte[] url) {
        int length = 0;
        for (int at = start; at < in.writerIndex(); ) {
            int type = in.getUnsignedByte(at++);
            if (type == END) {
                break;
            }
            if (type != NOTHING) {
                int size = at < in.writerIndex() ? in.getUnsignedByte(at++) : Integer.MAX_VALUE;
                if (size > in.writerIndex() - at) {
                    return 0;
                }
                if (type == URL_DATA) {
                    in.getBytes(at, url, length, size);
                    length += size;
                }
                at += size;
            }
        }
        return length;
    }
}
