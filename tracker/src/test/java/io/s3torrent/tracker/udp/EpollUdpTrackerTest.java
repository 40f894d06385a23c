package io.s3torrent.tracker.udp;

import io.s3torrent.net.EventLoops;

class EpollUdpTrackerTest extends UdpTrackerContract {
    EpollUdpTrackerTest() {
        super(EventLoops.start("test", 2));
    }
}
