/* The generator's inner loop: commands out, frames in, and when the last member had each.

   Python connects everybody and says hello; for a window it lends the sockets to this loop, which
   reads them all with epoll and never runs Python but for the rare frame that wants an answer.
   Whole command frames come ready made, so a delivery costs one recv and a scan of its head.

   The n-th delivery of a member is the n-th command of its room. Where frames carry a number that
   rises by one with each command (`is_numbered`), a frame may stand for several. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define WAITING 4096 /* commands of one room on their way at most; a power of two */
#define HEAD 320     /* bytes of a frame in which its marker stands */
#define KEPT 2048    /* bytes kept of a sender's last frame */
#define BUFFER 262144
#define BATCH 512

typedef struct {
    int fd, room, is_sender, is_lost;
    long got, number;
    uint8_t *rest;
    size_t have, room_for;
    uint8_t *last;
    int last_size;
} member;

typedef struct {
    int size, sender;
    long sent, whole, answered;
    double due[WAITING];
    uint8_t counts[WAITING];
    uint16_t heard[WAITING];
    const uint8_t *frames; /* all commands, one behind the other */
    const uint32_t *ends;
    int count, wraps;
    long next;
} room;

typedef struct {
    char marker[32], answer[32], refusal[32], tell[32];
    int is_numbered, many;
    double rate; /* commands a second of all rooms together; 0: closed loop */
    double warm, seconds, drain;
} options;

typedef struct {
    long sent, complete, deliveries, frames, bytes, extras, refused, lost, ran_out, pings;
    long counted, answers, outstanding;
    long whole_inside, deliveries_inside; /* between the two sides, whenever they were sent */
} tally;

typedef void (*on_window)(int is_open);
typedef void (*on_told)(int member, const uint8_t *payload, long size);

typedef struct {
    int epoll, rooms, members;
    member *member;
    room *room;
    options o;
    tally t;
    on_told told;
    double *latency, *answer_after;
    long most;
    double opens;
    int is_sending, is_inside;
} pump;

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

pump *pump_new(int rooms, int members, long most) {
    pump *p = calloc(1, sizeof *p);
    p->epoll = epoll_create1(EPOLL_CLOEXEC);
    p->rooms = rooms, p->members = members, p->most = most;
    p->room = calloc((size_t)rooms, sizeof *p->room);
    p->member = calloc((size_t)members, sizeof *p->member);
    p->latency = calloc((size_t)most, sizeof(double));
    p->answer_after = calloc((size_t)most, sizeof(double));
    return p;
}

void pump_member(pump *p, int at, int fd, int in, int is_sender) {
    member *m = &p->member[at];
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = (uint32_t)at};
    m->fd = fd, m->room = in, m->is_sender = is_sender, m->number = -1;
    if (is_sender) m->last = malloc(KEPT), p->room[in].sender = at;
    p->room[in].size++;
    epoll_ctl(p->epoll, EPOLL_CTL_ADD, fd, &e);
}

void pump_commands(pump *p, int in, const uint8_t *frames, const uint32_t *ends, int count, int wraps) {
    room *r = &p->room[in];
    r->frames = frames, r->ends = ends, r->count = count, r->wraps = wraps;
}

/* A command is a few hundred bytes: where a socket has no room for it, the server is far behind. */
static int write_all(int fd, const uint8_t *from, size_t size) {
    for (int tries = 0; size && tries < 200; tries++) {
        ssize_t n = send(fd, from, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n > 0) {
            from += n, size -= (size_t)n;
        } else if (errno == EAGAIN) {
            struct pollfd wait = {.fd = fd, .events = POLLOUT};
            poll(&wait, 1, 10);
        } else if (errno != EINTR) {
            return -1;
        }
    }
    return size ? -1 : 0;
}

static void press(pump *p, int in, double due) {
    room *r = &p->room[in];
    long nth = r->next;
    if (r->sent - r->whole >= WAITING - 1 || (nth >= r->count && !r->wraps) || !r->count) {
        p->t.ran_out++;
        return;
    }
    nth %= r->count;
    uint32_t from = nth ? r->ends[nth - 1] : 0, to = r->ends[nth];
    long slot = r->sent & (WAITING - 1);
    r->due[slot] = due;
    r->counts[slot] = due >= p->opens;
    r->heard[slot] = 0;
    p->t.sent += r->counts[slot];
    r->sent++, r->next++, p->t.outstanding++;
    if (write_all(p->member[r->sender].fd, r->frames + from, to - from)) p->t.lost++;
}

static void complete(pump *p, int in, long nth, double at) {
    room *r = &p->room[in];
    long slot = nth & (WAITING - 1);
    r->whole++, p->t.outstanding--, p->t.whole_inside += p->is_inside;
    if (r->counts[slot]) {
        p->t.complete++;
        if (p->t.counted < p->most) p->latency[p->t.counted++] = at - r->due[slot];
    }
    if (p->is_sending && p->o.rate == 0) press(p, in, now_s());
}

static void delivered(pump *p, member *m, long times, double at) {
    room *r = &p->room[m->room];
    while (times-- > 0) {
        if (m->got >= r->sent) { /* something that nobody asked for */
            p->t.extras++;
            continue;
        }
        long nth = m->got++;
        p->t.deliveries++, p->t.deliveries_inside += p->is_inside;
        if (++r->heard[nth & (WAITING - 1)] == r->size) complete(p, m->room, nth, at);
    }
}

static long number_at(const uint8_t *from, const uint8_t *end) {
    long found = 0;
    while (from < end && *from == ' ') from++;
    while (from < end && *from >= '0' && *from <= '9') found = found * 10 + (*from++ - '0');
    return found;
}

static int has(const char *what, const uint8_t *in, size_t size) {
    return *what && memmem(in, size, what, strlen(what)) != NULL;
}

static void answered(pump *p, member *m, double at) {
    room *r = &p->room[m->room];
    if (r->answered >= r->sent) return;
    long slot = r->answered++ & (WAITING - 1);
    if (r->counts[slot] && p->t.answers < p->most) p->answer_after[p->t.answers++] = at - r->due[slot];
}

static void text(pump *p, int at_member, const uint8_t *payload, size_t size, double at) {
    member *m = &p->member[at_member];
    size_t head = size < HEAD ? size : HEAD, mark = strlen(p->o.marker);
    size_t telling = strlen(p->o.tell);
    if (telling && size >= telling && !memcmp(payload, p->o.tell, telling)) {
        p->told(at_member, payload, (long)size);
        return;
    }
    if (has(p->o.answer, payload, head)) {
        answered(p, m, at);
        return;
    }
    const uint8_t *found = memmem(payload, p->o.many ? size : head, p->o.marker, mark);
    if (found == NULL) {
        if (has(p->o.refusal, payload, head)) p->t.refused++;
        return;
    }
    p->t.frames++, p->t.bytes += (long)size;
    long times = 1;
    if (p->o.is_numbered) {
        long number = number_at(found + mark, payload + size);
        if (m->number < 0) m->number = number - 1; /* what came before the window is not known */
        times = number > m->number ? number - m->number : 0;
        m->number = number > m->number ? number : m->number;
    }
    while (p->o.many && (found = memmem(found + mark, size - (size_t)(found + mark - payload), p->o.marker, mark)))
        times++;
    if (m->is_sender) {
        m->last_size = size < KEPT ? (int)size : KEPT;
        memcpy(m->last, payload, (size_t)m->last_size);
    }
    delivered(p, m, times, at);
}

static void pong(pump *p, member *m, const uint8_t *payload, size_t size) {
    uint8_t frame[131] = {0x8a, (uint8_t)(0x80 | size), 0, 0, 0, 0};
    if (size > 125) return;
    memcpy(frame + 6, payload, size);
    p->t.pings++;
    write_all(m->fd, frame, size + 6);
}

/* Takes the whole frames that `data` begins with; how many bytes they were. */
static size_t take(pump *p, int at_member, const uint8_t *data, size_t size, double at) {
    size_t from = 0;
    while (size - from >= 2) {
        size_t length = data[from + 1] & 0x7f, start = from + 2;
        if (length > 125) {
            size_t wide = length == 126 ? 2 : 8;
            if (size - start < wide) break;
            length = 0;
            for (size_t n = 0; n < wide; n++) length = length << 8 | data[start + n];
            start += wide;
        }
        if (length > size - start) break;
        switch (data[from] & 15) {
        case 0: case 1: case 2: text(p, at_member, data + start, length, at); break;
        case 9: pong(p, &p->member[at_member], data + start, length); break;
        default: break;
        }
        from = start + length;
    }
    return from;
}

static void keep(member *m, const uint8_t *data, size_t size) {
    if (size > m->room_for) m->rest = realloc(m->rest, size), m->room_for = size;
    if (size) memmove(m->rest, data, size);
    m->have = size;
}

static void gone(pump *p, member *m) {
    if (m->is_lost) return;
    m->is_lost = 1, p->t.lost++;
    epoll_ctl(p->epoll, EPOLL_CTL_DEL, m->fd, NULL);
}

static void readable(pump *p, int at_member) {
    static uint8_t buffer[2 * BUFFER];
    member *m = &p->member[at_member];
    size_t had = m->have;
    if (had > BUFFER) return gone(p, m);
    if (had) memcpy(buffer, m->rest, had);
    ssize_t n = recv(m->fd, buffer + had, BUFFER, MSG_DONTWAIT);
    if (n <= 0) {
        if (n == 0 || (errno != EAGAIN && errno != EINTR)) gone(p, m);
        return;
    }
    size_t all = had + (size_t)n, used = take(p, at_member, buffer, all, now_s());
    keep(m, buffer + used, all - used);
}

/* Epoll waits whole milliseconds; a schedule is kept finer, by asking again until it is due. */
static int patience(const pump *p, double next, double ends) {
    double left = (p->is_sending && p->o.rate > 0 ? next : ends) - now_s();
    return left > 0.002 ? (left > 0.05 ? 50 : (int)(left * 1000) - 1) : 0;
}

/* One window: warm up, measure, wait for what is on its way. Returns 0, or 1 if the patience ended. */
int pump_run(pump *p, const options *o, on_window window, on_told told, tally *found) {
    struct epoll_event ready[BATCH];
    double began = now_s(), next = began, closes;
    long scheduled = 0;
    int is_open = 0, is_closed = 0;
    p->o = *o, p->told = told, p->is_sending = 1;
    memset(&p->t, 0, sizeof p->t);
    p->opens = began + o->warm, closes = p->opens + o->seconds;
    for (int in = 0; o->rate == 0 && in < p->rooms; in++) press(p, in, now_s());
    for (;;) {
        double at = now_s();
        if (!is_open && at >= p->opens) window(1), is_open = p->is_inside = 1;
        while (p->is_sending && o->rate > 0 && next <= at && next < closes) {
            press(p, (int)(scheduled % p->rooms), next);
            next = began + (double)++scheduled / o->rate;
        }
        if (!is_closed && at >= closes) window(0), is_closed = 1, p->is_sending = p->is_inside = 0;
        if (is_closed && (p->t.outstanding <= 0 || at >= closes + o->drain)) break;
        int n = epoll_wait(p->epoll, ready, BATCH, patience(p, next, is_open ? closes : p->opens));
        for (int k = 0; k < n; k++) readable(p, (int)ready[k].data.u32);
    }
    *found = p->t;
    return p->t.outstanding > 0;
}

const double *pump_latencies(const pump *p) { return p->latency; }
const double *pump_answers(const pump *p) { return p->answer_after; }
long pump_number(const pump *p, int at) { return p->member[at].number; }
int pump_is_lost(const pump *p, int at) { return p->member[at].is_lost; }
const uint8_t *pump_rest(const pump *p, int at, int *size) {
    *size = (int)p->member[at].have;
    return p->member[at].rest;
}
const uint8_t *pump_last(const pump *p, int at, int *size) {
    *size = p->member[at].last_size;
    return p->member[at].last;
}

void pump_free(pump *p) {
    for (int n = 0; n < p->members; n++) free(p->member[n].rest), free(p->member[n].last);
    close(p->epoll);
    free(p->room), free(p->member), free(p->latency), free(p->answer_after), free(p);
}
