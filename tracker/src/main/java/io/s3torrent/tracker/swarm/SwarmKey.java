package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.InfoHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * An info-hash as a key of the store's tables: its 20 bytes without an array, and its slot, which only the store can predict.
 *
 * @param slot keyed hash of the rest
 */
record SwarmKey(long head, long middle, int tail, int slot) {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    static SwarmKey of(InfoHash infoHash, SipHash sip) {
        byte[] bytes = infoHash.bytes();
        long head = (long) LONG.get(bytes, 0);
        long middle = (long) LONG.get(bytes, 8);
        int tail = (int) INT.get(bytes, 16);
        return new SwarmKey(head, middle, tail, (int) sip.hash(head, middle, tail));
    }

    @Override
    public int hashCode() {
        return slot;
    }
}
