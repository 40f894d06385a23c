package io.s3torrent.tracker.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
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
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Announces over HTTP or HTTPS (BEP 3), one connection each. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails on a channel closes it.
final class HttpExchange implements TrackerExchange {
    private static final int MAX_LINE = 4096;
    private static final int MAX_HEADERS = 16_384;
    private static final int MAX_BODY = 2 << 20;
    private static final String TOO_LARGE = "answer larger than 2 MiB";

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
            if (url.isTls()) {
                channel.pipeline().addLast(tls.newHandler(channel.alloc(), url.host(), url.port()));
            }
            channel.pipeline()
                    .addLast(new HttpClientCodec(MAX_LINE, MAX_HEADERS, 8192, true))
                    .addLast(new HttpObjectAggregator(MAX_BODY))
                    .addLast(new Reader(outcome));
        }
    }

    /** Takes the one answer. */
    private static final class Reader extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final CompletableFuture<Outcome> outcome;

        Reader(CompletableFuture<Outcome> outcome) {
            this.outcome = outcome;
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
            int status = response.status().code();
            String location = response.headers().get(HttpHeaderNames.LOCATION);
            if (status == 301 || status == 302 || status == 303 || status == 307 || status == 308) {
                if (location == null) {
                    throw new AnnounceFailedException("redirect without a location");
                }
                return new Outcome.Redirected(location);
            }
            if (status != 200) {
                throw new AnnounceFailedException("HTTP status " + status);
            }
            if (response.decoderResult().isFailure()) {
                throw new AnnounceFailedException(
                        "broken HTTP answer", response.decoderResult().cause());
            }
            byte[] body = ByteBufUtil.getBytes(response.content());
            String encoding = response.headers().get(HttpHeaderNames.CONTENT_ENCODING, "");
            return new Outcome.Answered(AnnounceResponseReader.read(inflated(body, encoding)));
        }

        /**
         * The body as it was before a server compressed it, which some do unasked. What the bytes are counts more than what the header calls
         * them: bencode never starts as gzip does.
         */
        private static byte[] inflated(byte[] body, String encoding) throws AnnounceFailedException {
            boolean gzip = body.length > 1 && body[0] == 0x1f && body[1] == (byte) 0x8b;
            boolean deflate = encoding.toLowerCase(Locale.ROOT).contains("deflate");
            if (!gzip && (!deflate || body.length == 0 || body[0] == 'd')) {
                return body;
            }
            // RFC 9110 means zlib by deflate; some servers send it without zlib's head, whose first byte says 8 in its
            // low half.
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
                        : new AnnounceFailedException("answer with broken compression: " + e.getMessage(), e);
            } finally {
                inflater.end();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            outcome.completeExceptionally(new IOException("closed without an answer"));
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
