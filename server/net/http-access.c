/* http-access: what a handler may ask of a request.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "http-private.h"

gpointer
http_request_get_identity (HttpRequest *request)
{
  return request->identity;
}

void
http_request_set_data (HttpRequest *request, gpointer data, GDestroyNotify destroy)
{
  if (request->data_destroy)
    request->data_destroy (request->data);
  request->data = data;
  request->data_destroy = destroy;
}

gpointer
http_request_get_data (HttpRequest *request)
{
  return request->data;
}

const char *
http_request_method (HttpRequest *request)
{
  return request->message ? soup_server_message_get_method (request->message) : "";
}

const char *
http_request_path (HttpRequest *request)
{
  return request->message ? g_uri_get_path (soup_server_message_get_uri (request->message)) : "";
}

const char *
http_request_query (HttpRequest *request)
{
  return request->message ? g_uri_get_query (soup_server_message_get_uri (request->message)) : NULL;
}

const char *
http_request_header (HttpRequest *request, const char *name)
{
  if (!request->message)
    return NULL;
  return soup_message_headers_get_one (soup_server_message_get_request_headers (request->message),
                                       name);
}

const char *
http_request_token (HttpRequest *request)
{
  return request->token;
}

const char *
http_request_remote (HttpRequest *request)
{
  return request->remote;
}

GBytes *
http_request_body (HttpRequest *request)
{
  if (!request->message || request->entry.route->sink)
    return g_bytes_new_static ("", 0);
  return soup_message_body_flatten (soup_server_message_get_request_body (request->message));
}

gboolean
http_request_is_alive (HttpRequest *request)
{
  return request->state != REQUEST_GONE;
}
