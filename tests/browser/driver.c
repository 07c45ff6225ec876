/* driver.c - see driver.h.
 */
#define _GNU_SOURCE
#include "tests/browser/driver.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum { PATIENCE_S = 60, HEAD_LIMIT = 8192 };

static bool fail(struct driver *driver, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool fail(struct driver *driver, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(driver->fault, sizeof(driver->fault), format, arguments);
    va_end(arguments);
    return false;
}

/* ---- HTTP/1.1, one request after the other on one connection ---- */

static bool send_all(struct driver *driver, const char *data, size_t size)
{
    while (size > 0) {
        const ssize_t sent = send(driver->socket, data, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return fail(driver, "ChromeDriver does not listen any more");
        data += sent;
        size -= (size_t)sent;
    }
    return true;
}

/* Reads to the end of the head, by bytes: there is little of it. Returns the length of the
 * body it announces, -1 without an answer. */
static long read_head(struct driver *driver)
{
    char head[HEAD_LIMIT];
    size_t size = 0;
    while (size < sizeof(head) - 1 && recv(driver->socket, &head[size], 1, 0) == 1) {
        head[++size] = '\0';
        if (size >= 4 && strcmp(&head[size - 4], "\r\n\r\n") == 0) {
            const char *length = strcasestr(head, "\r\ncontent-length:");
            return length ? atol(length + 17) : -1;
        }
    }
    return -1;
}

static json_t *read_answer(struct driver *driver)
{
    const long length = read_head(driver);
    char *body = length >= 0 ? malloc((size_t)length + 1) : NULL;
    if (!body ||
        recv(driver->socket, body, (size_t)length, MSG_WAITALL) != (ssize_t)length) {
        fail(driver, "no answer from ChromeDriver within %d s", PATIENCE_S);
        free(body);
        return NULL;
    }
    json_t *answer = json_loadb(body, (size_t)length, 0, NULL);
    free(body);
    if (!answer)
        fail(driver, "ChromeDriver's answer is not JSON");
    return answer;
}

/* The "value" of the answer; an error is one too, with the name of it inside. */
static json_t *value_of(struct driver *driver, json_t *answer)
{
    json_t *value = json_incref(json_object_get(answer, "value"));
    const json_t *error = json_object_get(value, "error");
    json_decref(answer);
    if (value && json_is_string(error)) {
        fail(driver, "%s: %.200s", json_string_value(error),
             json_string_value(json_object_get(value, "message")));
        json_decref(value);
        return NULL;
    }
    return value;
}

static json_t *request(struct driver *driver, const char *method, const char *path,
                       json_t *body)
{
    char *text = body ? json_dumps(body, 0) : strdup(""), *whole = NULL;
    /* In one piece: else the second waits for the first to be acknowledged, 40 ms. */
    const int size = asprintf(&whole,
                              "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
                              "application/json\r\nContent-Length: %zu\r\n\r\n%s",
                              method, path, strlen(text), text);
    const bool sent = size > 0 && send_all(driver, whole, (size_t)size);
    free(text);
    free(whole);
    json_decref(body);
    json_t *answer = sent ? read_answer(driver) : NULL;
    return answer ? value_of(driver, answer) : NULL;
}

/* ---- ChromeDriver itself ---- */

/* In the child: it tells its port on `out`, and dies with this test. */
static void become_driver(int out)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
    dup2(out, STDOUT_FILENO);
    execlp("chromedriver", "chromedriver", "--port=0", (char *)NULL);
    _exit(127);
}

/* "ChromeDriver was started successfully on port 40123."; 0: it was not. */
static int port_told(int in)
{
    char told[1024] = "";
    size_t size = 0;
    int port = 0;
    struct pollfd ready = {in, POLLIN, 0};
    while (port == 0 && size < sizeof(told) - 1 &&
           poll(&ready, 1, PATIENCE_S * 1000) == 1) {
        const ssize_t got = read(in, &told[size], sizeof(told) - 1 - size);
        if (got <= 0)
            break;
        told[size += (size_t)got] = '\0';
        const char *at = strstr(told, "successfully on port ");
        port = at && strchr(at, '\n') ? atoi(at + 21) : 0;
    }
    close(in);
    return port;
}

static int start_process(struct driver *driver)
{
    int ends[2];
    if (pipe(ends) != 0)
        return 0;
    driver->process = fork();
    if (driver->process == 0) {
        close(ends[0]);
        become_driver(ends[1]);
    }
    close(ends[1]);
    return port_told(ends[0]);
}

static bool connect_to(struct driver *driver, int port)
{
    const struct timeval patience = {PATIENCE_S, 0};
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    driver->socket = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(driver->socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    return connect(driver->socket, (struct sockaddr *)&address, sizeof(address)) == 0 ||
           fail(driver, "cannot reach ChromeDriver on its port %d", port);
}

/* No sandbox: tests run as root in containers, and open nothing but our own pages. No name
 * is looked up, so that a page that asks for one gets nothing. */
static bool open_session(struct driver *driver)
{
    json_t *wish =
        json_pack("{s:{s:{s:s, s:{s:[s,s,s,s,s]}, s:{s:s, s:s}}}}", "capabilities",
                  "alwaysMatch", "browserName", "chrome", "goog:chromeOptions", "args",
                  "--headless=new", "--no-sandbox", "--disable-gpu",
                  "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND",
                  "goog:loggingPrefs", "browser", "ALL", "performance", "ALL");
    json_t *session = request(driver, "POST", "/session", wish);
    const char *id = json_string_value(json_object_get(session, "sessionId"));
    snprintf(driver->session, sizeof(driver->session), "%s", id ? id : "");
    json_decref(session);
    return id != NULL;
}

bool driver_start(struct driver *driver)
{
    *driver = (struct driver){.socket = -1};
    const int port = start_process(driver);
    if (port == 0)
        return fail(driver, "chromedriver is not there or does not start");
    return connect_to(driver, port) && open_session(driver);
}

void driver_stop(struct driver *driver)
{
    if (driver->session[0])
        json_decref(driver_ask(driver, "DELETE", "", NULL));
    if (driver->socket >= 0)
        close(driver->socket);
    if (driver->process > 0) {
        kill(driver->process, SIGTERM);
        waitpid(driver->process, NULL, 0);
    }
    *driver = (struct driver){.socket = -1};
}

/* ---- commands ---- */

json_t *driver_ask(struct driver *driver, const char *method, const char *command,
                   json_t *body)
{
    char path[256];
    snprintf(path, sizeof(path), "/session/%s%s%s", driver->session, *command ? "/" : "",
             command);
    return request(driver, method, path, body);
}

json_t *driver_tools(struct driver *driver, const char *command, json_t *parameters)
{
    return driver_ask(driver, "POST", "goog/cdp/execute",
                      json_pack("{s:s, s:o}", "cmd", command, "params", parameters));
}

json_t *driver_script(struct driver *driver, const char *script)
{
    return driver_ask(driver, "POST", "execute/sync",
                      json_pack("{s:s, s:[]}", "script", script, "args"));
}
