package io.s3torrent.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.net.ConnectionPlaces.Admission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionPlacesTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Near the end of a long: the clock of the JVM may start anywhere. */
    private long now = Long.MAX_VALUE - 20 * SECOND;

    private ConnectionPlaces<Client> places = new ConnectionPlaces<>(4, 4);

    /** A connection that is in use, or was used last at some time. */
    private final class Client {
        private final String address;
        private final String site;
        private final String subnet;
        private boolean inUse;
        private long lastUse = now;
        private int looks;
        private ConnectionPlaces<Client>.Place place;

        @SuppressWarnings("NullAway.Init") // the place comes with the admission
        Client(String address) {
            this.address = address;
            String[] groups = address.split(":", -1);
            this.site = groups.length == 1
                    ? address
                    : String.join(":", List.of(groups).subList(0, 3));
            this.subnet = groups.length == 1
                    ? address
                    : String.join(":", List.of(groups).subList(0, 4));
        }

        Client inUse() {
            inUse = true;
            return this;
        }

        long usage(long time) {
            looks++;
            return inUse ? time : lastUse;
        }
    }

    private Optional<Admission<Client>> admit(Client client) {
        Optional<Admission<Client>> admission = places.admit(
                client,
                client.address.equals("proxy")
                        ? null
                        : AddressText.parse(client.address).orElseThrow(),
                client::usage,
                now);
        admission.ifPresent(admitted -> client.place = admitted.place());
        now += SECOND;
        return admission;
    }

    private Client admitted(String address) {
        Client client = new Client(address);
        assertThat(admit(client).orElseThrow().evicted()).isEmpty();
        return client;
    }

    private Client evictedBy(String address) {
        return admit(new Client(address)).orElseThrow().evicted().orElseThrow();
    }

    @Test
    void theIdlestConnectionOfTheLargestBlockGivesWay() {
        Client few = admitted("192.0.2.1");
        Client first = admitted("192.0.2.2");
        Client second = admitted("192.0.2.2");
        Client third = admitted("192.0.2.2");
        first.lastUse = now;
        assertThat(evictedBy("192.0.2.3")).isSameAs(second);
        assertThat(evictedBy("192.0.2.2"))
                .as("the largest block with the new one")
                .isSameAs(third);
        assertThat(evictedBy("192.0.2.4")).isSameAs(first);
        assertThat(evictedBy("192.0.2.5")).as("all blocks have one connection").isSameAs(few);
        assertThat(places.taken()).isEqualTo(4);
    }

    @Test
    void aConnectionInUseGivesWayToASmallerBlockOnly() {
        admitted("192.0.2.1").inUse();
        Client first = admitted("192.0.2.2").inUse();
        admitted("192.0.2.2").inUse();
        admitted("192.0.2.2").inUse();
        assertThat(admit(new Client("192.0.2.2"))).as("the same block").isEmpty();
        Client small = new Client("192.0.2.3").inUse();
        assertThat(admit(small).orElseThrow().evicted()).contains(first);
        assertThat(admit(new Client("192.0.2.3")))
                .as("a block of the same size")
                .isEmpty();
        assertThat(places.taken()).isEqualTo(4);
    }

    /** Hosts of one site have all the addresses of a /48, and machines all those of a /64. */
    @Test
    void ipv6AddressesCountBySiteAndThereBySubnet() {
        Client other = admitted("2001:db8:2::1");
        other.lastUse -= 10 * SECOND;
        Client alone = admitted("2001:db8:1:1::1");
        Client first = admitted("2001:db8:1:2::1");
        admitted("2001:db8:1:2::2");
        assertThat(evictedBy("2001:db8:3::1")).isSameAs(first);
        assertThat(evictedBy("2001:db8:1:3::1"))
                .as("the idlest of the site, whose subnets are equal")
                .isSameAs(alone);
    }

    @Test
    void aBusySubnetGivesWayToASmallerOneOfItsSite() {
        Client first = admitted("2001:db8:1:1::1").inUse();
        admitted("2001:db8:1:1::2").inUse();
        admitted("2001:db8:1:1::3").inUse();
        admitted("2001:db8:1:1::4").inUse();
        assertThat(evictedBy("2001:db8:1:2::1")).isSameAs(first);
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 192.0.2.1", "2001:db8:0:1::1, 2001:db8:0:1:ffff::2", "::ffff:192.0.2.1, 192.0.2.1"})
    void anAddressHasABound(String address, String same) {
        places = new ConnectionPlaces<>(10, 2);
        admitted(address);
        Client second = admitted(same);
        assertThat(admit(new Client(address))).isEmpty();
        admitted("2001:db8:0:2::1");
        second.place.close();
        second.place.close();
        admitted(address);
        assertThat(places.taken()).isEqualTo(3);
    }

    @Test
    void connectionsOfAProxyDoNotCountTogether() {
        places = new ConnectionPlaces<>(6, 3);
        for (int i = 0; i < 4; i++) {
            admitted("proxy").inUse();
        }
        Client first = admitted("192.0.2.1").inUse();
        admitted("192.0.2.1").inUse();
        assertThat(evictedBy("192.0.2.2")).isSameAs(first);
    }

    /** A crowd that is busy must not make each new connection look at all others. */
    @Test
    void aConnectionInUseIsNotLookedAtForEachNewOne() {
        int many = 1000;
        places = new ConnectionPlaces<>(many, many);
        List<Client> busy = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            busy.add(admitted("192.0.2.1").inUse());
        }
        for (int i = 0; i < 100; i++) {
            now -= SECOND;
            assertThat(admit(new Client("192.0.2.1"))).isEmpty();
        }
        assertThat(busy.stream().mapToInt(client -> client.looks).sum()).isLessThanOrEqualTo(2 * many);
    }

    /** Against the definition, computed from all connections. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theRightOneGivesWayInARandomCrowd(long seed) {
        Random random = new Random(seed);
        places = new ConnectionPlaces<>(40, 40);
        List<Client> in = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Client newcomer = new Client(
                    random.nextBoolean()
                            ? "192.0.2." + random.nextInt(4)
                            : "2001:db8:" + random.nextInt(3) + ":" + random.nextInt(3) + "::1");
            Optional<Admission<Client>> admission = admit(newcomer);
            if (admission.isPresent()) {
                in.add(newcomer);
                admission.get().evicted().ifPresent(evicted -> {
                    assertThat(in.remove(evicted)).as("seed %d", seed).isTrue();
                    assertThat(givesWay(evicted, in)).as("seed %d", seed).isTrue();
                });
            }
            if (!in.isEmpty() && random.nextInt(4) == 0) {
                in.get(random.nextInt(in.size())).lastUse = now;
            }
            if (!in.isEmpty() && random.nextInt(50) == 0) {
                in.remove(random.nextInt(in.size())).place.close();
            }
            assertThat(places.taken()).isEqualTo(in.size()).isLessThanOrEqualTo(40);
        }
        in.forEach(client -> client.place.close());
        assertThat(places.taken()).isZero();
    }

    /** True when no connection is in a larger block, or in the same block and idle for longer. */
    private static boolean givesWay(Client evicted, List<Client> left) {
        List<Client> all = new ArrayList<>(left);
        all.add(evicted);
        Map<String, Long> count = Stream.concat(
                        all.stream().map(client -> client.site),
                        all.stream().map(client -> client.subnet).filter(subnet -> subnet.contains(":")))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return left.stream().noneMatch(one -> {
            boolean largerSite = count.getOrDefault(one.site, 0L) > count.getOrDefault(evicted.site, 0L);
            boolean largerSubnet = one.site.equals(evicted.site)
                    && count.getOrDefault(one.subnet, 0L) > count.getOrDefault(evicted.subnet, 0L);
            boolean idleForLonger = one.subnet.equals(evicted.subnet) && one.lastUse - evicted.lastUse < 0;
            return largerSite || largerSubnet || idleForLonger;
        });
    }

    @Test
    void memoryFollowsThePlacesThatAreTaken() {
        places = new ConnectionPlaces<>(8, 8);
        Map<Client, Integer> gone = new HashMap<>();
        AtomicInteger evicted = new AtomicInteger();
        for (int i = 0; i < 5000; i++) {
            admit(new Client("2001:db8:" + Integer.toHexString(i) + "::1"))
                    .flatMap(Admission::evicted)
                    .ifPresent(client -> gone.put(client, evicted.incrementAndGet()));
        }
        assertThat(gone).hasSize(5000 - 8);
        assertThat(places.blocks()).isEqualTo(2 * 8);
    }

    @Test
    void thereIsAtLeastOnePlace() {
        assertThatThrownBy(() -> new ConnectionPlaces<>(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("places: 0, 1 of one address (expected: >= 1, >= 1)");
    }
}
