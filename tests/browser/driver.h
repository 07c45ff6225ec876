/* driver.h - headless Chromium for tests, steered through ChromeDriver.
 *
 * ChromeDriver speaks W3C WebDriver (https://www.w3.org/TR/webdriver2/): JSON over HTTP on
 * a port of this machine. Debian has it as `chromium-driver`, of one source with its
 * `chromium`. What WebDriver has no word for (a phone's width, dark, print) is asked of the
 * DevTools protocol through it.
 */
#ifndef OVERSTACK_TESTS_BROWSER_DRIVER_H
#define OVERSTACK_TESTS_BROWSER_DRIVER_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

struct driver {
    pid_t process; /* ChromeDriver; 0: not running */
    int socket;    /* to it; -1: none */
    char session[64];
    char fault[256]; /* why the last call failed */
};

/* Starts ChromeDriver and one Chromium; false and `fault` when it cannot be. */
bool driver_start(struct driver *driver);
void driver_stop(struct driver *driver);

/* The functions below return what was answered, for the caller to json_decref, or NULL and
 * `fault`. `body` and `parameters` are taken over. */

/* One WebDriver command of the session: "POST", "url", {"url": ...}. */
json_t *driver_ask(struct driver *driver, const char *method, const char *command,
                   json_t *body);
/* One command of the DevTools protocol: "Emulation.setEmulatedMedia". */
json_t *driver_tools(struct driver *driver, const char *command, json_t *parameters);
/* What `return ...` of a script brings, run in the page. */
json_t *driver_script(struct driver *driver, const char *script);

#endif
