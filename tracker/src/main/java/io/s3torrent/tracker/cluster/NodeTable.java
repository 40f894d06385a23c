package io.s3torrent.tracker.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tracks the other live nodes and which of their messages were missed. Callers pass the time, in nanoseconds as {@link System#nanoTime}.
 * The monitor of the owning node guards it.
 */
final class NodeTable {
    /** Maximum number of nodes; further ones are ignored, so that invented node ids cannot fill the memory. */
    static final int MOST_NODES = 256;

    /** Time without a message after which a node is gone; live nodes send one every second. */
    static final Duration SILENCE = Duration.ofSeconds(5);

    /** Time between two snapshot requests to a node. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<Long, Member> members = new HashMap<>();

    /** Another node, with the times of its last message and of the last request to it. */
    private static final class Member {
        private long number;
        private long heard;
        private long missedUpTo;
        private boolean asked;
        private long askedAt;
    }

    /** Records the number of a message. The first message of a node is 1; with any other number, earlier messages were missed. */
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
            // A smaller number can follow a message that someone else sent with this node's id.
            member.missedUpTo = number - 1;
            member.asked = false;
        }
        member.number = number;
        member.heard = now;
    }

    /** Returns the nodes to request a snapshot from, and records the requests. */
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

    /** Returns true if a store saved after message {@code since} contains all missed messages, and then marks them as received. */
    boolean catchUp(long node, long since) {
        Member member = members.get(node);
        if (member == null || member.missedUpTo == 0 || since < member.missedUpTo) {
            return false;
        }
        member.missedUpTo = 0;
        return true;
    }

    /** Marks the messages as missed again, because the store could not be loaded after {@link #catchUp}. */
    void missAgain(long node) {
        Member member = members.get(node);
        if (member != null) {
            member.missedUpTo = Math.max(member.missedUpTo, member.number);
        }
    }

    /** Removes nodes that are gone. */
    void expire(long now) {
        members.values().removeIf(member -> now - member.heard > SILENCE.toNanos());
    }

    /** True when no live node has a smaller id. All nodes agree on the first node without further messages. */
    boolean isFirst(long node) {
        return members.keySet().stream().allMatch(other -> node < other);
    }

    int size() {
        return members.size();
    }
}
