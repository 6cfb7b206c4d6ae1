/* contact: wraps the newest ContactRow of one account.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-contact.h"

#include <glib/gi18n.h>

struct _WhinContact {
  GObject parent_instance;

  ContactRow *row;
};

G_DEFINE_FINAL_TYPE (WhinContact, whin_contact, G_TYPE_OBJECT)

static guint changed_signal;

static void
whin_contact_finalize (GObject *object)
{
  g_clear_pointer (&WHIN_CONTACT (object)->row, contact_row_unref);
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

WhinContact *
whin_contact_new (const ContactRow *row)
{
  WhinContact *self = g_object_new (WHIN_TYPE_CONTACT, NULL);

  self->row = contact_row_ref (row);
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
  const char *names[] = { self->row->name, self->row->profile_name, self->row->phone };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (names[i][0])
      return names[i];
  }
  return _ ("Unknown");
}

void
whin_contact_set_row (WhinContact *self, const ContactRow *row)
{
  contact_row_unref (self->row);
  self->row = contact_row_ref (row);
  g_signal_emit (self, changed_signal, 0);
}
