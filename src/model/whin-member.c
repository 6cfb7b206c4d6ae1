/* member: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-member.h"

#include <glib/gi18n.h>

struct _WhinMember {
  GObject parent_instance;

  Id acc;
  gboolean own, admin, busy;
  char *name, *key; /* key sorts it */
  ContactRow *contact;
};

G_DEFINE_FINAL_TYPE (WhinMember, whin_member, G_TYPE_OBJECT)

static guint changed_signal;

static void
whin_member_finalize (GObject *object)
{
  WhinMember *self = WHIN_MEMBER (object);

  g_free (self->name);
  g_free (self->key);
  g_clear_pointer (&self->contact, contact_row_unref);
  G_OBJECT_CLASS (whin_member_parent_class)->finalize (object);
}

static void
whin_member_class_init (WhinMemberClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = whin_member_finalize;
  changed_signal = g_signal_new ("changed", WHIN_TYPE_MEMBER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
whin_member_init (WhinMember *self)
{
}

WhinMember *
whin_member_new (const Id *acc, gboolean own)
{
  WhinMember *self = g_object_new (WHIN_TYPE_MEMBER, NULL);

  self->acc = *acc;
  self->own = own;
  return self;
}

const Id *
whin_member_get_acc (WhinMember *self)
{
  return &self->acc;
}

gboolean
whin_member_is_own (WhinMember *self)
{
  return self->own;
}

gboolean
whin_member_is_admin (WhinMember *self)
{
  return self->admin;
}

gboolean
whin_member_is_busy (WhinMember *self)
{
  return self->busy;
}

const char *
whin_member_get_name (WhinMember *self)
{
  return self->name;
}

const ContactRow *
whin_member_get_contact (WhinMember *self)
{
  return self->contact;
}

void
whin_member_set_busy (WhinMember *self, gboolean busy)
{
  if (self->busy == busy)
    return;
  self->busy = busy;
  g_signal_emit (self, changed_signal, 0);
}

void
whin_member_update (WhinMember *self, WhinClient *client, gboolean admin)
{
  WhinContact *contact = whin_contact_list_find (whin_client_get_contacts (client), &self->acc);
  const ContactRow *row = contact ? whin_contact_get_row (contact) : NULL;
  const char *name = self->own ? _ ("You") : whin_client_name_of (client, &self->acc);
  gboolean same = self->admin == admin && self->contact == row;

  if (g_set_str (&self->name, name)) {
    g_free (self->key);
    self->key = g_utf8_collate_key (name, -1);
  } else if (same) {
    return;
  }
  self->admin = admin;
  g_clear_pointer (&self->contact, contact_row_unref);
  self->contact = row ? contact_row_ref (row) : NULL;
  g_signal_emit (self, changed_signal, 0);
}

/* Oneself, admins, the others. */
int
whin_member_compare (WhinMember *a, WhinMember *b)
{
  int order = b->own - a->own;

  if (order == 0)
    order = b->admin - a->admin;
  if (order == 0)
    order = strcmp (a->key, b->key);
  return order != 0 ? order : id_compare (&a->acc, &b->acc);
}
