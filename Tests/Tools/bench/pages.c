// Serves the pages of a trash from memory, so that only the client is measured.
//
// Usage: pages ITEMS [DELAY-MS]
//   Prints the port on standard output. Pages are rendered once, before. On SIGTERM it prints "REQUESTS BYTES" and ends.
//
// One thread, epoll, keep-alive, HTTP/1.1; loopback only. Answers GET /api/2.0/keys/@self, settings/version/build and
// files/@trash?count=100&startIndex=N for N a multiple of 100. Items repeat after 10,000, except for their
// ids, so that a million fit: a page is a template with a hundred places for ids. Each API key has a trash of its own with the
// same items, because retentiond refuses accounts that share one.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 100, TEMPLATES = 100, SLOTS = 64 };

struct text { char *bytes; size_t length, room; };

static void add(struct text *text, const char *format, ...) {
    va_list arguments;
    if (text->room - text->length < 4096) text->bytes = realloc(text->bytes, text->room = text->room * 2 + 8192);
    va_start(arguments, format);
    text->length += vsnprintf(text->bytes + text->length, 4096, format, arguments);
    va_end(arguments);
}

static long items, total;
static struct text templates[TEMPLATES];
static size_t places[TEMPLATES][PAGE];  // where the 8 digits of each id are
static size_t trash_place[TEMPLATES];   // where those of the trash's id are

// One person, as the portal describes people.
static void person(struct text *text, const char *name, int number) {
    add(text, "\"%s\":{\"id\":\"%08x-b6c4-4f4e-9d0a-1c2b3a495867\",\"displayName\":\"Person Number%d\",\"avatar\":"
        "\"/static/images/default_user_photo_size_82-82.png\",\"avatarOriginal\":\"/static/images/default_user_photo_"
        "size_200-200.png\",\"avatarMax\":\"/static/images/default_user_photo_size_200-200.png\",\"avatarMedium\":"
        "\"/static/images/default_user_photo_size_48-48.png\",\"avatarSmall\":\"/static/images/default_user_photo_size_"
        "32-32.png\",\"profileUrl\":\"/accounts/people/filter?search=%08x\",\"hasAvatar\":false,\"isAnonim\":false},",
        name, number, number, number);
}

static void entry(struct text *text, size_t *place, int number, time_t now) {
    static const char *const kinds[] = {"docx", "xlsx", "pdf", "pptx", "tmp", "png"};
    static const int types[] = {7, 5, 10, 6, 0, 4};
    static const char *const words[] = {"Report", "Contract", "Draft", "Minutes", "Offer", "Photo", "Budget"};
    time_t trashed = now - 86400 * (number % 29) - number * 7 % 86400, created = trashed - 86400 * (number % 300);
    char updated[32], made[32];
    strftime(updated, sizeof updated, "%Y-%m-%dT%H:%M:%S", gmtime(&trashed));
    strftime(made, sizeof made, "%Y-%m-%dT%H:%M:%S", gmtime(&created));
    int kind = number % 6;
    add(text, "{\"folderId\":9,\"version\":1,\"versionGroup\":1,\"contentLength\":\"%d KB\",\"pureContentLength\":%d,"
        "\"fileStatus\":0,\"mute\":false,\"viewUrl\":\"https://docs.example.com/filehandler.ashx?action=download&fileid="
        "%d\",\"webUrl\":\"https://docs.example.com/doceditor?fileId=%d\",\"fileType\":%d,\"fileExst\":\".%s\",\"comment\":"
        "\"Created\",\"thumbnailStatus\":0,\"security\":{\"Read\":true,\"Create\":false,\"Edit\":false,\"Rename\":false,"
        "\"Delete\":true,\"Move\":true,\"MoveTo\":false,\"Copy\":false,\"CopyTo\":false,\"Duplicate\":false,\"Download\":"
        "false},", number % 900 + 1, (number % 900 + 1) * 1024, number, number, types[kind], kinds[kind]);
    person(text, "createdBy", number % 40);
    person(text, "updatedBy", 7);
    add(text, "\"originId\":%d,\"originTitle\":\"Folder %d\",\"originRoomId\":%d,\"originRoomTitle\":\"Room %d\",", 100 +
        number % 90, number % 90, 50 + number % 9, number % 9);
    add(text, "\"title\":\"%s %d for the year 20%02d.%s\",\"access\":0,\"fileEntryType\":2,\"shared\":false,\"canShare\":"
        "false,\"created\":\"%s.0000000Z\",\"updated\":\"%s.0000000Z\",\"autoDelete\":\"%s.0000000Z\",\"rootFolderId\":9,"
        "\"rootFolderType\":3,\"id\":", words[number % 7], number, number % 30, kinds[kind], made, updated, updated);
    *place = text->length;
    add(text, "00000000}");
}

static void render(void) {
    time_t now = time(NULL);
    for (int page = 0; page < TEMPLATES; page++) {
        struct text *text = &templates[page];
        add(text, "{\"response\":{\"files\":[");
        for (int row = 0; row < PAGE; row++) {
            if (row) add(text, ",");
            entry(text, &places[page][row], page * PAGE + row + 1, now);
        }
        add(text, "],\"folders\":[],\"current\":{\"id\":");
        trash_place[page] = text->length;
        add(text, "00000000,\"title\":\"Trash\",\"rootFolderType\":3},\"pathParts\":[],\"startIndex\":0,\"count\":100,"
            "\"new\":0,\"total\":%-8ld},\"count\":1,\"links\":[],\"status\":0,\"statusCode\":200}", total);
    }
}

// Puts eight digits; ids begin with 1, because JSON numbers have no leading zeros.
static void put(char *at, long number) {
    for (int digit = 7; digit >= 0; digit--, number /= 10) at[digit] = '0' + number % 10;
}

static unsigned long requests, bytes;
static volatile sig_atomic_t ended;
static void end(int signal) { (void)signal; ended = 1; }

struct client {
    char in[8192];
    size_t received;
    char head[256];
    const char *parts[2];
    size_t lengths[2], sent;
    int is_busy;
};

static const char empty[] = "{\"response\":{\"files\":[],\"folders\":[],\"current\":{\"id\":%ld,\"title\":\"Trash\","
    "\"rootFolderType\":3},\"total\":%ld},\"count\":1,\"status\":0,\"statusCode\":200}";
static const char key[] = "{\"response\":{\"id\":\"1\",\"name\":\"bench\",\"permissions\":[\"*\"],\"isActive\":true},"
    "\"count\":1,\"status\":0,\"statusCode\":200}";
static const char version[] = "{\"response\":{\"docSpace\":\"3.7.2\"},\"count\":1,\"status\":0,\"statusCode\":200}";

// The trash id for the key in a request, from the key's last digits.
static long trash_of(const char *request) {
    static const char header[] = "\r\nauthorization: bearer ";
    const char *key = strcasestr(request, header);
    if (!key) return 10000000;
    key += sizeof header - 1;
    size_t length = strcspn(key, "\r");
    return 10000000 + (length < 6 ? 0 : strtol(key + length - 6, NULL, 16));
}

// Each connection needs its own copy, because ids are written into it.
static char *copies[SLOTS];

static void answer(struct client *client, int slot) {
    long start = -1;
    const char *query = strstr(client->in, "startIndex=");
    const char *body = key;
    size_t length = sizeof key - 1;
    if (!strncmp(client->in, "GET /api/2.0/files/@trash?", 26) && query) start = atol(query + 11);
    if (!strncmp(client->in, "GET /api/2.0/settings/version/build", 35)) {
        body = version;
        length = sizeof version - 1;
    }
    if (start >= 0) {
        body = copies[slot];
        if (start < items) {
            struct text *text = &templates[start / PAGE % TEMPLATES];
            memcpy(copies[slot], text->bytes, text->length);
            for (int row = 0; row < PAGE; row++)
                put(copies[slot] + places[start / PAGE % TEMPLATES][row], 10000000 + start + row);
            put(copies[slot] + trash_place[start / PAGE % TEMPLATES], trash_of(client->in));
            length = text->length;
        } else {
            length = sprintf(copies[slot], empty, trash_of(client->in), total);
        }
    }
    time_t now = time(NULL);
    char date[64];
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime(&now));
    client->lengths[0] = snprintf(client->head, sizeof client->head, "HTTP/1.1 200 OK\r\nContent-Type: application/json; "
        "charset=utf-8\r\nDate: %s\r\nContent-Length: %zu\r\n\r\n", date, length);
    client->parts[0] = client->head;
    client->parts[1] = body;
    client->lengths[1] = length;
    client->sent = 0;
    client->is_busy = 1;
    requests++;
    bytes += client->lengths[0] + length;
}

// Sends as much as the socket takes. Returns 0 when all is sent, 1 when not, -1 when the peer is gone.
static int push(struct client *client, int fd) {
    for (;;) {
        int part = client->sent >= client->lengths[0];
        size_t done = part ? client->sent - client->lengths[0] : client->sent;
        if (part && done == client->lengths[1]) return client->is_busy = 0;
        ssize_t count = send(fd, client->parts[part] + done, client->lengths[part] - done,
            MSG_NOSIGNAL | (part ? 0 : MSG_MORE));
        if (count < 0) return errno == EAGAIN ? 1 : -1;
        client->sent += count;
    }
}

static struct client clients[SLOTS];
static int fds[SLOTS], timers[SLOTS];

static void watch(int poll, int operation, int fd, unsigned events, unsigned mark) {
    struct epoll_event event = {.events = events, .data.u32 = mark};
    epoll_ctl(poll, operation, fd, &event);
}

static void leave(int slot) {
    close(fds[slot]);
    close(timers[slot]);
    fds[slot] = 0;
    memset(&clients[slot], 0, sizeof clients[slot]);
}

int main(int count, char **arguments) {
    if (count < 2) return fprintf(stderr, "usage: pages ITEMS [DELAY-MS]\n"), 2;
    items = total = atol(arguments[1]);
    long delay = count > 2 ? atol(arguments[2]) : 0;
    if (items % PAGE) return fprintf(stderr, "pages: a multiple of %d items\n", PAGE), 2;
    render();
    struct sigaction action = {.sa_handler = end};
    sigaction(SIGTERM, &action, NULL);
    // The signal is unblocked only while waiting for events: between the check of `ended` and the wait it would be lost.
    sigset_t term, before;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, &before);
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1, poll = epoll_create1(0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 64)) return perror("pages"), 1;
    getsockname(listener, (struct sockaddr *)&address, &size);
    watch(poll, EPOLL_CTL_ADD, listener, EPOLLIN, 1000);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    while (!ended) {
        struct epoll_event event;
        if (epoll_pwait(poll, &event, 1, -1, &before) != 1) continue;
        if (event.data.u32 == 1000) {
            int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK), slot = 0;
            while (slot < SLOTS && fds[slot]) slot++;
            if (fd < 0) continue;
            if (slot == SLOTS) { close(fd); continue; }
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            fds[slot] = fd;
            timers[slot] = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
            if (!copies[slot]) copies[slot] = malloc(templates[0].room + 65536);
            watch(poll, EPOLL_CTL_ADD, fd, EPOLLIN, slot);
            watch(poll, EPOLL_CTL_ADD, timers[slot], EPOLLIN, 2000 + slot);
            continue;
        }
        int is_timer = event.data.u32 >= 2000, slot = is_timer ? event.data.u32 - 2000 : event.data.u32;
        struct client *client = &clients[slot];
        if (!fds[slot]) continue;
        if (is_timer) {
            unsigned long expirations;
            if (read(timers[slot], &expirations, sizeof expirations) < 0) continue;
        } else if (!client->is_busy) {
            ssize_t more = recv(fds[slot], client->in + client->received, sizeof client->in - 1 - client->received, 0);
            if (more <= 0) { if (more == 0 || errno != EAGAIN) leave(slot); continue; }
            client->received += more;
            client->in[client->received] = 0;
            if (!strstr(client->in, "\r\n\r\n")) continue;
            client->received = 0;
            answer(client, slot);
            if (delay) {
                struct itimerspec wait = {.it_value = {delay / 1000, delay % 1000 * 1000000}};
                timerfd_settime(timers[slot], 0, &wait, NULL);
                watch(poll, EPOLL_CTL_MOD, fds[slot], 0, slot);
                continue;
            }
        }
        int result = push(client, fds[slot]);
        if (result < 0) leave(slot);
        else watch(poll, EPOLL_CTL_MOD, fds[slot], result ? EPOLLOUT : EPOLLIN, slot);
    }
    printf("%lu %lu\n", requests, bytes);
    return 0;
}
