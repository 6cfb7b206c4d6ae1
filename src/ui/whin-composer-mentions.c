/* composer, mentions: each is a tag of its own over "@Name". Whoever changes the name loses the
 * mention. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-composer-private.h"

#include <string.h>

#define ACC "whin-acc"
#define NAME "whin-name"

static GtkTextTag *
tag_new (WhinComposer *self, const Id *acc, const char *name)
{
  GtkTextTag *tag = gtk_text_buffer_create_tag (whin_composer_buffer (self), NULL, "weight",
                                                PANGO_WEIGHT_SEMIBOLD, NULL);
  AdwStyleManager *manager =
      adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  g_autoptr (GdkRGBA) accent = adw_style_manager_get_accent_color_rgba (manager);
  GdkRGBA standalone;

  adw_rgba_to_standalone (accent, adw_style_manager_get_dark (manager), &standalone);
  g_object_set (tag, "foreground-rgba", &standalone, NULL);
  g_object_set_data_full (G_OBJECT (tag), ACC, id_copy (acc), g_free);
  g_object_set_data_full (G_OBJECT (tag), NAME, g_strdup (name), g_free);
  g_ptr_array_add (self->mentions, tag);
  return tag;
}

void
whin_composer_insert_mention (WhinComposer *self, const Id *acc, GtkTextIter *start)
{
  GtkTextBuffer *buffer = whin_composer_buffer (self);
  g_autofree char *name = whin_mention_local (self->client, acc);
  int offset = gtk_text_iter_get_offset (start);
  GtkTextIter end = *start;

  gtk_text_buffer_insert (buffer, &end, name, -1);
  gtk_text_buffer_get_iter_at_offset (buffer, start, offset);
  gtk_text_buffer_apply_tag (buffer, tag_new (self, acc, name), start, &end);
  gtk_text_buffer_insert (buffer, &end, " ", 1);
}

void
whin_composer_mark_mentions (WhinComposer *self, const WhinNamed *named)
{
  GtkTextBuffer *buffer = whin_composer_buffer (self);

  for (guint i = 0; i < named->mentions->len; i++) {
    const Mention *mention = &g_array_index (named->mentions, Mention, i);
    g_autofree char *name = g_strndup (named->text + mention->start, mention->end - mention->start);
    GtkTextIter start, end;

    gtk_text_buffer_get_iter_at_offset (
        buffer, &start, (int) g_utf8_pointer_to_offset (named->text, named->text + mention->start));
    end = start;
    gtk_text_iter_forward_chars (&end, (int) g_utf8_strlen (name, -1));
    gtk_text_buffer_apply_tag (buffer, tag_new (self, &mention->acc, name), &start, &end);
  }
}

void
whin_composer_forget_mentions (WhinComposer *self)
{
  GtkTextTagTable *table = gtk_text_buffer_get_tag_table (whin_composer_buffer (self));

  for (guint i = 0; i < self->mentions->len; i++)
    gtk_text_tag_table_remove (table, self->mentions->pdata[i]);
  g_ptr_array_set_size (self->mentions, 0);
}

/* Where the tag is, if all of its name is still there. */
static gboolean
find_tag (GtkTextBuffer *buffer, GtkTextTag *tag, GtkTextIter *start, GtkTextIter *end)
{
  g_autofree char *text = NULL;

  gtk_text_buffer_get_start_iter (buffer, start);
  if (!gtk_text_iter_starts_tag (start, tag) && !gtk_text_iter_forward_to_tag_toggle (start, tag))
    return FALSE;
  *end = *start;
  if (!gtk_text_iter_forward_to_tag_toggle (end, tag))
    return FALSE;
  text = gtk_text_iter_get_slice (start, end);
  return g_strcmp0 (text, g_object_get_data (G_OBJECT (tag), NAME)) == 0;
}

typedef struct {
  int start, end; /* characters */
  const Id *acc;
} Place;

static int
by_start (gconstpointer a, gconstpointer b)
{
  return ((const Place *) a)->start - ((const Place *) b)->start;
}

static GArray *
find_places (WhinComposer *self)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (Place));

  for (guint i = 0; i < self->mentions->len; i++) {
    GtkTextTag *tag = self->mentions->pdata[i];
    GtkTextIter start, end;
    Place place;

    if (!find_tag (whin_composer_buffer (self), tag, &start, &end))
      continue;
    place = (Place) { gtk_text_iter_get_offset (&start), gtk_text_iter_get_offset (&end),
                      g_object_get_data (G_OBJECT (tag), ACC) };
    g_array_append_val (places, place);
  }
  g_array_sort (places, by_start);
  return places;
}

char *
whin_composer_collect (WhinComposer *self, GArray *mentions)
{
  g_autofree char *text = g_strchomp (whin_composer_dup_text (self));
  g_autoptr (GArray) places = find_places (self);
  g_autoptr (GString) out = g_string_new (NULL);
  const char *from = text;

  while (*from && g_unichar_isspace (g_utf8_get_char (from)))
    from = g_utf8_next_char (from);
  for (guint i = 0; i < places->len; i++) {
    const Place *place = &g_array_index (places, Place, i);
    const char *start = g_utf8_offset_to_pointer (text, place->start);
    g_autofree char *name = whin_mention_public (self->client, place->acc);
    Mention mention = { *place->acc, 0, 0 };

    if (start < from)
      continue;
    g_string_append_len (out, from, start - from);
    mention.start = (guint) out->len;
    g_string_append (out, name);
    mention.end = (guint) out->len;
    g_array_append_val (mentions, mention);
    from = g_utf8_offset_to_pointer (text, place->end);
  }
  g_string_append (out, from);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
