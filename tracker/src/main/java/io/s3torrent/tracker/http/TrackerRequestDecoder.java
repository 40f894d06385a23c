package io.s3torrent.tracker.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.AsciiString;
import io.s3torrent.net.http.HttpLimits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Decodes GET requests (RFC 9112). Keeps the request target, the connection's persistence and the forwarded addresses, and skips everything
 * else.
 *
 * <p>Emits {@link TrackerRequest}s and at most one {@link BadRequestException}. After that it discards all input, because a client that is
 * still sending would otherwise get a reset before it has read the response.
 */
final class TrackerRequestDecoder extends ByteToMessageDecoder {
    private enum State {
        REQUEST_LINE,
        HEADERS,
        DISCARD
    }

    private static final byte LF = '\n';
    private static final byte[] GET = ascii("GET ");
    private static final byte[] HTTP_1_1 = ascii(" HTTP/1.1");
    private static final byte[] HTTP_1_0 = ascii(" HTTP/1.0");
    private static final String CONNECTION = "connection:";
    private static final String CONTENT_LENGTH = "content-length:";
    private static final String TRANSFER_ENCODING = "transfer-encoding:";
    private static final String FORWARDED_FOR = "x-forwarded-for:";

    private final HttpLimits limits;
    private final boolean proxied;
    private State state = State.REQUEST_LINE;
    private byte[] target = {};
    private Persistence persistence = Persistence.IMPLIED;
    private @Nullable StringJoiner forwardedFor;

    /** Bytes of the incomplete line that were already searched for its end. */
    private int scanned;

    private int headerBytes;

    /**
     * Creates the decoder of one connection.
     *
     * @param proxied true for the connection of a trusted proxy, which may send {@code X-Forwarded-For}
     */
    TrackerRequestDecoder(HttpLimits limits, boolean proxied) {
        this.limits = limits;
        this.proxied = proxied;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        try {
            while (out.isEmpty()) {
                boolean enough = switch (state) {
                    case REQUEST_LINE -> requestLine(in);
                    case HEADERS -> header(in, out);
                    case DISCARD -> discard(in);
                };
                if (!enough) {
                    return;
                }
            }
        } catch (BadRequestException e) {
            state = State.DISCARD;
            discard(in);
            out.add(e);
        }
    }

    private boolean requestLine(ByteBuf in) throws BadRequestException {
        int length = lineLength(in, limits.lineBytes(), "request line");
        if (length < 0) {
            return false;
        }
        byte[] line = new byte[length];
        in.readBytes(line).skipBytes(1);
        int end = withoutCr(line);
        // Empty lines before a request are ignored (RFC 9112, section 2.2).
        if (end > 0) {
            target = target(line, end);
            state = State.HEADERS;
            headerBytes = 0;
            forwardedFor = null;
        }
        return true;
    }

    private byte[] target(byte[] line, int end) throws BadRequestException {
        int versionAt = end - HTTP_1_1.length;
        boolean current = endsWith(line, versionAt, HTTP_1_1);
        if (!current && !endsWith(line, versionAt, HTTP_1_0)) {
            throw new BadRequestException("not an HTTP/1.1 or HTTP/1.0 request");
        }
        if (!startsWith(line, GET)) {
            throw new BadRequestException("method not allowed (expected: GET)");
        }
        persistence = current ? Persistence.IMPLIED : Persistence.NONE;
        if (versionAt <= GET.length) {
            throw new BadRequestException("request target: missing");
        }
        byte[] found = Arrays.copyOfRange(line, GET.length, versionAt);
        for (byte b : found) {
            if ((b & 0xff) <= ' ' || b == 0x7f) {
                throw new BadRequestException("request target: has a space or a control character");
            }
        }
        return found;
    }

    private boolean header(ByteBuf in, List<Object> out) throws BadRequestException {
        int length = lineLength(in, limits.headerBytes() - headerBytes, "headers");
        if (length < 0) {
            return false;
        }
        int start = in.readerIndex();
        in.skipBytes(length + 1);
        headerBytes += length + 1;
        if (length == 0 || (length == 1 && in.getByte(start) == '\r')) {
            String clients = forwardedFor == null ? null : forwardedFor.toString();
            out.add(new TrackerRequest(target, persistence, clients));
            state = persistence == Persistence.NONE ? State.DISCARD : State.REQUEST_LINE;
        } else {
            interpret(in, start, length);
        }
        return true;
    }

    /** Reads {@code Connection}, two headers that announce a body, which is an error, and {@code X-Forwarded-For} of trusted proxies. */
    private void interpret(ByteBuf in, int start, int length) throws BadRequestException {
        checkName(in, start, length);
        int first = in.getByte(start) | 0x20;
        if (first != 'c' && first != 't' && !(proxied && first == 'x')) {
            return;
        }
        String line = in.toString(start, length, StandardCharsets.ISO_8859_1);
        if (isHeader(line, CONNECTION)) {
            connection(line);
        } else if (isHeader(line, TRANSFER_ENCODING) || (isHeader(line, CONTENT_LENGTH) && !isZero(line))) {
            throw new BadRequestException("request has a body (expected: none)");
        } else if (proxied && isHeader(line, FORWARDED_FOR)) {
            forwarded(line.substring(FORWARDED_FOR.length()));
        }
    }

    /** A proxy in front may read such lines otherwise: as a body, or as a part of the line before (RFC 9112, sections 5.1 and 5.2). */
    private static void checkName(ByteBuf in, int start, int length) throws BadRequestException {
        if (isBlank(in.getByte(start))) {
            throw BadRequestException.ambiguous("header line that begins with a space");
        }
        int colon = in.indexOf(start, start + length, (byte) ':');
        if (colon > start && isBlank(in.getByte(colon - 1))) {
            throw BadRequestException.ambiguous("space before the colon of a header");
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Joins the headers to one list (RFC 9110, section 5.3). */
    private void forwarded(String value) {
        forwardedFor = forwardedFor == null ? new StringJoiner(",") : forwardedFor;
        forwardedFor.add(value);
    }

    private static boolean isHeader(String line, String name) {
        return line.regionMatches(true, 0, name, 0, name.length());
    }

    private static boolean isZero(String line) {
        return line.substring(CONTENT_LENGTH.length()).trim().equals("0");
    }

    private void connection(String line) {
        if (AsciiString.containsIgnoreCase(line, "close")) {
            persistence = Persistence.NONE;
        } else if (persistence == Persistence.NONE && AsciiString.containsIgnoreCase(line, "keep-alive")) {
            persistence = Persistence.AGREED;
        }
    }

    private static boolean discard(ByteBuf in) {
        in.skipBytes(in.readableBytes());
        return false;
    }

    /** The number of bytes before the next line feed; -1 if it has not arrived yet. */
    private int lineLength(ByteBuf in, int limit, String what) throws BadRequestException {
        int start = in.readerIndex();
        int end = ByteBufUtil.indexOf(in, start + scanned, in.writerIndex(), LF);
        int length = (end < 0 ? in.writerIndex() : end) - start;
        if (length > limit) {
            throw new BadRequestException(what + ": too long");
        }
        scanned = end < 0 ? length : 0;
        return end < 0 ? -1 : length;
    }

    private static int withoutCr(byte[] line) {
        return line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
    }

    private static boolean startsWith(byte[] line, byte[] head) {
        return line.length >= head.length && Arrays.equals(line, 0, head.length, head, 0, head.length);
    }

    private static boolean endsWith(byte[] line, int at, byte[] tail) {
        return at >= 0 && Arrays.equals(line, at, at + tail.length, tail, 0, tail.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
