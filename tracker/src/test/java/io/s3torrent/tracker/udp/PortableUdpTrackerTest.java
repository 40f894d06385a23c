package io.s3torrent.tracker.udp;

import io.s3torrent.tracker.transport.Transport;

class PortableUdpTrackerTest extends UdpTrackerContract {
    PortableUdpTrackerTest() {
        super(Transport.startPortable("test", 1));
    }
}
