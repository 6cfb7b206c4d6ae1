/* find bar: see whin-find-bar.h. The first match is the newest; how many there are is said as far
 * as they were fetched. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-find-bar.h"

#include "whin-search.h"
#include "whin-widget.h"

#include <glib/gi18n.h>

#define PAGE 100

struct _WhinFindBar {
  AdwBin parent_instance;

  GtkSearchBar *bar;
  GtkSearchEntry *entry;
  GtkLabel *count;
  GtkWidget *earlier_button, *later_button;

  Conv conv;
  WhinSearch *search;
  char *words;
  guint current;     /* index of the match one is at */
  gboolean fresh;    /* the next answer is of other words */
  gboolean stepping; /* … or the page that a step waits for */
};

G_DEFINE_FINAL_TYPE (WhinFindBar, whin_find_bar, ADW_TYPE_BIN)

enum {
  WORDS,
  GO,
  CLOSED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static guint
n_matches (WhinFindBar *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->search));
}

static char *
count_text (WhinFindBar *self)
{
  guint n = n_matches (self);

  if (!self->words[0])
    return g_strdup ("");
  if (!n)
    return g_strdup (_ ("No matches"));
  if (whin_search_has_more (self->search))
    /* Translators: which match of so many or more */
    return g_strdup_printf (_ ("%1$u of %2$u+"), self->current + 1, n);
  /* Translators: which match of how many */
  return g_strdup_printf (_ ("%1$u of %2$u"), self->current + 1, n);
}

static void
show_count (WhinFindBar *self)
{
  g_autofree char *text = count_text (self);

  gtk_label_set_label (self->count, text);
  gtk_widget_set_sensitive (self->earlier_button, self->current + 1 < n_matches (self) ||
                                                      whin_search_has_more (self->search));
  gtk_widget_set_sensitive (self->later_button, self->current > 0);
  if (text[0])
    gtk_accessible_announce (GTK_ACCESSIBLE (self->entry), text,
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
go (WhinFindBar *self, guint index)
{
  g_autoptr (WhinMessage) message = g_list_model_get_item (G_LIST_MODEL (self->search), index);

  if (message) {
    self->current = index;
    g_signal_emit (self, signals[GO], 0, whin_message_get_row (message)->ord);
  }
  show_count (self);
}

static void
answered_cb (WhinSearch *search, WhinFindBar *self)
{
  gboolean fresh = self->fresh, stepping = self->stepping;

  self->fresh = self->stepping = FALSE;
  if (fresh)
    self->current = 0;
  if (fresh || (stepping && self->current + 1 < n_matches (self)))
    go (self, fresh ? 0 : self->current + 1);
  else
    show_count (self);
}

static void
ask (WhinFindBar *self)
{
  const Find find = { .words = self->words, .conv = self->conv, .limit = PAGE };

  self->fresh = self->words[0] != '\0';
  self->stepping = FALSE;
  whin_search_set (self->search, self->fresh ? &find : NULL);
  g_signal_emit (self, signals[WORDS], 0, self->fresh ? self->words : NULL);
  if (!self->fresh)
    show_count (self);
}

static void
changed_cb (GtkSearchEntry *entry, WhinFindBar *self)
{
  g_autofree char *words = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  if (whin_find_bar_is_open (self) && g_set_str (&self->words, words))
    ask (self);
}

void
whin_find_bar_step (WhinFindBar *self, gboolean earlier)
{
  if (!whin_find_bar_is_open (self))
    return;
  if (earlier && self->current + 1 < n_matches (self))
    go (self, self->current + 1);
  else if (!earlier && self->current > 0)
    go (self, self->current - 1);
  else if (earlier && whin_search_has_more (self->search)) {
    self->stepping = TRUE;
    whin_search_more (self->search);
  } else {
    gtk_widget_error_bell (GTK_WIDGET (self));
  }
}

static void
earlier_cb (GtkWidget *widget, WhinFindBar *self)
{
  g_autofree char *before = g_strdup (self->words);

  /* What was typed last is looked for first. */
  if (GTK_IS_SEARCH_ENTRY (widget))
    changed_cb (GTK_SEARCH_ENTRY (widget), self);
  if (g_str_equal (before, self->words))
    whin_find_bar_step (self, TRUE);
}

static void
later_cb (GtkWidget *widget, WhinFindBar *self)
{
  whin_find_bar_step (self, FALSE);
}

static void
leave (WhinFindBar *self, gboolean back)
{
  whin_find_bar_close (self);
  g_signal_emit (self, signals[CLOSED], 0, back);
}

static void
stop_cb (GtkSearchEntry *entry, WhinFindBar *self)
{
  leave (self, TRUE);
}

static void
close_cb (GtkButton *button, WhinFindBar *self)
{
  leave (self, FALSE);
}

static gboolean
key_cb (GtkEventControllerKey *keys,
        guint key,
        guint code,
        GdkModifierType state,
        WhinFindBar *self)
{
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || !(state & GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  whin_find_bar_step (self, FALSE);
  return GDK_EVENT_STOP;
}

static void
dispose (GObject *object)
{
  WhinFindBar *self = WHIN_FIND_BAR (object);

  if (self->search)
    g_signal_handlers_disconnect_by_data (self->search, self);
  g_clear_object (&self->search);
  /* The bin must let go of its child before the template does. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_FIND_BAR);
  G_OBJECT_CLASS (whin_find_bar_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  g_free (WHIN_FIND_BAR (object)->words);
  G_OBJECT_CLASS (whin_find_bar_parent_class)->finalize (object);
}

static void
whin_find_bar_class_init (WhinFindBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  signals[WORDS] = g_signal_new ("words", WHIN_TYPE_FIND_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[GO] = g_signal_new ("go", WHIN_TYPE_FIND_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[CLOSED] = g_signal_new ("closed", WHIN_TYPE_FIND_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-find-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinFindBar, bar);
  gtk_widget_class_bind_template_child (widget_class, WhinFindBar, entry);
  gtk_widget_class_bind_template_child (widget_class, WhinFindBar, count);
  gtk_widget_class_bind_template_child (widget_class, WhinFindBar, earlier_button);
  gtk_widget_class_bind_template_child (widget_class, WhinFindBar, later_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, earlier_cb);
  gtk_widget_class_bind_template_callback (widget_class, later_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
}

static void
whin_find_bar_init (WhinFindBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->words = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->bar, GTK_EDITABLE (self->entry));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
}

void
whin_find_bar_set_client (WhinFindBar *self, WhinClient *client)
{
  self->search = whin_search_new (client);
  g_signal_connect (self->search, "answered", G_CALLBACK (answered_cb), self);
}

void
whin_find_bar_open (WhinFindBar *self, const Conv *conv)
{
  self->conv = *conv;
  whin_widget_open_search_bar (self->bar);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
whin_find_bar_close (WhinFindBar *self)
{
  gtk_search_bar_set_search_mode (self->bar, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  if (g_set_str (&self->words, ""))
    ask (self);
}

gboolean
whin_find_bar_is_open (WhinFindBar *self)
{
  return gtk_search_bar_get_search_mode (self->bar);
}

gboolean
whin_find_bar_go_back (WhinFindBar *self)
{
  if (!whin_find_bar_is_open (self))
    return FALSE;
  leave (self, TRUE);
  return TRUE;
}
