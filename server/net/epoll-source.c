/* epoll-source: the loop polls one descriptor; what it holds is handed out in batches.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "epoll-source.h"

#include <errno.h>
#include <gio/gio.h>
#include <unistd.h>

#define BATCH 256

struct EpollSource {
  GSource source;
  int fd;
  gpointer tag;
  EpollWatch *poked; /* newest first; each is handed out in the next dispatch */
  EpollWatch *poked_now;
  guint count; /* of the batch being handed out */
  struct epoll_event batch[BATCH];
};

static gboolean
check (GSource *base)
{
  EpollSource *source = (EpollSource *) base;
  return source->poked != NULL || g_source_query_unix_fd (base, source->tag) != 0;
}

static gboolean
prepare (GSource *base, gint *timeout)
{
  *timeout = -1;
  return ((EpollSource *) base)->poked != NULL;
}

static void
hand_out_batch (EpollSource *source)
{
  int found = epoll_wait (source->fd, source->batch, BATCH, 0);

  source->count = MAX (found, 0);
  for (guint i = 0; i < source->count; i++) {
    EpollWatch *watch = source->batch[i].data.ptr;
    if (watch)
      watch->ready (watch, source->batch[i].events);
  }
  source->count = 0;
}

/* Pokes made meanwhile wait for the next turn, so that nobody can hold the loop. */
static void
hand_out_pokes (EpollSource *source)
{
  source->poked_now = g_steal_pointer (&source->poked);
  while (source->poked_now) {
    EpollWatch *watch = source->poked_now;
    source->poked_now = watch->next_poked;
    watch->is_poked = FALSE;
    watch->ready (watch, 0);
  }
}

static gboolean
dispatch (GSource *base, GSourceFunc callback, gpointer data)
{
  EpollSource *source = (EpollSource *) base;

  g_source_ref (base);
  if (g_source_query_unix_fd (base, source->tag) != 0)
    hand_out_batch (source);
  hand_out_pokes (source);
  g_source_unref (base);
  return G_SOURCE_CONTINUE;
}

static void
finalize (GSource *base)
{
  EpollSource *source = (EpollSource *) base;
  if (source->fd >= 0)
    close (source->fd);
}

static GSourceFuncs funcs = { prepare, check, dispatch, finalize, NULL, NULL };

EpollSource *
epoll_source_new (GMainContext *context, GError **error)
{
  EpollSource *source = (EpollSource *) g_source_new (&funcs, sizeof (EpollSource));

  source->fd = epoll_create1 (EPOLL_CLOEXEC);
  if (source->fd < 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "epoll: %s", g_strerror (errno));
    g_source_unref (&source->source);
    return NULL;
  }
  g_source_set_static_name (&source->source, "epoll");
  source->tag = g_source_add_unix_fd (&source->source, source->fd, G_IO_IN);
  g_source_attach (&source->source, context);
  return source;
}

void
epoll_source_free (EpollSource *source)
{
  if (!source)
    return;
  g_source_destroy (&source->source);
  g_source_unref (&source->source);
}

gboolean
epoll_source_add (EpollSource *source, EpollWatch *watch, int fd, guint32 events, GError **error)
{
  struct epoll_event event = { .events = events, .data.ptr = watch };

  if (epoll_ctl (source->fd, EPOLL_CTL_ADD, fd, &event) != 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "epoll: %s", g_strerror (errno));
    return FALSE;
  }
  watch->fd = fd;
  watch->wanted = events;
  return TRUE;
}

void
epoll_source_want (EpollSource *source, EpollWatch *watch, guint32 events)
{
  struct epoll_event event = { .events = events, .data.ptr = watch };

  if (watch->wanted == events)
    return;
  watch->wanted = events;
  epoll_ctl (source->fd, EPOLL_CTL_MOD, watch->fd, &event);
}

static void
unlink_poked (EpollWatch **list, EpollWatch *watch)
{
  for (; *list; list = &(*list)->next_poked) {
    if (*list == watch) {
      *list = watch->next_poked;
      return;
    }
  }
}

void
epoll_source_remove (EpollSource *source, EpollWatch *watch)
{
  epoll_ctl (source->fd, EPOLL_CTL_DEL, watch->fd, NULL);
  for (guint i = 0; i < source->count; i++) {
    if (source->batch[i].data.ptr == watch)
      source->batch[i].data.ptr = NULL;
  }
  if (watch->is_poked) {
    unlink_poked (&source->poked, watch);
    unlink_poked (&source->poked_now, watch);
    watch->is_poked = FALSE;
  }
}

void
epoll_source_poke (EpollSource *source, EpollWatch *watch)
{
  if (watch->is_poked)
    return;
  watch->is_poked = TRUE;
  watch->next_poked = source->poked;
  source->poked = watch;
  if (!g_main_context_is_owner (g_source_get_context (&source->source)))
    g_main_context_wakeup (g_source_get_context (&source->source));
}
