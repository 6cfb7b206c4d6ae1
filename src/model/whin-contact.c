/* contact: wraps the newest ContactRow of one account.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-contact.h"

#include "country.h"
#include "whin-name.h"

#include <glib/gi18n.h>

struct _WhinContact {
  GObject parent_instance;

  ContactRow *row;
  char *shown_phone;
  char *clean; /* the name as it is shown, where that is another */
  char *sort_key;
};

G_DEFINE_FINAL_TYPE (WhinContact, whin_contact, G_TYPE_OBJECT)

static guint changed_signal;

static void
whin_contact_finalize (GObject *object)
{
  WhinContact *self = WHIN_CONTACT (object);

  contact_row_unref (self->row);
  g_free (self->shown_phone);
  g_free (self->clean);
  g_free (self->sort_key);
  G_OBJECT_CLASS (whin_contact_parent_class)->finalize (object);
}

static void
whin_contact_class_init (WhinContactClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = whin_contact_finalize;
  changed_signal = g_signal_new ("changed", WHIN_TYPE_CONTACT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
whin_contact_init (WhinContact *self)
{
}

static void
clean_name (WhinContact *self)
{
  const ContactRow *row = self->row;

  g_free (self->clean);
  self->clean = whin_name_clean (row->name[0] ? row->name : row->profile_name);
}

WhinContact *
whin_contact_new (const ContactRow *row)
{
  WhinContact *self = g_object_new (WHIN_TYPE_CONTACT, NULL);

  self->row = contact_row_ref (row);
  clean_name (self);
  return self;
}

const ContactRow *
whin_contact_get_row (WhinContact *self)
{
  return self->row;
}

const char *
whin_contact_get_name (WhinContact *self)
{
  if (self->clean && self->clean[0])
    return self->clean;
  if (self->row->name[0])
    return self->row->name;
  if (self->row->profile_name[0])
    return self->row->profile_name;
  if (!self->shown_phone && self->row->phone[0])
    self->shown_phone = country_format (self->row->phone);
  return self->shown_phone ? self->shown_phone : _ ("Unknown");
}

const char *
whin_contact_get_sort_key (WhinContact *self)
{
  if (!self->sort_key)
    self->sort_key = g_utf8_collate_key (whin_contact_get_name (self), -1);
  return self->sort_key;
}

void
whin_contact_set_row (WhinContact *self, const ContactRow *row)
{
  contact_row_unref (self->row);
  self->row = contact_row_ref (row);
  g_clear_pointer (&self->shown_phone, g_free);
  g_clear_pointer (&self->sort_key, g_free);
  clean_name (self);
  g_signal_emit (self, changed_signal, 0);
}
