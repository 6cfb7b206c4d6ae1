/* model log: a list model as text, and what it has told of changes, so that tests compare both
 * after each step. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct _ModelLog ModelLog;
typedef void (*ModelPrint) (GString *out, gpointer item);

/* Hears the model from now on, and keeps it; items are separated by spaces. */
ModelLog *model_log_new (GListModel *model, ModelPrint print);
/* Lets go of the model first. */
void model_log_free (ModelLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelLog, model_log_free)

/* What stands in it, and the changes since the last check: "0-1+2, 5-0+1" for one removed and two
 * added at 0, and then one added at 5. The number of items fits the changes. */
void model_log_check (ModelLog *log, const char *model, const char *changes);
