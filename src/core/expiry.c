/* expiry: see the header.
 *
 * The kernel's timer runs on the wall clock, and tells when somebody sets that: what is due goes
 * then, and after the computer has slept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "expiry.h"

#include "media.h"
#include "store-change.h"
#include "store-expiry.h"
#include "store-media.h"
#include "store-message.h"
#include "store-outbox.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define AT_ONCE 256
#define ANSWERS_MAX 64
/* When the disk refuses. */
#define AGAIN_MS (60 * 1000)

struct _Expiry {
  int fd; /* -1: the kernel has none */
  GSource *source;
  gint64 next; /* as the timer is set; 0 while it is not */
};

static gboolean
fired_cb (int fd, GIOCondition condition, gpointer data)
{
  Core *core = data;
  guint64 times;

  /* ECANCELED: the clock was set. */
  if (read (fd, &times, sizeof times) < 0 && errno != ECANCELED)
    return G_SOURCE_CONTINUE;
  core->expiry->next = 0;
  expiry_run (core);
  return G_SOURCE_CONTINUE;
}

Expiry *
expiry_new (Core *core)
{
  Expiry *expiry = g_new0 (Expiry, 1);

  expiry->fd = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (expiry->fd < 0)
    return expiry;
  expiry->source = g_unix_fd_source_new (expiry->fd, G_IO_IN);
  g_source_set_callback (expiry->source, G_SOURCE_FUNC (fired_cb), core, NULL);
  g_source_attach (expiry->source, core->context);
  return expiry;
}

void
expiry_free (Expiry *expiry)
{
  if (expiry == NULL)
    return;
  if (expiry->source != NULL)
    g_source_destroy (expiry->source);
  g_clear_pointer (&expiry->source, g_source_unref);
  if (expiry->fd >= 0)
    g_close (expiry->fd, NULL);
  g_free (expiry);
}

/* at is of core_now; 0 stops it. */
static void
set (Core *core, gint64 at)
{
  struct itimerspec spec = { 0 };
  gint64 real = at != 0 ? g_get_real_time () / 1000 + MAX (at - core_now (core), 0) : 0;

  if (core->expiry->fd < 0 || core->expiry->next == at)
    return;
  core->expiry->next = at;
  spec.it_value.tv_sec = real / 1000;
  spec.it_value.tv_nsec = (real % 1000) * 1000000;
  timerfd_settime (core->expiry->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &spec, NULL);
}

void
expiry_arm (Core *core)
{
  if (core->expiry != NULL && !core->stopping)
    set (core, store_expiry_next (core->store));
}

/* -- Away. -- */

/* With its file, and what is kept of it to be sent again. */
static void
take_away (Core *core, const MessageName *name, GPtrArray *paths)
{
  g_autoptr (StoreMedia) media = store_media_get (core->store, &name->author, &name->id);

  Id self = core_self (core);
  g_autoptr (GArray) contents =
      store_change_contents (core->store, &name->author, &name->id, &self);
  g_autoptr (GArray) answers = store_answers (core->store, &name->author, &name->id, ANSWERS_MAX);

  if (media != NULL && media->path != NULL)
    g_ptr_array_add (paths, g_strdup (media->path));
  for (guint i = 0; i < contents->len; i++)
    store_outbox_forget (core->store, &g_array_index (contents, Id, i));
  /* They quote what is no longer there. */
  for (guint i = 0; i < answers->len; i++) {
    const MessageName *answer = &g_array_index (answers, MessageName, i);

    core_note_message (core, &answer->author, &answer->id);
  }
  store_message_delete (core->store, &name->author, &name->id, TRUE, core_now (core));
  core_note_removed (core, name);
  core_note_chat (core, &name->conv);
}

static gboolean
take_all_away (Core *core, const GArray *due)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < due->len; i++)
    media_cancel (core, &g_array_index (due, MessageName, i));
  core_begin (core);
  for (guint i = 0; i < due->len; i++)
    take_away (core, &g_array_index (due, MessageName, i), paths);
  if (!core_commit (core, NULL))
    return FALSE;
  for (guint i = 0; i < paths->len; i++)
    g_unlink (paths->pdata[i]);
  return TRUE;
}

void
expiry_run (Core *core)
{
  for (gboolean more = !core->stopping; more;) {
    g_autoptr (GArray) due = store_expiry_due (core->store, core_now (core), AT_ONCE);

    more = due->len == AT_ONCE;
    if (due->len > 0 && !take_all_away (core, due)) {
      set (core, core_now (core) + AGAIN_MS);
      return;
    }
  }
  expiry_arm (core);
}

/* -- Beginning. -- */

void
expiry_begin (Core *core, const MessageRow *row, gint64 time)
{
  if (row->expires == 0 || MESSAGE_KIND_IS_NOTICE (row->kind))
    return;
  /* The clock of the server may be ahead. */
  time = MIN (time, core_now (core));
  if (row->own)
    store_expiry_start (core->store, &row->author, &row->id, time);
  else
    store_expiry_start_read (core->store, &row->conv, time);
}

void
expiry_on_read (Core *core, const Conv *conv, gint64 time)
{
  gint64 now = core_now (core);

  store_expiry_start_read (core->store, conv, time > 0 ? MIN (time, now) : now);
}
