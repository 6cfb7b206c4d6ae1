/* web: see web.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "web.h"

struct _Web {
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  GAsyncQueue *ready;
  SoupServerCallback handler;
  gpointer data;
  char *url;
};

static gpointer
run (gpointer data)
{
  Web *web = data;
  g_autoptr (SoupServer) server = NULL;
  GSList *uris;

  g_main_context_push_thread_default (web->context);
  server = soup_server_new (NULL, NULL);
  soup_server_add_handler (server, NULL, web->handler, web->data, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  web->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_async_queue_push (web->ready, web);
  g_main_loop_run (web->loop);
  soup_server_disconnect (server);
  g_clear_object (&server);
  while (g_main_context_iteration (web->context, FALSE))
    ;
  g_main_context_pop_thread_default (web->context);
  return NULL;
}

Web *
web_new (SoupServerCallback handler, gpointer data)
{
  Web *web = g_new0 (Web, 1);

  web->handler = handler;
  web->data = data;
  web->context = g_main_context_new ();
  web->loop = g_main_loop_new (web->context, FALSE);
  web->ready = g_async_queue_new ();
  web->thread = g_thread_new ("web", run, web);
  g_async_queue_pop (web->ready);
  return web;
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

void
web_free (Web *web)
{
  g_main_context_invoke (web->context, quit_cb, web->loop);
  g_thread_join (web->thread);
  g_main_loop_unref (web->loop);
  g_main_context_unref (web->context);
  g_async_queue_unref (web->ready);
  g_free (web->url);
  g_free (web);
}

const char *
web_url (Web *web)
{
  return web->url;
}
