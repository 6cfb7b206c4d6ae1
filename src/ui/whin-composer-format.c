/* composer, format: what is written looks as it will be read, with its markers dimmed; Ctrl+B,
 * Ctrl+I and Ctrl+Shift+X put the markers. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-composer-private.h"

#include "whin-format-text.h"
#include "whin-text-scan.h"

#define MAX_STYLED (16 * 1024) /* bytes; longer texts stay plain while they are written */
#define TAG_PREFIX "span-"

static GtkTextTag *
tag_for (GtkTextBuffer *buffer, WhinSpanKind kind)
{
  static const char *const names[] = {
    [WHIN_SPAN_BOLD] = TAG_PREFIX "bold",     [WHIN_SPAN_ITALIC] = TAG_PREFIX "italic",
    [WHIN_SPAN_STRIKE] = TAG_PREFIX "strike", [WHIN_SPAN_CODE] = TAG_PREFIX "code",
    [WHIN_SPAN_BLOCK] = TAG_PREFIX "code",    [WHIN_SPAN_QUOTE] = TAG_PREFIX "quote",
    [WHIN_SPAN_BULLET] = TAG_PREFIX "mark",   [WHIN_SPAN_NUMBER] = TAG_PREFIX "mark",
    [WHIN_SPAN_MARK] = TAG_PREFIX "mark",
  };

  return gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), names[kind]);
}

/* The marks last: they are dim whatever they stand in. */
static void
make_tags (GtkTextBuffer *buffer)
{
  gtk_text_buffer_create_tag (buffer, TAG_PREFIX "quote", "style", PANGO_STYLE_NORMAL, NULL);
  gtk_text_buffer_create_tag (buffer, TAG_PREFIX "bold", "weight", PANGO_WEIGHT_BOLD, NULL);
  gtk_text_buffer_create_tag (buffer, TAG_PREFIX "italic", "style", PANGO_STYLE_ITALIC, NULL);
  gtk_text_buffer_create_tag (buffer, TAG_PREFIX "strike", "strikethrough", TRUE, NULL);
  gtk_text_buffer_create_tag (buffer, TAG_PREFIX "code", "family", "monospace", NULL);
  gtk_text_buffer_create_tag (buffer, TAG_PREFIX "mark", NULL);
}

static void
colour_tags (WhinComposer *self)
{
  GtkTextBuffer *buffer = whin_composer_buffer (self);
  GdkRGBA dim;

  gtk_widget_get_color (GTK_WIDGET (self), &dim);
  dim.alpha *= 0.6f;
  g_object_set (tag_for (buffer, WHIN_SPAN_MARK), "foreground-rgba", &dim, NULL);
  dim.alpha = 0.8f;
  g_object_set (tag_for (buffer, WHIN_SPAN_QUOTE), "foreground-rgba", &dim, NULL);
}

static void
clear_tags (GtkTextBuffer *buffer)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  for (WhinSpanKind kind = 0; kind <= WHIN_SPAN_MARK; kind++)
    gtk_text_buffer_remove_tag (buffer, tag_for (buffer, kind), &start, &end);
}

static void
apply (GtkTextBuffer *buffer, const char *text, const WhinSpan *span)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (buffer, &start,
                                      (int) g_utf8_pointer_to_offset (text, text + span->start));
  end = start;
  gtk_text_iter_forward_chars (
      &end, (int) g_utf8_pointer_to_offset (text + span->start, text + span->end));
  gtk_text_buffer_apply_tag (buffer, tag_for (buffer, span->kind), &start, &end);
}

void
whin_composer_format_update (WhinComposer *self)
{
  GtkTextBuffer *buffer = whin_composer_buffer (self);
  g_autofree char *text = whin_composer_dup_text (self);
  g_autoptr (GArray) links = NULL;
  g_autoptr (GArray) spans = NULL;

  clear_tags (buffer);
  if (strlen (text) > MAX_STYLED)
    return;
  links = whin_text_find_links (text);
  spans = whin_format_parse (text, links);
  if (!spans)
    return;
  colour_tags (self);
  for (guint i = 0; i < spans->len; i++)
    apply (buffer, text, &g_array_index (spans, WhinSpan, i));
}

/* -- Ctrl+B and the like -- */

/* The selection without the spaces at its ends, or the word at the cursor. */
static void
find_range (GtkTextBuffer *buffer, GtkTextIter *start, GtkTextIter *end)
{
  if (!gtk_text_buffer_get_selection_bounds (buffer, start, end)) {
    if (gtk_text_iter_inside_word (start) && !gtk_text_iter_starts_word (start))
      gtk_text_iter_backward_word_start (start);
    if (gtk_text_iter_inside_word (end))
      gtk_text_iter_forward_word_end (end);
    return;
  }
  while (gtk_text_iter_compare (start, end) < 0 &&
         g_unichar_isspace (gtk_text_iter_get_char (start)))
    gtk_text_iter_forward_char (start);
  for (GtkTextIter last = *end; gtk_text_iter_compare (start, end) < 0 &&
                                gtk_text_iter_backward_char (&last) &&
                                g_unichar_isspace (gtk_text_iter_get_char (&last));)
    *end = last;
}

static gboolean
is_around (const GtkTextIter *start, const GtkTextIter *end, gunichar mark)
{
  GtkTextIter before = *start;

  return gtk_text_iter_backward_char (&before) && gtk_text_iter_get_char (&before) == mark &&
         gtk_text_iter_get_char (end) == mark;
}

static void
delete_char (GtkTextBuffer *buffer, int offset)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (buffer, &start, offset);
  end = start;
  gtk_text_iter_forward_char (&end);
  gtk_text_buffer_delete (buffer, &start, &end);
}

static void
insert_at (GtkTextBuffer *buffer, int offset, const char *mark)
{
  GtkTextIter at;

  gtk_text_buffer_get_iter_at_offset (buffer, &at, offset);
  gtk_text_buffer_insert (buffer, &at, mark, 1);
}

static void
select_range (GtkTextBuffer *buffer, int from, int to)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (buffer, &start, from);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, to);
  gtk_text_buffer_select_range (buffer, &end, &start);
}

static void
toggle_mark (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinComposer *self = WHIN_COMPOSER (widget);
  GtkTextBuffer *buffer = whin_composer_buffer (self);
  const char *mark = g_variant_get_string (parameter, NULL);
  GtkTextIter start, end;
  int from, to;

  find_range (buffer, &start, &end);
  from = gtk_text_iter_get_offset (&start);
  to = gtk_text_iter_get_offset (&end);
  gtk_text_buffer_begin_user_action (buffer);
  if (is_around (&start, &end, (guchar) *mark)) {
    delete_char (buffer, to);
    delete_char (buffer, from - 1);
    select_range (buffer, from - 1, to - 1);
  } else {
    insert_at (buffer, to, mark);
    insert_at (buffer, from, mark);
    select_range (buffer, from + 1, to + 1);
  }
  gtk_text_buffer_end_user_action (buffer);
}

void
whin_composer_format_class_init (GtkWidgetClass *widget_class)
{
  const GdkModifierType ctrl = GDK_CONTROL_MASK;

  gtk_widget_class_install_action (widget_class, "composer.mark", "s", toggle_mark);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_b, ctrl, "composer.mark", "s", "*");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_i, ctrl, "composer.mark", "s", "_");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_x, ctrl | GDK_SHIFT_MASK,
                                       "composer.mark", "s", "~");
}

void
whin_composer_format_init (WhinComposer *self)
{
  make_tags (whin_composer_buffer (self));
}
