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

/** A bounded group of named event loops, with the channel types that run on it. Its owner closes it. */
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
     * Creates a group. Its threads start with their first channel; they are daemons.
     *
     * @param name prefix of the thread names
     * @param threads number of event loops
     */
    public static EventLoops start(String name, int threads) {
        return start(name, threads, Epoll.isAvailable());
    }

    /** As {@link #start}, but always with NIO, as on systems without epoll. */
    public static EventLoops startPortable(String name, int threads) {
        return start(name, threads, false);
    }

    private static EventLoops start(String name, int threads, boolean epoll) {
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new EventLoops(
                epoll, threads, new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), io));
    }

    /** True with epoll, where several sockets can share a port and one call receives many datagrams. */
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

    /** The channel type of TCP connections. */
    public Class<? extends SocketChannel> socketType() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** The channel type of UDP sockets. */
    public Class<? extends DatagramChannel> datagramType() {
        return epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
    }

    /** Runs a short task on an event loop periodically, until it is cancelled or the group is closed. */
    public Future<?> every(Duration interval, Runnable task) {
        return group.scheduleAtFixedRate(task, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Binds a server and waits until it listens. An IPv4 address gets an IPv4-only socket: {@code 0.0.0.0} accepts no IPv6 connections.
     * {@code [::]} listens on both families, or on {@code 0.0.0.0} where IPv6 is off.
     *
     * @param what name of the listener in error messages
     * @param server complete except for its channel type
     * @throws IOException when the address is in use or does not belong to this machine
     */
    public Channel listen(String what, InetSocketAddress listen, ServerBootstrap server) throws IOException {
        return listen(
                what,
                listen,
                address -> server.clone()
                        .channelFactory(() -> serverChannel(address.getAddress()))
                        .bind(address));
    }

    /** As {@link #listen(String, InetSocketAddress, ServerBootstrap)} for datagrams. */
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
     * Closes a server's listening socket and waits, for at most 2 seconds, until its {@code childHandler} has seen each accepted
     * connection. Netty accepts a connection on one event loop and sets it up on another. A channel that arrives while the loops shut
     * down would never be closed.
     */
    public void endListening(Channel server) {
        server.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        List<io.netty.util.concurrent.Future<?>> marks = new ArrayList<>();
        try {
            group.forEach(loop -> marks.add(loop.submit(() -> {}))); // runs after the set-ups that are already queued
        } catch (RejectedExecutionException e) {
            return; // the loops have shut down
        }
        marks.forEach(mark -> mark.awaitUninterruptibly(end - System.nanoTime(), TimeUnit.NANOSECONDS));
    }

    /** Closes all channels and ends all threads, within 4 seconds. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 3, TimeUnit.SECONDS).awaitUninterruptibly(4, TimeUnit.SECONDS);
    }
}
