/* model log: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-log.h"

struct _ModelLog {
  GListModel *model;
  ModelPrint print;
  GString *changes;
  guint n; /* items, by what was told */
};

static void
changed_cb (GListModel *model, guint position, guint removed, guint added, ModelLog *log)
{
  g_string_append_printf (log->changes, "%s%u-%u+%u", log->changes->len > 0 ? ", " : "", position,
                          removed, added);
  g_assert_cmpuint (position + removed, <=, log->n);
  log->n += added - removed;
  g_assert_cmpuint (log->n, ==, g_list_model_get_n_items (model));
}

ModelLog *
model_log_new (GListModel *model, ModelPrint print)
{
  ModelLog *log = g_new0 (ModelLog, 1);

  log->model = g_object_ref (model);
  log->print = print;
  log->changes = g_string_new (NULL);
  log->n = g_list_model_get_n_items (model);
  g_signal_connect (model, "items-changed", G_CALLBACK (changed_cb), log);
  return log;
}

void
model_log_free (ModelLog *log)
{
  g_signal_handlers_disconnect_by_data (log->model, log);
  g_object_unref (log->model);
  g_string_free (log->changes, TRUE);
  g_free (log);
}

void
model_log_check (ModelLog *log, const char *model, const char *changes)
{
  g_autoptr (GString) printed = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (log->model); i++) {
    g_autoptr (GObject) item = g_list_model_get_item (log->model, i);

    g_string_append (printed, i > 0 ? " " : "");
    log->print (printed, item);
  }
  g_assert_cmpstr (printed->str, ==, model);
  g_assert_cmpstr (log->changes->str, ==, changes);
  g_string_truncate (log->changes, 0);
}
