/* register, the server: which one, and asking it for a code.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-private.h"
#include "core-register.h"
#include "phone.h"

#include <glib/gi18n.h>

typedef struct {
  char *url;
  char *phone;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->url);
  g_free (question->phone);
  g_free (question);
}

void
core_server_free (CoreServer *server)
{
  if (server == NULL)
    return;
  g_free (server->url);
  g_free (server->name);
  g_free (server);
}

static void
free_server (gpointer data)
{
  core_server_free (data);
}

static void
server_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Question *question = g_task_get_task_data (task);
  const RestServer *info = reply;
  CoreServer *server;

  if (error != NULL) {
    g_task_return_error (task, g_error_copy (error));
    return;
  }
  if (info->proto_min > PROTO_VERSION || info->proto_max < PROTO_VERSION) {
    g_task_return_new_error_literal (
        task, WHIN_ERROR, WHIN_ERROR_TOO_OLD,
        _ ("This server and this Whinchat do not understand each other; one of them is too old."));
    return;
  }
  server = g_new0 (CoreServer, 1);
  server->url = g_strdup (question->url);
  server->name = g_strdup (info->name);
  server->codes = info->codes;
  server->open = info->open;
  g_task_return_pointer (task, server, free_server);
}

static void
check_server_cb (Core *core, GTask *task)
{
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;
  char *url = api_normalise_url (question->url, &error);

  if (url == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_free (question->url);
  question->url = url;
  core_rest_with (core, api_new (url, NULL), REST_SERVER, NULL, server_cb, g_object_ref (task));
}

void
core_check_server_async (Core *core,
                         const char *server,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Question *question = g_new0 (Question, 1);

  question->url = g_strdup (server);
  core_call (core, check_server_cb, question, question_free, cancellable, callback, user_data);
}

CoreServer *
core_check_server_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
code_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;
  const RestCodeReply *code = reply;

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_int (task, code->retry_ms);
}

static void
request_code_cb (Core *core, GTask *task)
{
  const Question *question = g_task_get_task_data (task);
  RestCodeRequest body = { question->phone };

  if (phone_is_e164 (question->phone))
    core_rest_with (core, api_new (question->url, NULL), REST_CODE, &body, code_cb,
                    g_object_ref (task));
  else
    g_task_return_new_error_literal (task, WHIN_ERROR, WHIN_ERROR_PHONE_INVALID,
                                     _ ("This is not a whole phone number."));
}

void
core_request_code_async (Core *core,
                         const char *url,
                         const char *phone,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Question *question = g_new0 (Question, 1);

  question->url = g_strdup (url);
  question->phone = g_strdup (phone);
  core_call (core, request_code_cb, question, question_free, cancellable, callback, user_data);
}

gint64
core_request_code_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
