package io.s3torrent.tracker.udp;

import io.s3torrent.net.EventLoops;

class PortableUdpTrackerTest extends UdpTrackerContract {
    PortableUdpTrackerTest() {
        super(EventLoops.startPortable("test", 1));
    }
}
