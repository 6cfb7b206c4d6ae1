/* reaction bar: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-reaction-bar.h"

#include "whin-popover.h"

#include <glib/gi18n.h>

#define BAR "whin-bar"

typedef struct {
  GtkWidget *parent;
  GdkRectangle place;
  char *own;
  WhinReactionFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
  GtkWidget *focus; /* weak: where the focus was */
} Bar;

/* Shared by the popover and, when all emoji are wanted, by the chooser after it. */
static void
bar_clear (gpointer data)
{
  Bar *bar = data;

  if (bar->destroy)
    bar->destroy (bar->user_data);
  g_clear_weak_pointer (&bar->focus);
  g_free (bar->own);
}

static void
bar_unref (gpointer bar)
{
  g_rc_box_release_full (bar, bar_clear);
}

static void
open (Bar *bar, GtkWidget *popover)
{
  g_object_set_data_full (G_OBJECT (popover), BAR, g_rc_box_acquire (bar), bar_unref);
  whin_popover_open (popover, bar->parent, &bar->place, bar->focus);
}

static void
chosen_cb (GtkButton *button, Bar *bar)
{
  const char *emoji = gtk_button_get_label (button);

  gtk_popover_popdown (
      GTK_POPOVER (gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_POPOVER)));
  bar->func (g_strcmp0 (emoji, bar->own) == 0 ? NULL : emoji, bar->user_data);
}

static void
picked_cb (GtkEmojiChooser *chooser, const char *emoji, Bar *bar)
{
  bar->func (emoji, bar->user_data);
}

static void
more_cb (GtkButton *button, Bar *bar)
{
  GtkWidget *chooser = gtk_emoji_chooser_new ();

  g_signal_connect (chooser, "emoji-picked", G_CALLBACK (picked_cb), bar);
  gtk_popover_popdown (
      GTK_POPOVER (gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_POPOVER)));
  open (bar, chooser);
}

static GtkWidget *
emoji_button_new (Bar *bar, const char *emoji, const char *name)
{
  GtkWidget *button = gtk_button_new_with_label (emoji);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (button, "reaction");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (g_strcmp0 (emoji, bar->own) == 0) {
    gtk_widget_add_css_class (button, "own");
    gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_PRESSED,
                                 GTK_ACCESSIBLE_TRISTATE_TRUE, -1);
  }
  g_signal_connect (button, "clicked", G_CALLBACK (chosen_cb), bar);
  return button;
}

static GtkWidget *
more_button_new (Bar *bar)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("list-add-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, _ ("More Emoji"));
  g_signal_connect (button, "clicked", G_CALLBACK (more_cb), bar);
  return button;
}

/* Left and Right, as well as Tab. */
static gboolean
key_cb (GtkEventControllerKey *keys,
        guint key,
        guint code,
        GdkModifierType state,
        GtkWidget *popover)
{
  if (key != GDK_KEY_Left && key != GDK_KEY_Right)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_child_focus (popover, key == GDK_KEY_Left ? GTK_DIR_LEFT : GTK_DIR_RIGHT);
  return GDK_EVENT_STOP;
}

void
whin_reaction_bar_popup (GtkWidget *parent,
                         const GdkRectangle *place,
                         const char *own,
                         WhinReactionFunc func,
                         gpointer user_data,
                         GDestroyNotify destroy)
{
  const struct {
    const char *emoji, *name;
  } quick[] = {
    { "👍", _ ("Thumbs Up") }, { "❤️", _ ("Heart") },   { "😂", _ ("Laughing") },
    { "😮", _ ("Surprised") }, { "😢", _ ("Crying") }, { "🙏", _ ("Thanks") },
  };
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkEventController *keys = gtk_event_controller_key_new ();
  Bar *bar = g_rc_box_new0 (Bar);

  *bar = (Bar) { parent, *place, g_strdup (own), func, user_data, destroy, NULL };
  g_set_weak_pointer (&bar->focus, whin_popover_focus_of (parent));
  for (guint i = 0; i < G_N_ELEMENTS (quick); i++)
    gtk_box_append (GTK_BOX (box), emoji_button_new (bar, quick[i].emoji, quick[i].name));
  gtk_box_append (GTK_BOX (box), more_button_new (bar));
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_add_css_class (popover, "reaction-bar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("React"), -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), popover);
  gtk_widget_add_controller (popover, keys);
  open (bar, popover);
  bar_unref (bar);
}
