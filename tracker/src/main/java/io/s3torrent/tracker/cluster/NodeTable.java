package io.s3torrent.tracker.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which other nodes are there, and what was missed of them. Has no clock of its own: time is in nanoseconds, as {@link System#nanoTime}.
 * Guarded by the node that owns it.
 */
final class NodeTable {
    /** Others than these are not heard of: whoever makes up nodes gets no memory. */
    static final int MOST_NODES = 256;

    /** A node says something every second. */
    static final Duration SILENCE = Duration.ofSeconds(5);

    /** Between two questions for the same. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<Long, Member> members = new HashMap<>();

    /** Another node. Time is that of the last message, and of the last question. */
    private static final class Member {
        private long number;
        private long heard;
        private long missedUpTo;
        private boolean asked;
        private long askedAt;
    }

    /** Takes notice of a message's number. A node that begins begins with 1: else something of it was missed already. */
    void hear(long node, long number, long now) {
        Member member = members.get(node);
        if (member == null) {
            if (members.size() >= MOST_NODES) {
                return;
            }
            member = new Member();
            members.put(node, member);
        }
        if (number != member.number + 1) {
            // A smaller number is that of a node after somebody else spoke in its name.
            member.missedUpTo = number - 1;
            member.asked = false;
        }
        member.number = number;
        member.heard = now;
    }

    /** The nodes that are to be asked for their stores now, and so were. */
    List<Long> toAsk(long now) {
        List<Long> nodes = new ArrayList<>();
        members.forEach((node, member) -> {
            boolean due = !member.asked || now - member.askedAt > PATIENCE.toNanos();
            if (member.missedUpTo > 0 && due) {
                member.asked = true;
                member.askedAt = now;
                nodes.add(node);
            }
        });
        return nodes;
    }

    /** True when a node's store, as it was after a message of its, holds what was missed; it is not missed any more then. */
    boolean catchUp(long node, long since) {
        Member member = members.get(node);
        if (member == null || member.missedUpTo == 0 || since < member.missedUpTo) {
            return false;
        }
        member.missedUpTo = 0;
        return true;
    }

    /** Says that what {@link #catchUp} promised did not come. */
    void missAgain(long node) {
        Member member = members.get(node);
        if (member != null) {
            member.missedUpTo = Math.max(member.missedUpTo, member.number);
        }
    }

    /** Forgets the nodes that are gone. */
    void expire(long now) {
        members.values().removeIf(member -> now - member.heard > SILENCE.toNanos());
    }

    /** True when there is nobody with a smaller number, as all nodes see it alike. */
    boolean isFirst(long node) {
        return members.keySet().stream().allMatch(other -> node < other);
    }

    int size() {
        return members.size();
    }
}
