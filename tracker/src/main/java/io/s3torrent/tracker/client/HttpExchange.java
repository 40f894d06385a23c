package io.s3torrent.tracker.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpContentException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.s3torrent.net.EventLoops;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Announces over HTTP or HTTPS (BEP 3), with one connection for each announce. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel
final class HttpExchange implements TrackerExchange {
    private static final int MAX_LINE = 4096;
    private static final int MAX_HEADERS = 16_384;
    private static final int MAX_BODY = 2 << 20;
    private static final String TOO_LARGE = "response larger than 2 MiB";
    private static final String CLOSED = "connection closed without a response";
    private static final String HTTPS_HINT = " (if the port speaks TLS, use an https:// announce URL)";
    private static final String SPEAKS_TLS =
            "this port speaks TLS (expected: an https:// announce URL, or the HTTP port)";

    private final EventLoops eventLoops;
    private final SslContext tls;
    private final String agent;

    HttpExchange(EventLoops eventLoops, SslContext tls, String agent) {
        this.eventLoops = eventLoops;
        this.tls = tls;
        this.agent = agent;
    }

    @Override
    public CompletableFuture<Outcome> ask(
            TrackerUrl url, InetSocketAddress address, AnnounceOptions params, CompletableFuture<?> finished) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Channel channel = new Bootstrap()
                .group(eventLoops.group())
                .channel(eventLoops.socketType())
                .handler(new Pipeline(url, outcome))
                .connect(address)
                .addListener((ChannelFutureListener) connected -> {
                    if (connected.isSuccess()) {
                        connected.channel().writeAndFlush(request(url, params));
                    } else {
                        outcome.completeExceptionally(connected.cause());
                    }
                })
                .channel();
        finished.whenComplete((result, failure) -> channel.close());
        return outcome;
    }

    private DefaultFullHttpRequest request(TrackerUrl url, AnnounceOptions params) {
        DefaultFullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, url.announceTarget(params));
        request.headers()
                .set(HttpHeaderNames.HOST, url.authority())
                .set(HttpHeaderNames.USER_AGENT, agent)
                .set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return request;
    }

    private final class Pipeline extends ChannelInitializer<Channel> {
        private final TrackerUrl url;
        private final CompletableFuture<Outcome> outcome;

        Pipeline(TrackerUrl url, CompletableFuture<Outcome> outcome) {
            this.url = url;
            this.outcome = outcome;
        }

        @Override
        protected void initChannel(Channel channel) {
            ChannelHandler first = url.isTls()
                    ? tls.newHandler(channel.alloc(), url.host(), url.port())
                    : new TlsAlertDetector(outcome);
            channel.pipeline()
                    .addLast(first)
                    .addLast(new HttpClientCodec(MAX_LINE, MAX_HEADERS, 8192, true))
                    .addLast(new HttpObjectAggregator(MAX_BODY))
                    .addLast(new Reader(outcome, url.isTls()));
        }
    }

    /** Recognizes a TLS server on a connection for plain HTTP by the alert that it sends (RFC 8446, 5.1). */
    private static final class TlsAlertDetector extends ChannelInboundHandlerAdapter {
        private static final int ALERT = 21;

        private final CompletableFuture<Outcome> outcome;

        TlsAlertDetector(CompletableFuture<Outcome> outcome) {
            this.outcome = outcome;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            if (bytes.isReadable() && bytes.getByte(bytes.readerIndex()) == ALERT) {
                outcome.completeExceptionally(new AnnounceFailedException(SPEAKS_TLS));
            }
            ctx.fireChannelRead(message);
            ctx.pipeline().remove(this); // only the first byte counts
        }
    }

    /** Reads the response. */
    private static final class Reader extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final CompletableFuture<Outcome> outcome;

        private final boolean overTls;

        Reader(CompletableFuture<Outcome> outcome, boolean overTls) {
            this.outcome = outcome;
            this.overTls = overTls;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
            try {
                outcome.complete(read(response));
            } catch (AnnounceFailedException e) {
                outcome.completeExceptionally(e);
            }
            ctx.close();
        }

        private static Outcome read(FullHttpResponse response) throws AnnounceFailedException {
            if (response.decoderResult().isFailure()) {
                throw new AnnounceFailedException(
                        "malformed HTTP response", response.decoderResult().cause());
            }
            int status = response.status().code();
            String location = response.headers().get(HttpHeaderNames.LOCATION);
            if (status == 301 || status == 302 || status == 303 || status == 307 || status == 308) {
                if (location == null) {
                    throw new AnnounceFailedException("redirect without a Location header");
                }
                return new Outcome.Redirected(location);
            }
            if (status == 400 && isFromTlsServer(response)) {
                throw new AnnounceFailedException(SPEAKS_TLS);
            }
            if (status != 200) {
                throw new AnnounceFailedException("HTTP status " + status);
            }
            byte[] body = ByteBufUtil.getBytes(response.content());
            String encoding = response.headers().get(HttpHeaderNames.CONTENT_ENCODING, "");
            return new Outcome.Answered(AnnounceResponseReader.read(inflated(body, encoding)));
        }

        /** True for the texts of nginx, Go, Caddy and Apache, which answer plain HTTP to a TLS port with status 400. */
        private static boolean isFromTlsServer(FullHttpResponse response) {
            String text = response.content().toString(StandardCharsets.ISO_8859_1);
            return text.contains("HTTP request was sent to HTTPS port")
                    || text.contains("HTTP request to an HTTPS server")
                    || text.contains("speaking plain HTTP to an SSL-enabled server port");
        }

        /**
         * Decompresses the body, because some servers compress it although the request does not allow that. The bytes decide whether it is
         * gzip, not the header: bencode never starts like gzip.
         */
        private static byte[] inflated(byte[] body, String encoding) throws AnnounceFailedException {
            boolean gzip = body.length > 1 && body[0] == 0x1f && body[1] == (byte) 0x8b;
            boolean deflate = encoding.toLowerCase(Locale.ROOT).contains("deflate");
            if (!gzip && (!deflate || body.length == 0 || body[0] == 'd')) {
                return body;
            }
            // In RFC 9110, deflate means zlib. Some servers send it without the zlib header, whose first byte has 8 in
            // its
            // low four bits.
            Inflater inflater = new Inflater((body[0] & 0xf) != 8);
            ByteArrayInputStream in = new ByteArrayInputStream(body);
            try (InputStream out = gzip ? new GZIPInputStream(in) : new InflaterInputStream(in, inflater)) {
                byte[] plain = out.readNBytes(MAX_BODY + 1);
                if (plain.length > MAX_BODY) {
                    throw new AnnounceFailedException(TOO_LARGE);
                }
                return plain;
            } catch (IOException e) {
                throw e instanceof AnnounceFailedException known
                        ? known
                        : new AnnounceFailedException("response with broken compression: " + e.getMessage(), e);
            } finally {
                inflater.end();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            outcome.completeExceptionally(new IOException(overTls ? CLOSED : CLOSED + HTTPS_HINT));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            outcome.completeExceptionally(explained(cause));
            ctx.close();
        }

        private static Throwable explained(Throwable cause) {
            if (cause instanceof TooLongHttpContentException) {
                return new AnnounceFailedException(TOO_LARGE);
            }
            return cause instanceof DecoderException && cause.getCause() instanceof NotSslRecordException
                    ? new AnnounceFailedException(
                            "this port does not speak TLS (expected: an http:// announce URL, or the HTTPS port)",
                            cause)
                    : cause;
        }
    }
}
