package io.s3torrent.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A bounded group of named event loops, and the channel types that run on it. Its owner closes it. */
public final class EventLoops implements AutoCloseable {
    private final boolean epoll;
    private final int threads;
    private final EventLoopGroup group;

    private EventLoops(boolean epoll, int threads, EventLoopGroup group) {
        this.epoll = epoll;
        this.threads = threads;
        this.group = group;
    }

    /**
     * Makes a group; its threads start with their first channel, and never keep the process alive by themselves.
     *
     * @param name what the names of its threads start with
     * @param threads number of event loops
     */
    public static EventLoops start(String name, int threads) {
        return start(name, threads, Epoll.isAvailable());
    }

    /** The same with NIO in any case, as where there is no epoll. */
    public static EventLoops startPortable(String name, int threads) {
        return start(name, threads, false);
    }

    private static EventLoops start(String name, int threads, boolean epoll) {
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new EventLoops(
                epoll, threads, new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), io));
    }

    /** True where several sockets may share a port, and one call takes many datagrams. */
    public boolean isEpoll() {
        return epoll;
    }

    /** Number of event loops. */
    public int threads() {
        return threads;
    }

    /** The event loops. */
    public EventLoopGroup group() {
        return group;
    }

    /** Opens TCP connections. */
    public Class<? extends SocketChannel> socketType() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Sends and receives UDP datagrams. */
    public Class<? extends DatagramChannel> datagramType() {
        return epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
    }

    /** Runs a short task on an event loop again and again, until it is cancelled or this is closed. */
    public Future<?> every(Duration interval, Runnable task) {
        return group.scheduleAtFixedRate(task, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Binds a server and waits until it listens. An IPv4 address gets a socket of IPv4 alone: {@code 0.0.0.0} takes no IPv6 connection.
     * {@code [::]} means both families, and is {@code 0.0.0.0} where IPv6 is off.
     *
     * @param what listens there, for the user
     * @param server complete but for the type of its channel
     * @throws IOException when the address is taken or not this machine's
     */
    public Channel listen(String what, InetSocketAddress listen, ServerBootstrap server) throws IOException {
        return listen(
                what,
                listen,
                address -> server.clone()
                        .channelFactory(() -> serverChannel(address.getAddress()))
                        .bind(address));
    }

    /** The same for datagrams. */
    public Channel listen(String what, InetSocketAddress listen, Bootstrap datagrams) throws IOException {
        return listen(
                what,
                listen,
                address -> datagrams
                        .clone()
                        .channelFactory(() -> datagramChannel(address.getAddress()))
                        .bind(address));
    }

    private ServerSocketChannel serverChannel(InetAddress address) {
        if (address instanceof Inet4Address) {
            return epoll
                    ? new EpollServerSocketChannel(SocketProtocolFamily.INET)
                    : new NioServerSocketChannel(SelectorProvider.provider(), SocketProtocolFamily.INET);
        }
        return epoll ? new EpollServerSocketChannel() : new NioServerSocketChannel();
    }

    private DatagramChannel datagramChannel(InetAddress address) {
        if (address instanceof Inet4Address) {
            return epoll
                    ? new EpollDatagramChannel(SocketProtocolFamily.INET)
                    : new NioDatagramChannel(SocketProtocolFamily.INET);
        }
        return epoll ? new EpollDatagramChannel() : new NioDatagramChannel();
    }

    private static Channel listen(
            String what, InetSocketAddress listen, Function<InetSocketAddress, ChannelFuture> binding)
            throws IOException {
        ChannelFuture bound = binding.apply(listen).awaitUninterruptibly();
        if (bound.isSuccess()) {
            return bound.channel();
        }
        Throwable cause = bound.cause();
        if (AddressText.isIpv6Off(listen, cause)) {
            ChannelFuture over4 =
                    binding.apply(AddressText.anyIpv4(listen.getPort())).awaitUninterruptibly();
            if (over4.isSuccess()) {
                return over4.channel();
            }
            cause = over4.cause();
        }
        // Netty says "bind(..) failed with error(-98): Address already in use"
        String message = String.valueOf(cause.getMessage());
        String reason = message.substring(message.lastIndexOf(": ") + 1).strip();
        String host = listen.getHostString();
        throw new IOException(
                what + " cannot listen on " + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + listen.getPort()
                        + ": " + reason,
                cause);
    }

    /**
     * Frees a server's port and waits, for 2 seconds at most, until its {@code childHandler} has seen each connection that was
     * accepted: Netty accepts on one event loop, sets up on another, and closes no channel that comes while the loops end.
     */
    public void endListening(Channel server) {
        server.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        List<io.netty.util.concurrent.Future<?>> marks = new ArrayList<>();
        try {
            group.forEach(loop -> marks.add(loop.submit(() -> {}))); // Done after the set-ups that it was given before.
        } catch (RejectedExecutionException e) {
            return; // The loops have ended.
        }
        marks.forEach(mark -> mark.awaitUninterruptibly(end - System.nanoTime(), TimeUnit.NANOSECONDS));
    }

    /** Closes every channel and ends every thread, within 4 seconds. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 3, TimeUnit.SECONDS).awaitUninterruptibly(4, TimeUnit.SECONDS);
    }
}
