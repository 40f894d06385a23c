package io.s3torrent.tracker.udp;

import io.s3torrent.tracker.transport.Transport;

class EpollUdpTrackerTest extends UdpTrackerContract {
    EpollUdpTrackerTest() {
        super(Transport.start("test", 2));
    }
}
