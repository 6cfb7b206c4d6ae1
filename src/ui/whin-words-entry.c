/* words entry: completes a word as soon as it can be only one; a space goes on to the next. What is
 * pasted into one entry fills those after it. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-words-entry.h"

#include "whin-link.h"
#include "whin-widget.h"

#include <glib/gi18n.h>
#include <string.h>

#define ROWS (WHIN_LINK_WORDS / 2)
#define SPACES " \t\r\n,"

struct _WhinWordsEntry {
  GtkWidget parent_instance;

  GtkEntry *entries[WHIN_LINK_WORDS];
  glong typed[WHIN_LINK_WORDS];           /* characters, without what was completed */
  const char *completed[WHIN_LINK_WORDS]; /* the word that was, or NULL; borrowed */
  guint settling;                         /* source */
  guint current;                          /* which has changed */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (WhinWordsEntry, whin_words_entry, GTK_TYPE_WIDGET)

enum {
  CHANGED,
  PASTED,
  ACTIVATED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static const char *
text_of (WhinWordsEntry *self, guint i)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entries[i]));
}

static guint
index_of (WhinWordsEntry *self, gpointer entry)
{
  guint i = 0;

  while (i + 1 < WHIN_LINK_WORDS && (gpointer) self->entries[i] != entry)
    i++;
  return i;
}

/* The word that this is, or the only one it can become; NULL when there are none or several. */
static const char *
word_of (const char *text)
{
  const char *words[2];
  guint n = text[0] ? whin_link_complete (text, words, 2) : 0;

  return n == 1 || (n > 1 && g_ascii_strcasecmp (words[0], text) == 0) ? words[0] : NULL;
}

static void
set_wrong (GtkEntry *entry, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
fill (WhinWordsEntry *self, guint i, const char *text)
{
  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entries[i]), text);
  self->filling = FALSE;
  self->typed[i] = g_utf8_strlen (text, -1);
  self->completed[i] = NULL;
  set_wrong (self->entries[i], text[0] && !word_of (text));
}

/* -- Typing -- */

static void
go_on (WhinWordsEntry *self, guint i)
{
  if (i < WHIN_LINK_WORDS)
    gtk_widget_grab_focus (GTK_WIDGET (self->entries[i]));
}

/* What is typed next replaces what was completed, because that is selected. A selection can be lost
 * to another program, though: then it was put before it. */
static char *
take_text (WhinWordsEntry *self, guint i)
{
  const char *text = text_of (self, i), *word = self->completed[i];
  gsize typed = (gsize) self->typed[i], len = strlen (text);
  gsize rest = word ? strlen (word) - typed : 0;

  if (rest > 0 && len > typed + rest && g_ascii_strncasecmp (text, word, typed) == 0 &&
      strcmp (text + len - rest, word + typed) == 0)
    return g_strndup (text, len - rest);
  return g_strdup (text);
}

/* A space ends a word; when more follows, it was pasted or typed ahead. */
static void
take_words (WhinWordsEntry *self, guint i, const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, SPACES, -1);
  gboolean ended = text[0] && strchr (SPACES, text[strlen (text) - 1]);

  fill (self, i, "");
  for (guint w = 0; words[w] && i < WHIN_LINK_WORDS; w++)
    if (words[w][0]) {
      const char *word = word_of (words[w]);

      fill (self, i++, word ? word : words[w]);
    }
  if (ended || i == 0) {
    go_on (self, i);
  } else {
    go_on (self, i - 1);
    gtk_editable_set_position (GTK_EDITABLE (self->entries[i - 1]), -1);
  }
}

static void
complete (WhinWordsEntry *self, guint i, const char *word, glong typed)
{
  fill (self, i, word);
  self->typed[i] = typed;
  self->completed[i] = word;
  gtk_editable_select_region (GTK_EDITABLE (self->entries[i]), (int) typed, -1);
}

static void
take_word (WhinWordsEntry *self, guint i, const char *text)
{
  glong len = g_utf8_strlen (text, -1);
  gboolean grown = len > self->typed[i];
  const char *word = grown ? word_of (text) : NULL;

  if (word && (glong) strlen (word) > len) {
    complete (self, i, word, len);
    return;
  }
  if (!g_str_equal (text, text_of (self, i))) {
    fill (self, i, text);
    gtk_editable_set_position (GTK_EDITABLE (self->entries[i]), -1);
  }
  self->typed[i] = len;
  self->completed[i] = NULL;
  set_wrong (self->entries[i], len && !whin_link_complete (text, &(const char *) { NULL }, 1));
}

static void
settle (WhinWordsEntry *self)
{
  guint i = self->current;
  g_autofree char *text = NULL;

  if (!self->settling)
    return;
  g_clear_handle_id (&self->settling, g_source_remove);
  text = take_text (self, i);
  if (whin_link_is_code (text)) {
    fill (self, i, "");
    g_signal_emit (self, signals[PASTED], 0, text);
  } else if (strpbrk (text, SPACES)) {
    take_words (self, i, text);
  } else {
    take_word (self, i, text);
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
settle_cb (gpointer user_data)
{
  settle (user_data);
  return G_SOURCE_REMOVE;
}

/* An entry still works at what it tells of: it is left alone until it has ended. */
static void
changed_cb (GtkEditable *editable, WhinWordsEntry *self)
{
  guint i = index_of (self, editable);

  if (self->filling)
    return;
  if (self->current != i)
    settle (self);
  self->current = i;
  if (!self->settling)
    self->settling = g_idle_add (settle_cb, self);
}

static void
activate_cb (GtkEntry *entry, WhinWordsEntry *self)
{
  guint i = index_of (self, entry);

  settle (self);
  if (whin_words_entry_is_whole (self))
    g_signal_emit (self, signals[ACTIVATED], 0);
  else
    go_on (self, i + 1);
}

/* What cannot be a word is said to be wrong only once one has left it. */
static void
leave_cb (GtkEventControllerFocus *focus, WhinWordsEntry *self)
{
  GtkWidget *entry = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (focus));
  const char *text;

  settle (self);
  text = gtk_editable_get_text (GTK_EDITABLE (entry));
  set_wrong (GTK_ENTRY (entry), text[0] && !word_of (text));
}

static gboolean
key_cb (GtkEventControllerKey *keys,
        guint key,
        guint code,
        GdkModifierType state,
        WhinWordsEntry *self)
{
  guint i = index_of (self, gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (keys)));

  if (key != GDK_KEY_BackSpace || i == 0 || text_of (self, i)[0])
    return FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (self->entries[i - 1]));
  gtk_editable_set_position (GTK_EDITABLE (self->entries[i - 1]), -1);
  return TRUE;
}

/* -- The widget -- */

static gboolean
grab_focus (GtkWidget *widget)
{
  WhinWordsEntry *self = WHIN_WORDS_ENTRY (widget);
  guint i = 0;

  while (i + 1 < WHIN_LINK_WORDS && text_of (self, i)[0])
    i++;
  return gtk_widget_grab_focus (GTK_WIDGET (self->entries[i]));
}

static void
whin_words_entry_dispose (GObject *object)
{
  g_clear_handle_id (&WHIN_WORDS_ENTRY (object)->settling, g_source_remove);
  whin_widget_remove_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (whin_words_entry_parent_class)->dispose (object);
}

static void
whin_words_entry_class_init (WhinWordsEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_words_entry_dispose;
  widget_class->grab_focus = grab_focus;
  signals[CHANGED] = g_signal_new ("changed", WHIN_TYPE_WORDS_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[PASTED] = g_signal_new ("pasted", WHIN_TYPE_WORDS_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[ACTIVATED] = g_signal_new ("activated", WHIN_TYPE_WORDS_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkEntry *
make_entry (WhinWordsEntry *self, guint number)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_autofree char *name = g_strdup_printf (_ ("Word %u"), number);

  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 6);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_widget_set_direction (entry, GTK_TEXT_DIR_LTR);
  gtk_entry_set_input_hints (GTK_ENTRY (entry), GTK_INPUT_HINT_LOWERCASE |
                                                    GTK_INPUT_HINT_NO_SPELLCHECK |
                                                    GTK_INPUT_HINT_NO_EMOJI);
  g_signal_connect_object (entry, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (entry, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_DEFAULT);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (entry, keys);
  g_signal_connect_object (focus, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (entry, focus);
  return GTK_ENTRY (entry);
}

/* The list is English: its columns and numbers are on the left in every language. */
static GtkWidget *
make_cell (WhinWordsEntry *self, guint i)
{
  g_autofree char *number = g_strdup_printf ("%u", i + 1);
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", number, "xalign", 1.0, "width-chars", 2,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_add_css_class (label, "dimmed");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_direction (cell, GTK_TEXT_DIR_LTR);
  gtk_box_append (GTK_BOX (cell), label);
  self->entries[i] = make_entry (self, i + 1);
  gtk_box_append (GTK_BOX (cell), GTK_WIDGET (self->entries[i]));
  return cell;
}

static void
whin_words_entry_init (WhinWordsEntry *self)
{
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_set_homogeneous (GTK_BOX (columns), TRUE);
  gtk_widget_set_direction (columns, GTK_TEXT_DIR_LTR);
  gtk_widget_set_parent (columns, GTK_WIDGET (self));
  /* The Tab key goes down the first column, then down the second. */
  for (guint i = 0; i < WHIN_LINK_WORDS; i++) {
    if (i % ROWS == 0)
      gtk_box_append (GTK_BOX (columns), gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
    gtk_box_append (GTK_BOX (gtk_widget_get_last_child (columns)), make_cell (self, i));
  }
}

gboolean
whin_words_entry_is_whole (WhinWordsEntry *self)
{
  for (guint i = 0; i < WHIN_LINK_WORDS; i++)
    if (!word_of (text_of (self, i)))
      return FALSE;
  return TRUE;
}

char *
whin_words_entry_dup_text (WhinWordsEntry *self)
{
  const char *words[WHIN_LINK_WORDS + 1] = { NULL };

  for (guint i = 0; i < WHIN_LINK_WORDS; i++) {
    words[i] = word_of (text_of (self, i));
    if (!words[i])
      words[i] = text_of (self, i);
  }
  return g_strjoinv (" ", (char **) words);
}

void
whin_words_entry_clear (WhinWordsEntry *self)
{
  g_clear_handle_id (&self->settling, g_source_remove);
  for (guint i = 0; i < WHIN_LINK_WORDS; i++)
    fill (self, i, "");
  g_signal_emit (self, signals[CHANGED], 0);
}
