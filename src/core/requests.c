/* requests: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "requests.h"

#include "core-chat.h"
#include "core-contact.h"
#include "except.h"
#include "own-state.h"
#include "store-chat.h"
#include "store-contact.h"

#define WITHHELD_MAX 256

gboolean
request_is_open (Core *core, const Conv *conv)
{
  return store_chat_is_request (core->store, conv);
}

void
request_receipt (Core *core, const char *what, const MessageName *name)
{
  if (request_is_open (core, &name->conv))
    store_chat_withhold (core->store, &name->conv);
  else
    receipts_add (core, what, &name->author, &name->id);
}

void
request_settle (Core *core, const Conv *conv)
{
  g_autoptr (GArray) names = NULL;
  gboolean tell_read = setting_is_on (core, "read-receipts");
  guint read;

  if (request_is_open (core, conv))
    return;
  names = store_chat_take_withheld (core->store, conv, WITHHELD_MAX, &read);
  for (guint i = names->len; i-- > 0;) {
    const MessageName *name = &g_array_index (names, MessageName, i);

    receipts_add (core, i + read >= names->len && tell_read ? "read" : "delivered", &name->author,
                  &name->id);
  }
}

/* Of those who may. */
static gboolean
may_add (Core *core, const Id *acc)
{
  g_autoptr (ContactRow) row = store_contact_get (core->store, acc);

  return row != NULL && row->contact && !except_has (core, EXCEPT_GROUPS, acc);
}

void
request_group (Core *core, const Conv *conv, const Id *by)
{
  Id self = core_self (core);

  if (!id_equal (by, &self) && own_state_number (core, "groups", NULL) != AUDIENCE_EVERYONE &&
      !may_add (core, by))
    store_chat_set_asked (core->store, conv, by);
}

/* -- Commands. -- */

static void
accept_cb (Core *core, gpointer data)
{
  const Conv *conv = data;

  core_begin (core);
  own_state_set_chat (core, "accept", conv, 1);
  receipts_flush (core);
  if (core_commit (core, NULL))
    outbox_pump (core);
}

void
core_accept_request (Core *core, const Conv *conv)
{
  core_post (core, accept_cb, g_memdup2 (conv, sizeof *conv), g_free);
}

typedef struct {
  Id acc;
  char *reason;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;

  g_free (report->reason);
  g_free (report);
}

static void
answered_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  g_autoptr (GTask) task = data;

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
report_cb (Core *core, GTask *task)
{
  const Report *report = g_task_get_task_data (task);
  RestReport request = { report->acc, report->reason };

  core_rest (core, REST_REPORT, NULL, &request, answered_cb, g_object_ref (task));
}

void
core_report_async (Core *core,
                   const Id *acc,
                   const char *reason,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  g_autofree char *valid = g_utf8_make_valid (reason != NULL ? reason : "", -1);
  Report *report = g_new0 (Report, 1);

  report->acc = *acc;
  report->reason = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), LIMIT_ABOUT_MAX));
  core_call (core, report_cb, report, report_free, cancellable, callback, user_data);
}

gboolean
core_report_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
