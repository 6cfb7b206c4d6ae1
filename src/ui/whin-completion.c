/* completion: see the header. The text keeps the focus; the popover is only looked at, clicked, and
 * read aloud. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-completion.h"

#include "whin-avatar.h"

#include <glib/gi18n.h>

#define MAX_TYPED 32 /* characters behind the sign */
#define MIN_TYPED_EMOJI 2
#define AVATAR 24

struct _WhinCompletion {
  GtkTextView *view;
  GtkWidget *popover, *list;
  WhinCompletionSource source;
  WhinCompletionTake take;
  gpointer user_data;
  GArray *suggestions;
  int sign_offset; /* of the sign, in characters */
  int refused;     /* Escape closed the one that began here; -1 for none */
  gboolean taking; /* what is written is no search */
};

void
whin_suggestion_clear (WhinSuggestion *suggestion)
{
  g_free (suggestion->label);
  g_free (suggestion->glyph);
  g_clear_pointer (&suggestion->avatar, media_file_unref);
}

static GtkTextBuffer *
buffer_of (WhinCompletion *self)
{
  return gtk_text_view_get_buffer (self->view);
}

static gboolean
is_shown (WhinCompletion *self)
{
  return gtk_widget_get_visible (self->popover);
}

void
whin_completion_hide (WhinCompletion *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

/* -- Where the word begins -- */

static gboolean
may_follow (char sign, gunichar c)
{
  if (sign == ':')
    return g_unichar_isalnum (c) || c == '_' || c == '-';
  return c != '\n' && c != '@';
}

static gboolean
opens_word (const GtkTextIter *sign)
{
  GtkTextIter before = *sign;

  return !gtk_text_iter_backward_char (&before) ||
         (!g_unichar_isalnum (gtk_text_iter_get_char (&before)) &&
          gtk_text_iter_get_char (&before) != ':');
}

/* Finds SIGN in front of the cursor with nothing but a name between. */
static gboolean
find_sign (WhinCompletion *self, char sign, GtkTextIter *start, GtkTextIter *cursor)
{
  GtkTextBuffer *buffer = buffer_of (self);

  gtk_text_buffer_get_iter_at_mark (buffer, cursor, gtk_text_buffer_get_insert (buffer));
  *start = *cursor;
  for (guint i = 0; i <= MAX_TYPED && gtk_text_iter_backward_char (start); i++) {
    gunichar c = gtk_text_iter_get_char (start);

    if (c == (gunichar) sign)
      return opens_word (start);
    if (!may_follow (sign, c))
      return FALSE;
  }
  return FALSE;
}

/* -- The list -- */

static GtkWidget *
picture_new (const WhinSuggestion *suggestion)
{
  GtkWidget *picture;

  if (suggestion->glyph) {
    picture = gtk_label_new (suggestion->glyph);
    gtk_widget_add_css_class (picture, "suggestion-glyph");
    gtk_widget_set_size_request (picture, AVATAR, -1);
    return picture;
  }
  picture = adw_avatar_new (AVATAR, suggestion->label, TRUE);
  whin_avatar_set (ADW_AVATAR (picture), suggestion->label, suggestion->avatar);
  return picture;
}

static GtkWidget *
row_new (const WhinSuggestion *suggestion)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (suggestion->label);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_box_append (GTK_BOX (box), picture_new (suggestion));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  suggestion->label, -1);
  return row;
}

static void
select_row (WhinCompletion *self, int index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), index);

  if (!row)
    return;
  gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
  gtk_accessible_announce (GTK_ACCESSIBLE (self->view),
                           g_array_index (self->suggestions, WhinSuggestion, index).label,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
point_at (WhinCompletion *self, const GtkTextIter *sign)
{
  GtkWidget *parent = gtk_widget_get_parent (self->popover);
  GdkRectangle place;
  graphene_point_t at;

  gtk_text_view_get_iter_location (self->view, sign, &place);
  gtk_text_view_buffer_to_window_coords (self->view, GTK_TEXT_WINDOW_WIDGET, place.x, place.y,
                                         &place.x, &place.y);
  if (!gtk_widget_compute_point (GTK_WIDGET (self->view), parent,
                                 &GRAPHENE_POINT_INIT ((float) place.x, (float) place.y), &at))
    return;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover),
                               &(GdkRectangle) { (int) at.x, (int) at.y, 1, place.height });
}

static void
show (WhinCompletion *self, const GtkTextIter *sign)
{
  gtk_list_box_remove_all (GTK_LIST_BOX (self->list));
  for (guint i = 0; i < self->suggestions->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list),
                         row_new (&g_array_index (self->suggestions, WhinSuggestion, i)));
  self->sign_offset = gtk_text_iter_get_offset (sign);
  point_at (self, sign);
  gtk_popover_popup (GTK_POPOVER (self->popover));
  select_row (self, 0);
}

static gboolean
suggest (WhinCompletion *self, char sign)
{
  GtkTextIter start, cursor, first;
  g_autofree char *typed = NULL;

  if (!find_sign (self, sign, &start, &cursor) ||
      gtk_text_iter_get_offset (&start) == self->refused)
    return FALSE;
  first = start;
  gtk_text_iter_forward_char (&first);
  typed = gtk_text_iter_get_slice (&first, &cursor);
  if (sign == ':' && g_utf8_strlen (typed, -1) < MIN_TYPED_EMOJI)
    return FALSE;
  g_array_set_size (self->suggestions, 0);
  self->source (sign, typed, self->suggestions, self->user_data);
  if (!self->suggestions->len)
    return FALSE;
  show (self, &start);
  return TRUE;
}

void
whin_completion_update (WhinCompletion *self)
{
  GtkTextIter start, cursor;

  if (self->taking)
    return;
  /* Refused is one word, not whatever else is written at its place. */
  if ((!find_sign (self, '@', &start, &cursor) && !find_sign (self, ':', &start, &cursor)) ||
      gtk_text_iter_get_offset (&start) != self->refused)
    self->refused = -1;
  if (!suggest (self, ':') && !suggest (self, '@'))
    whin_completion_hide (self);
}

/* -- Taking one -- */

static void
take (WhinCompletion *self, int index)
{
  GtkTextBuffer *buffer = buffer_of (self);
  g_autoptr (GArray) suggestions = g_steal_pointer (&self->suggestions);
  GtkTextIter start, end;

  self->suggestions = g_array_new (FALSE, FALSE, sizeof (WhinSuggestion));
  g_array_set_clear_func (self->suggestions, (GDestroyNotify) whin_suggestion_clear);
  whin_completion_hide (self);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, self->sign_offset);
  gtk_text_buffer_get_iter_at_mark (buffer, &end, gtk_text_buffer_get_insert (buffer));
  /* The name is a search for itself for a moment: a popover that is shown and hidden at once is not
   * shown the next time. */
  self->taking = TRUE;
  if (index >= 0 && index < (int) suggestions->len)
    self->take (&g_array_index (suggestions, WhinSuggestion, index), &start, &end, self->user_data);
  self->taking = FALSE;
}

static int
selected (WhinCompletion *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));

  return row ? gtk_list_box_row_get_index (row) : -1;
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, WhinCompletion *self)
{
  take (self, gtk_list_box_row_get_index (row));
}

gboolean
whin_completion_key (WhinCompletion *self, guint key, GdkModifierType state)
{
  int n = (int) self->suggestions->len;

  if (!is_shown (self) || !n || (state & gtk_accelerator_get_default_mod_mask ()))
    return FALSE;
  switch (key) {
  case GDK_KEY_Up:
  case GDK_KEY_KP_Up:
    select_row (self, (selected (self) + n - 1) % n);
    return TRUE;
  case GDK_KEY_Down:
  case GDK_KEY_KP_Down:
    select_row (self, (selected (self) + 1) % n);
    return TRUE;
  case GDK_KEY_Tab:
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
    take (self, selected (self));
    return TRUE;
  case GDK_KEY_Escape:
    self->refused = self->sign_offset;
    whin_completion_hide (self);
    return TRUE;
  default:
    return FALSE;
  }
}

WhinCompletion *
whin_completion_new (GtkWidget *parent,
                     GtkTextView *view,
                     WhinCompletionSource source,
                     WhinCompletionTake take_func,
                     gpointer user_data)
{
  WhinCompletion *self = g_new0 (WhinCompletion, 1);

  self->view = view;
  self->source = source;
  self->take = take_func;
  self->user_data = user_data;
  self->refused = -1;
  self->suggestions = g_array_new (FALSE, FALSE, sizeof (WhinSuggestion));
  g_array_set_clear_func (self->suggestions, (GDestroyNotify) whin_suggestion_clear);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (self->list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Suggestions"), -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (activated_cb), self);
  self->popover = gtk_popover_new ();
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_TOP);
  gtk_widget_set_focusable (self->popover, FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->popover, "completion");
  gtk_popover_set_child (GTK_POPOVER (self->popover), self->list);
  gtk_widget_set_parent (self->popover, parent);
  return self;
}

void
whin_completion_free (WhinCompletion *self)
{
  g_signal_handlers_disconnect_by_data (self->list, self);
  gtk_widget_unparent (self->popover);
  g_array_unref (self->suggestions);
  g_free (self);
}
