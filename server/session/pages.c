/* pages: /healthz, /readyz and /i/TOKEN.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pages.h"

#include "secrets.h"

#include <string.h>

typedef struct {
  Server *server;
  HttpRequest *http;
  union {
    StoreHealth health;
    StoreInviteLook look;
  };
} Visit;

static const char page_head[] =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
    "<meta name=\"robots\" content=\"noindex\"><title>Whinchat</title><style>"
    ":root{color-scheme:light dark}body{font:1.05rem/1.6 system-ui,sans-serif;margin:0;"
    "min-height:100vh;display:grid;place-items:center;background:Canvas;color:CanvasText}"
    "main{max-width:26rem;padding:2rem}h1{font-size:1.5rem;margin:0 0 .5rem}"
    "code{display:block;padding:.8rem 1rem;margin:1rem 0;border-radius:.6rem;"
    "background:color-mix(in srgb,CanvasText 8%,Canvas);overflow-wrap:anywhere;"
    "user-select:all;font-size:.95rem}p{margin:.6rem 0}</style><main>";

static Visit *
visit_new (Server *server, HttpRequest *request)
{
  Visit *visit = g_new0 (Visit, 1);

  visit->server = server;
  visit->http = http_request_ref (request);
  return visit;
}

static void
visit_free (Visit *visit)
{
  http_request_unref (visit->http);
  g_free (visit);
}

static void
health_cb (HttpRequest *request, gpointer data)
{
  http_reply_json (request, 200, "{\"ok\":true}", -1);
}

static void
reply_ready (HttpRequest *request, const char *reason)
{
  g_autofree char *json = reason != NULL
                              ? g_strdup_printf ("{\"ok\":false,\"reasons\":[\"%s\"]}", reason)
                              : g_strdup ("{\"ok\":true,\"reasons\":[]}");

  http_reply_json (request, reason != NULL ? 503 : 200, json, -1);
}

static void
ready_done (gpointer data, const GError *error)
{
  Visit *visit = data;

  if (error == NULL)
    reply_ready (visit->http, NULL);
  else
    reply_ready (visit->http, error->code == WHIN_ERROR_STORAGE ? "the disk refuses to store"
                                                                : "the database does not answer");
  visit_free (visit);
}

/* Ready is who can store, so it stores something. */
static void
ready_cb (HttpRequest *request, gpointer data)
{
  Server *server = data;
  Visit *visit;

  if (server->draining) {
    reply_ready (request, "going down");
    return;
  }
  if (limits_take_address (server->limits, BUCKET_READY, http_request_remote (request), 1) > 0) {
    http_reply_error (request, WHIN_ERROR_RATE, NULL);
    return;
  }
  visit = visit_new (server, request);
  visit->health.now = server_now ();
  store_health (server->store, &visit->health, ready_done, visit);
}

static void
reply_page (HttpRequest *request, guint status, const char *main_html)
{
  GString *html = g_string_new (page_head);

  g_string_append (html, main_html);
  g_string_append (html, "</main></html>");
  http_reply_header (request, "Content-Security-Policy",
                     "default-src 'none'; style-src 'unsafe-inline'");
  http_reply_header (request, "Referrer-Policy", "no-referrer");
  http_reply_header (request, "Cache-Control", "no-store");
  g_autoptr (GBytes) body = g_string_free_to_bytes (html);
  http_reply_bytes (request, status, "text/html; charset=utf-8", body);
}

static void
look_done (gpointer data, const GError *error)
{
  Visit *visit = data;
  const char *token = http_request_path (visit->http) + strlen ("/i/");
  g_autofree char *name = g_markup_escape_text (visit->server->config->name, -1);
  g_autofree char *url = config_public_url (visit->server->config);
  g_autofree char *link = g_markup_printf_escaped ("%s/i/%s", url, token);
  g_autofree char *html = NULL;

  if (error == NULL && visit->look.valid) {
    html = g_strdup_printf ("<h1>You are invited to %s</h1><p>Whinchat is a messenger for people "
                            "who know each other. Install the app, choose “I have an invitation” "
                            "and paste this link:</p><code>%s</code>"
                            "<p>Keep it to yourself: who has it can use it.</p>",
                            name, link);
    reply_page (visit->http, 200, html);
  } else {
    reply_page (
        visit->http, 404,
        "<h1>This invitation does not work</h1><p>It was used, has expired, or was mistyped. "
        "Ask for a new one.</p>");
  }
  visit_free (visit);
}

static void
invite_cb (HttpRequest *request, gpointer data)
{
  Server *server = data;
  const char *token = http_request_path (request) + strlen ("/i");
  Visit *visit;

  if (limits_take_address (server->limits, BUCKET_INVITE_PAGE, http_request_remote (request), 1) >
          0 ||
      *token != '/' || !base64url_is_valid (token + 1)) {
    reply_page (request, 404, "<h1>There is nothing here</h1>");
    return;
  }
  visit = visit_new (server, request);
  visit->look.now = server_now ();
  secret_hash (token + 1, &visit->look.token);
  store_invite_look (server->store, &visit->look, look_done, visit);
}

void
pages_add_routes (Server *server)
{
  static const HttpRoute routes[] = {
    { "GET", "/healthz", health_cb },
    { "GET", "/readyz", ready_cb },
    { "GET", "/i", invite_cb },
  };

  http_server_add_routes (server->http, routes, G_N_ELEMENTS (routes), server);
}
