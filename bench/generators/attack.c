// attack KIND HOST PORT RATE SECONDS SOURCES ARGUMENT...
// Attacks one listener at a fixed rate from SOURCES addresses, for SECONDS or until SIGTERM. Prints the achieved rate and its own CPU
// time as JSON. Loopback only.
//
//   hold CROWD TEXT...               RATE new connections per second that send a TEXT and then stay silent; at most CROWD are open
//   datagrams INFOHASH               RATE datagrams per second to a UDP tracker: connects, announces, wrong connection ids, and noise
//   requests CONNECTIONS TARGET...   RATE HTTP requests per second; each connection has one outstanding request and sends up to 16
//   blocks INFOHASH TOTAL PIECE_LENGTH CONNECTIONS
//                                    RATE requests per second for random blocks, whose bytes are discarded. A peer that gets no
//                                    block for 2 s connects again with another peer id
//
// In TARGET, # stands for a number that no other request has; @ in front asks for the first 16 KiB of the content only. KIND:A of hold,
// requests and blocks uses addresses of 127.A.0.0/16. The program works in ticks of 5 ms. It sends what is due, but never more than
// the work of 20 ms, so that a starved generator does not catch up in bursts.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common.h"

#define TICK_NS 5000000
#define BLOCK 16384
#define HEAD 4096  // bytes of an HTTP head
#define MOST_OUTSTANDING 200

typedef struct {
  int fd;
  uint64_t since;   // when it was opened, sent its request, or got its last block
  int state;        // of a peer: 0 awaits the handshake, 1 awaits a message; of an HTTP client: 1 awaits a response
  int used;         // requests that were sent
  int outstanding;  // requested blocks that have not arrived
  int unchoked;
  int begun;        // bytes of the head in `head`
  long skip;        // bytes of a message or body to discard
  unsigned char *head;
} connection;

static struct sockaddr_in target;
static int sources, network = 2, ep;
static connection *all;
static int crowd;
static uint64_t seed = 88172645463325252ull;
static unsigned long sent, answered, opened, closed, failed, skipped, received;
static unsigned char sink[1 << 18];
static volatile sig_atomic_t stopped;

static void stop(int signal) {
  (void)signal;
  stopped = 1;
}

static void put32(unsigned char *p, uint32_t v) {
  v = htonl(v);
  memcpy(p, &v, 4);
}

static uint32_t get32(const unsigned char *p) {
  uint32_t v;
  memcpy(&v, p, 4);
  return ntohl(v);
}

static void parse_hash(const char *hex, unsigned char *out) {
  for (int i = 0; i < 20; i++) {
    unsigned x = 0;
    sscanf(hex + 2 * i, "%2x", &x);
    out[i] = (unsigned char)x;
  }
}

// An address of 127.NETWORK.0.0/16: the given one, or the next in turn.
static struct sockaddr_in source(int number) {
  struct sockaddr_in a = {.sin_family = AF_INET};
  int n = number % sources;
  a.sin_addr.s_addr = htonl(0x7f000000u | (uint32_t)network << 16 | (uint32_t)(n / 250) << 8 | (uint32_t)(1 + n % 250));
  return a;
}

static void drop(connection *c) {
  if (c->fd >= 0) close(c->fd);  // also leaves the epoll set
  c->fd = -1;
}

static int dial(connection *c, int number) {
  int one = 1;
  struct sockaddr_in from = source(number);
  memset(c, 0, offsetof(connection, head));
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (c->fd < 0) {
    failed++;
    return 0;
  }
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  // A closed connection leaves nothing behind: thousands in TIME_WAIT would use up the ports of later rounds.
  struct linger reset = {1, 0};
  setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  bind(c->fd, (void *)&from, sizeof from);
  if (connect(c->fd, (void *)&target, sizeof target) < 0 && errno != EINPROGRESS) {
    failed++;
    drop(c);
    return 0;
  }
  c->since = now_ns();
  opened++;
  struct epoll_event e = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = c};
  epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
  return 1;
}

// Sends small data; what the socket does not take at once is lost, and the connection is of no use then.
static int put(connection *c, const void *data, size_t length) {
  if (send(c->fd, data, length, MSG_NOSIGNAL) == (ssize_t)length) return 1;
  return 0;
}

static int discard(connection *c) {
  ssize_t got = recv(c->fd, sink, sizeof sink, 0);
  return got > 0 || (got < 0 && errno == EAGAIN);
}

// ---- hold

static char **texts;
static int texts_count, next_slot;

static void hold(int due) {
  for (; due > 0; due--) {
    connection *c = all + next_slot;
    next_slot = (next_slot + 1) % crowd;
    drop(c);
    if (dial(c, (int)sent)) sent++;
  }
}

// Sends the texts of the connections that were dialed in the last tick, and are open now.
static void hold_speak(void) {
  static int spoken;
  for (; spoken != next_slot; spoken = (spoken + 1) % crowd) {
    const char *text = texts[spoken % texts_count];
    if (all[spoken].fd >= 0 && *text) put(all + spoken, text, strlen(text));
  }
}

static void hold_event(connection *c) {
  if (!discard(c)) {
    closed++;
    drop(c);
  }
}

// ---- datagrams

static int *sockets;
static uint64_t *ids;
static unsigned char hash[20];

static void datagrams_start(void) {
  static const unsigned char connect_request[16] = {0, 0, 4, 0x17, 0x27, 0x10, 0x19, 0x80};
  sockets = calloc((size_t)sources, sizeof *sockets);
  ids = calloc((size_t)sources, sizeof *ids);
  for (int i = 0; i < sources; i++) {
    struct sockaddr_in from = source(i);
    sockets[i] = socket(AF_INET, SOCK_DGRAM, 0);
    bind(sockets[i], (void *)&from, sizeof from);
    connect(sockets[i], (void *)&target, sizeof target);
    struct timeval limit = {0, 200000};
    setsockopt(sockets[i], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    unsigned char in[64];
    for (int tries = 0; tries < 10; tries++) {
      send(sockets[i], connect_request, 16, 0);
      if (recv(sockets[i], in, sizeof in, 0) == 16) {
        memcpy(ids + i, in + 8, 8);
        break;
      }
    }
    int small = 4096;  // the answers are not read: the kernel drops most of them
    setsockopt(sockets[i], SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  }
}

static int datagram(unsigned char *out, int from) {
  static const unsigned char magic[8] = {0, 0, 4, 0x17, 0x27, 0x10, 0x19, 0x80};
  uint64_t random = rng(&seed);
  memset(out, 0, 98);
  put32(out + 12, (uint32_t)random);
  switch (sent % 4) {
    case 0:
      memcpy(out, magic, 8);
      return 16;
    case 1:  // an announce of a stranger, with a right connection id
      memcpy(out, ids + from, 8);
      memcpy(out + 16, hash, 20);
      break;
    case 2:  // the connection id is wrong
      memcpy(out, &random, 8);
      memcpy(out + 16, hash, 20);
      break;
    default:
      memcpy(out, &random, 8);
      return 1 + (int)(random % 15);
  }
  put32(out + 8, 1);
  memcpy(out + 36, "-XX0001-", 8);
  random = rng(&seed);
  memcpy(out + 48, &random, 8);
  put32(out + 68, 1000000);                      // left
  put32(out + 92, 50);                           // wanted peers
  put32(out + 96, (uint32_t)(1024 + sent % 50000) << 16);  // port, and two bytes that are not sent
  return 98;
}

static void datagrams(int due) {
  static unsigned char data[64][128];
  static struct iovec parts[64];
  static struct mmsghdr batch[64];
  while (due > 0) {
    int from = (int)(sent / 64 % (unsigned)sources), count = due < 64 ? due : 64;
    for (int i = 0; i < count; i++) {
      parts[i] = (struct iovec){data[i], (size_t)datagram(data[i], from)};
      batch[i].msg_hdr.msg_iov = parts + i;
      batch[i].msg_hdr.msg_iovlen = 1;
      sent++;
    }
    int went = sendmmsg(sockets[from], batch, (unsigned)count, MSG_DONTWAIT);
    if (went < count) failed += (unsigned)(count - (went < 0 ? 0 : went));
    due -= count;
  }
}

// ---- requests

static char **targets;
static int targets_count;

static int request(connection *c) {
  char path[512], out[1024], *number;
  const char *wanted = targets[sent % (unsigned)targets_count];
  int part = *wanted == '@';
  snprintf(path, sizeof path, "%s", wanted + part);
  if ((number = strchr(path, '#'))) snprintf(number, sizeof path - (size_t)(number - path), "%lu%s", sent, strchr(wanted, '#') + 1);
  int length = snprintf(out, sizeof out, "GET %s HTTP/1.1\r\nHost: localhost\r\nUser-Agent: attack\r\n%s%s\r\n", path,
                        part ? "Range: bytes=0-16383\r\n" : "", c->used % 16 == 15 ? "Connection: close\r\n" : "");
  if (!put(c, out, (size_t)length)) return 0;
  c->state = 1;
  c->used++;
  c->begun = 0;
  c->since = now_ns();
  sent++;
  return 1;
}

static void requests(int due) {
  uint64_t now = now_ns();
  for (int i = 0; i < crowd && due > 0; i++) {
    connection *c = all + (next_slot = (next_slot + 1) % crowd);
    if (c->fd >= 0 && c->state == 1 && now - c->since > 2000000000ull) {
      failed++;  // no answer within 2 s
      drop(c);
    }
    if (c->fd < 0) {
      dial(c, next_slot);  // its request is due in a later tick
    } else if (!c->state) {
      if (request(c)) {
        due--;
      } else if (errno != EAGAIN) {
        drop(c);
      }
    }
  }
  skipped += (unsigned)due;
}

static void requests_event(connection *c) {
  for (;;) {
    if (c->skip > 0) {
      ssize_t got = recv(c->fd, sink, (size_t)(c->skip < (long)sizeof sink ? c->skip : (long)sizeof sink), MSG_TRUNC);
      if (got <= 0) break;
      c->skip -= got;
    } else {
      ssize_t got = recv(c->fd, c->head + c->begun, (size_t)(HEAD - 1 - c->begun), 0);
      if (got < 0 && errno == EAGAIN) return;
      if (got <= 0) break;
      c->begun += (int)got;
      c->head[c->begun] = 0;
      char *end = strstr((char *)c->head, "\r\n\r\n"), *field = strcasestr((char *)c->head, "content-length:");
      if (!end) continue;
      c->skip = (field && field < end ? atol(field + 15) : 0) - (c->begun - (end + 4 - (char *)c->head));
      if (c->skip < 0) c->skip = 0;
    }
    if (c->skip == 0) {
      answered++;
      c->state = 0;
      c->begun = 0;
      if (c->used % 16 == 0) {
        drop(c);
        return;
      }
    }
  }
  if (errno == EAGAIN && c->skip > 0) return;
  closed++;
  drop(c);
}

// ---- blocks

static long total, piece_length;

static void greet(connection *c) {
  unsigned char out[73] = {19};
  memcpy(out + 1, "BitTorrent protocol", 19);
  memcpy(out + 28, hash, 20);
  memcpy(out + 48, "-XX0001-", 8);
  for (int i = 56; i < 68; i++) out[i] = (unsigned char)('a' + rng(&seed) % 26);
  out[71] = 1, out[72] = 2;  // INTERESTED
  if (put(c, out, sizeof out))
    c->used = 1;
  else if (errno != EAGAIN)
    drop(c);
}

static void blocks(int due) {
  uint64_t now = now_ns();
  static uint64_t last_dial;
  for (int i = 0; i < crowd; i++) {
    connection *c = all + (next_slot = (next_slot + 1) % crowd);
    if (c->fd < 0) {
      if (now - last_dial < 100000000) continue;
      last_dial = now;
      dial(c, (int)opened);
    } else if (!c->used) {
      greet(c);
    } else if (now - c->since > 2000000000ull) {
      drop(c);
    } else if (c->unchoked) {
      for (int n = (due + crowd - 1) / crowd; n > 0 && due > 0 && c->outstanding < MOST_OUTSTANDING; n--) {
        unsigned char out[17];
        long at = (long)(rng(&seed) % (uint64_t)(total / BLOCK)) * BLOCK;
        put32(out, 13);
        out[4] = 6;
        put32(out + 5, (uint32_t)(at / piece_length));
        put32(out + 9, (uint32_t)(at % piece_length));
        put32(out + 13, BLOCK);
        if (!put(c, out, sizeof out)) break;
        c->outstanding++;
        sent++;
        due--;
      }
    }
  }
  skipped += (unsigned)due;
}

static void blocks_event(connection *c) {
  for (;;) {
    if (c->skip > 0) {
      ssize_t got = recv(c->fd, sink, (size_t)(c->skip < (long)sizeof sink ? c->skip : (long)sizeof sink), MSG_TRUNC);
      if (got <= 0) break;
      c->skip -= got;
      received += (unsigned long)got;
      continue;
    }
    int need = !c->state ? 68 : c->begun < 4 ? 4 : 5;
    ssize_t got = recv(c->fd, c->head + c->begun, (size_t)(need - c->begun), 0);
    if (got <= 0) break;
    c->begun += (int)got;
    if (c->begun < need) continue;
    if (!c->state) {
      c->state = 1;
      c->begun = 0;
    } else if (get32(c->head) == 0) {
      c->begun = 0;  // keep-alive
    } else if (c->begun == 5) {
      int id = c->head[4];
      c->skip = (long)get32(c->head) - 1;
      c->begun = 0;
      if (id == 1) c->unchoked = 1;
      if (id == 0) c->unchoked = c->outstanding = 0;
      if (id == 7) c->outstanding--, answered++, c->since = now_ns();
      if (id == 16) c->outstanding--;
    }
  }
  if (errno == EAGAIN) return;
  closed++;
  drop(c);
}

int main(int count, char **words) {
  if (count < 8) {
    fprintf(stderr, "usage: attack KIND HOST PORT RATE SECONDS SOURCES ARGUMENT...\n");
    return 2;
  }
  char *kind = words[1], *colon = strchr(kind, ':');
  if (colon) {
    *colon = 0;
    network = atoi(colon + 1);
  }
  target = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(words[3]))};
  inet_pton(AF_INET, words[2], &target.sin_addr);
  if (ntohl(target.sin_addr.s_addr) >> 24 != 127) {
    fprintf(stderr, "attack: %s is not a loopback address\n", words[2]);
    return 2;
  }
  double rate = atof(words[4]), seconds = atof(words[5]);
  sources = atoi(words[6]);
  ep = epoll_create1(0);
  void (*work)(int) = 0;
  void (*event)(connection *) = 0;
  if (!strcmp(kind, "hold")) {
    crowd = atoi(words[7]);
    texts = words + 8;
    texts_count = count - 8;
    work = hold;
    event = hold_event;
  } else if (!strcmp(kind, "datagrams")) {
    parse_hash(words[7], hash);
    work = datagrams;
    datagrams_start();
  } else if (!strcmp(kind, "requests")) {
    crowd = atoi(words[7]);
    targets = words + 8;
    targets_count = count - 8;
    work = requests;
    event = requests_event;
  } else if (!strcmp(kind, "blocks") && count == 11) {
    parse_hash(words[7], hash);
    total = atol(words[8]);
    piece_length = atol(words[9]);
    crowd = atoi(words[10]);
    work = blocks;
    event = blocks_event;
  }
  if (!work || (event && crowd < 1) || (work == hold && texts_count < 1) || (work == requests && targets_count < 1)) {
    fprintf(stderr, "attack: the arguments of %s are incomplete\n", kind);
    return 2;
  }
  all = calloc((size_t)(crowd ? crowd : 1), sizeof *all);
  unsigned char *heads = calloc((size_t)(crowd ? crowd : 1), HEAD);
  for (int i = 0; i < crowd; i++) {
    all[i].fd = -1;
    all[i].head = heads + (size_t)i * HEAD;
  }
  uint64_t start = now_ns(), last = start, end = start + (uint64_t)(seconds * 1e9), next = start;
  double tokens = 0, most = rate * 4 * TICK_NS / 1e9;
  if (most < 1) most = 1;
  unsigned long late = 0;
  signal(SIGTERM, stop);
  while (last < end && !stopped) {
    next += TICK_NS;
    uint64_t now = now_ns();
    if (now < next) {
      struct timespec until = {(time_t)(next / 1000000000), (long)(next % 1000000000)};
      clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, 0);
      now = now_ns();
    } else {
      next = now;
    }
    tokens += (double)(now - last) * rate / 1e9;
    last = now;
    if (tokens > most) {
      late += (unsigned long)(tokens - most);
      tokens = most;
    }
    struct epoll_event ready[256];
    for (int got = 256, rounds = 0; event && got == 256 && rounds < 20; rounds++) {
      got = epoll_wait(ep, ready, 256, 0);
      for (int i = 0; i < got; i++) {
        connection *c = ready[i].data.ptr;
        if (c->fd >= 0) event(c);
      }
    }
    if (work == hold) hold_speak();
    int due = (int)tokens;
    tokens -= due;
    work(due);
  }
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  double elapsed = (double)(now_ns() - start) / 1e9;
  double cpu = (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) + (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
  unsigned long open = 0;
  for (int i = 0; i < crowd; i++) open += all[i].fd >= 0;
  printf(
      "{\"attack\":\"%s\",\"rate\":%.0f,\"wanted\":%.0f,\"answered\":%.0f,\"opened\":%lu,\"closed\":%lu,\"failed\":%lu,\"busy\":%lu,\"late\":%lu,"
      "\"open\":%lu,\"MB\":%.1f,\"cpu\":%.3f}\n",
      kind, (double)sent / elapsed, rate, (double)answered / elapsed, opened, closed, failed, skipped, late, open, (double)received / 1e6,
      cpu / elapsed);
  return 0;
}
