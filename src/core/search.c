/* search: looking for messages without keeping the engine from its work. What takes longer than a
 * slice is put behind what waits, and goes on from where it was; a search that had found nothing
 * until then gets a longer one. SPDX-License-Identifier: GPL-3.0-or-later */
#include "core-private.h"
#include "core-search.h"

#include "store-search.h"

#include <glib/gi18n.h>
#include <string.h>

#define LIMIT_MOST 500
#define SLICE (15 * G_TIME_SPAN_MILLISECOND)
#define SLICE_MOST (240 * G_TIME_SPAN_MILLISECOND)

typedef struct {
  Find find; /* words are its own */
  FoundPage *page;
  gint64 slice;
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_free ((char *) search->find.words);
  found_page_free (search->page);
  g_free (search);
}

static void
return_page (Core *core, GTask *task, Search *search)
{
  GError *error = store_take_error (core->store);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&search->page), (GDestroyNotify) found_page_free);
}

static void
go_on (Core *core, gpointer data)
{
  GTask *task = data;
  Search *search = g_task_get_task_data (task);
  guint before = search->page->rows->len;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (core->stopping) {
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                     _ ("The program is closing."));
    return;
  }
  if (store_find (core->store, &search->find, search->page, search->slice,
                  g_task_get_cancellable (task))) {
    return_page (core, task, search);
    return;
  }
  if (search->page->rows->len == before)
    search->slice = MIN (search->slice * 4, SLICE_MOST);
  core_post (core, go_on, g_object_ref (task), g_object_unref);
}

static void
search_cb (Core *core, GTask *task)
{
  go_on (core, task);
}

void
core_search_async (Core *core,
                   const Find *find,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  Search *search = g_new0 (Search, 1);

  search->find = *find;
  search->find.words = g_strdup (find->words);
  search->find.limit = CLAMP (find->limit, 1, LIMIT_MOST);
  search->page = found_page_new ();
  search->slice = SLICE;
  core_call (core, search_cb, search, search_free, cancellable, callback, user_data);
}

FoundPage *
core_search_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* -- Days. -- */

typedef struct {
  Conv conv;
  guint n;
  gint64 times[CORE_SEARCH_DAYS + 1];
} Days;

static void
days_cb (Core *core, GTask *task)
{
  const Days *days = g_task_get_task_data (task);
  GArray *ords = store_find_days (core->store, &days->conv, days->times, days->n);
  GError *error = store_take_error (core->store);

  if (error == NULL) {
    g_task_return_pointer (task, ords, (GDestroyNotify) g_array_unref);
    return;
  }
  g_array_unref (ords);
  g_task_return_error (task, error);
}

void
core_search_days_async (Core *core,
                        const Conv *conv,
                        const gint64 *times,
                        guint n,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  Days *days = g_new0 (Days, 1);

  days->conv = *conv;
  days->n = MIN (n, CORE_SEARCH_DAYS);
  memcpy (days->times, times, (days->n + 1) * sizeof *times);
  core_call (core, days_cb, days, g_free, cancellable, callback, user_data);
}

GArray *
core_search_days_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
