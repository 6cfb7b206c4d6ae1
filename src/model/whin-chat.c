/* chat: wraps the newest ChatRow and adds presence and typing, which are never stored.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat.h"

#include "whin-name.h"

#include <glib/gi18n.h>

struct _WhinChat {
  GObject parent_instance;

  ChatRow *row;
  char *clean; /* the name as it is shown, where that is another */
  gboolean online, open, hidden;
  gint64 last_seen;
  Activity activity;
  GArray *typing; /* of Id: those who do, of a group */
  Id active;
};

G_DEFINE_FINAL_TYPE (WhinChat, whin_chat, G_TYPE_OBJECT)

static guint changed_signal;

static void
whin_chat_finalize (GObject *object)
{
  WhinChat *self = WHIN_CHAT (object);

  g_clear_pointer (&self->row, chat_row_unref);
  g_array_unref (self->typing);
  g_free (self->clean);
  G_OBJECT_CLASS (whin_chat_parent_class)->finalize (object);
}

static void
whin_chat_class_init (WhinChatClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = whin_chat_finalize;
  changed_signal = g_signal_new ("changed", WHIN_TYPE_CHAT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
whin_chat_init (WhinChat *self)
{
  self->typing = g_array_new (FALSE, FALSE, sizeof (Id));
}

WhinChat *
whin_chat_new (const ChatRow *row)
{
  WhinChat *self = g_object_new (WHIN_TYPE_CHAT, NULL);

  self->row = chat_row_ref (row);
  self->clean = whin_name_clean (row->name);
  return self;
}

const ChatRow *
whin_chat_get_row (WhinChat *self)
{
  return self->row;
}

const Conv *
whin_chat_get_conv (WhinChat *self)
{
  return &self->row->conv;
}

const char *
whin_chat_get_name (WhinChat *self)
{
  if (self->row->is_self)
    return _ ("Notes to Yourself");
  if (self->clean && self->clean[0])
    return self->clean;
  return self->row->name[0] ? self->row->name : _ ("Unknown");
}

gboolean
whin_chat_is_online (WhinChat *self)
{
  return self->online;
}

gint64
whin_chat_get_last_seen (WhinChat *self)
{
  return self->last_seen;
}

Activity
whin_chat_get_activity (WhinChat *self)
{
  return self->activity;
}

const Id *
whin_chat_get_active (WhinChat *self)
{
  return &self->active;
}

void
whin_chat_set_open (WhinChat *self, gboolean open)
{
  if (self->open == open)
    return;
  self->open = open;
  g_signal_emit (self, changed_signal, 0);
}

gboolean
whin_chat_is_open (WhinChat *self)
{
  return self->open;
}

gboolean
whin_chat_is_unread (WhinChat *self)
{
  return self->row->unread > 0 || self->row->marked_unread;
}

gboolean
whin_chat_is_muted (WhinChat *self)
{
  return self->row->muted_until > g_get_real_time () / 1000;
}

gboolean
whin_chat_is_hidden (WhinChat *self)
{
  return self->hidden;
}

void
whin_chat_set_hidden (WhinChat *self, gboolean hidden)
{
  self->hidden = hidden;
}

void
whin_chat_set_row (WhinChat *self, const ChatRow *row)
{
  if (row == self->row)
    return;
  chat_row_unref (self->row);
  self->row = chat_row_ref (row);
  g_free (self->clean);
  self->clean = whin_name_clean (row->name);
  g_signal_emit (self, changed_signal, 0);
}

void
whin_chat_set_presence (WhinChat *self, const PresenceRow *row)
{
  if (self->online == row->online && self->last_seen == row->last_seen)
    return;
  self->online = row->online;
  self->last_seen = row->last_seen;
  g_signal_emit (self, changed_signal, 0);
}

/* Whether that is another list. */
static gboolean
set_typing (WhinChat *self, const Id *acc, gboolean typing)
{
  for (guint i = 0; i < self->typing->len; i++)
    if (id_equal (&g_array_index (self->typing, Id, i), acc)) {
      if (!typing)
        g_array_remove_index (self->typing, i);
      return !typing;
    }
  if (typing)
    g_array_append_val (self->typing, *acc);
  return typing;
}

const GArray *
whin_chat_get_typing (WhinChat *self)
{
  return self->typing;
}

void
whin_chat_set_activity (WhinChat *self, const Id *acc, Activity activity)
{
  gboolean another = activity != ACTIVITY_IDLE && !id_equal (acc, &self->active);
  gboolean others = set_typing (self, acc, activity == ACTIVITY_TYPING);

  if (self->activity == activity && !another && !others)
    return;
  self->active = *acc;
  self->activity = activity;
  if (activity == ACTIVITY_IDLE && self->typing->len > 0) {
    self->active = g_array_index (self->typing, Id, 0);
    self->activity = ACTIVITY_TYPING;
  }
  g_signal_emit (self, changed_signal, 0);
}
