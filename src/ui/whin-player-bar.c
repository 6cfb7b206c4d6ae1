/* player bar: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-player-bar.h"

#include "whin-format.h"
#include "whin-player.h"
#include "whin-widget.h"
#include "whin-window.h"

#include <glib/gi18n.h>

#define BEAT_MS 250

struct _WhinPlayerBar {
  GtkWidget parent_instance;

  GtkWidget *play, *where, *name, *time, *rate, *progress;
  WhinClient *client;
  WhinPlayer *player; /* borrowed: the client has it */
  Conv conv;          /* of the chat that is looked at; kind 0: none */
  gboolean allowed;
  guint beat;
};

G_DEFINE_FINAL_TYPE (WhinPlayerBar, whin_player_bar, GTK_TYPE_WIDGET)

static gboolean
is_elsewhere (WhinPlayerBar *self, const MessageRow *row)
{
  return row->conv.kind != self->conv.kind || !id_equal (&row->conv.id, &self->conv.id);
}

static void
show_time (WhinPlayerBar *self)
{
  const MessageRow *row = whin_player_get_row (self->player);
  gint64 ms = whin_player_get_time (self->player);
  g_autofree char *at = whin_format_length (ms);
  g_autofree char *all = whin_format_length (row->media->ms);
  g_autofree char *text = g_strdup_printf (_ ("%1$s of %2$s"), at, all);

  gtk_label_set_label (GTK_LABEL (self->time), text);
  gtk_progress_bar_set_fraction (
      GTK_PROGRESS_BAR (self->progress),
      row->media->ms > 0 ? CLAMP ((double) ms / (double) row->media->ms, 0, 1) : 0);
}

static gboolean
beat_cb (gpointer self)
{
  show_time (self);
  return G_SOURCE_CONTINUE;
}

static void
set_beat (WhinPlayerBar *self)
{
  gboolean runs = gtk_widget_get_mapped (GTK_WIDGET (self)) && self->player &&
                  whin_player_get_row (self->player) && whin_player_is_playing (self->player);

  if (runs && !self->beat)
    self->beat = g_timeout_add (BEAT_MS, beat_cb, self);
  else if (!runs)
    g_clear_handle_id (&self->beat, g_source_remove);
}

static void
show (WhinPlayerBar *self)
{
  const MessageRow *row = self->player ? whin_player_get_row (self->player) : NULL;
  gboolean playing = row && whin_player_is_playing (self->player);
  const char *name;
  g_autofree char *rate = NULL, *label = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), row && self->allowed && is_elsewhere (self, row));
  set_beat (self);
  if (!row)
    return;
  name = row->own ? _ ("You") : whin_client_name_of (self->client, &row->author);
  rate = g_strdup_printf (_ ("%g×"), whin_player_get_rate (self->player));
  /* Translators: %s is who has spoken */
  label = g_strdup_printf (_ ("Go to the voice message of %s"), name);
  gtk_label_set_label (GTK_LABEL (self->name), name);
  gtk_button_set_label (GTK_BUTTON (self->rate), rate);
  gtk_button_set_icon_name (GTK_BUTTON (self->play), playing ? "media-playback-pause-symbolic"
                                                             : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play, playing ? _ ("Pause Playing") : _ ("Continue Playing"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->where), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  show_time (self);
}

static void
play_cb (GtkButton *button, WhinPlayerBar *self)
{
  whin_player_set_paused (self->player, whin_player_is_playing (self->player));
}

static void
where_cb (GtkButton *button, WhinPlayerBar *self)
{
  const MessageRow *row = whin_player_get_row (self->player);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (row && WHIN_IS_WINDOW (root))
    whin_window_open_chat (WHIN_WINDOW (root), &(Conv) { row->conv.kind, row->conv.id }, row->ord);
}

static void
rate_cb (GtkButton *button, WhinPlayerBar *self)
{
  whin_player_next_rate (self->player);
}

static void
close_cb (GtkButton *button, WhinPlayerBar *self)
{
  whin_player_stop (self->player);
}

static void
whin_player_bar_dispose (GObject *object)
{
  WhinPlayerBar *self = WHIN_PLAYER_BAR (object);

  g_clear_handle_id (&self->beat, g_source_remove);
  if (self->player)
    g_signal_handlers_disconnect_by_data (self->player, self);
  self->player = NULL;
  g_clear_object (&self->client);
  whin_widget_remove_children (GTK_WIDGET (self));
  G_OBJECT_CLASS (whin_player_bar_parent_class)->dispose (object);
}

static void
whin_player_bar_class_init (WhinPlayerBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_player_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "playerbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
button_new (WhinPlayerBar *self, const char *icon, const char *words, GCallback clicked)
{
  GtkWidget *button = icon ? gtk_button_new_from_icon_name (icon) : gtk_button_new ();

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (words)
    gtk_widget_set_tooltip_text (button, words);
  g_signal_connect (button, "clicked", clicked, self);
  return button;
}

static GtkWidget *
label_new (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
where_new (WhinPlayerBar *self)
{
  GtkWidget *button = button_new (self, NULL, NULL, G_CALLBACK (where_cb));
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->name = label_new ("caption-heading");
  self->time = label_new ("caption");
  gtk_widget_add_css_class (self->time, "numeric");
  gtk_box_append (GTK_BOX (words), self->name);
  gtk_box_append (GTK_BOX (words), self->time);
  gtk_button_set_child (GTK_BUTTON (button), words);
  gtk_widget_set_hexpand (button, TRUE);
  return button;
}

static void
whin_player_bar_init (WhinPlayerBar *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->play = button_new (self, "media-playback-pause-symbolic", NULL, G_CALLBACK (play_cb));
  gtk_widget_add_css_class (self->play, "circular");
  self->where = where_new (self);
  self->rate = button_new (self, NULL, _ ("Speed"), G_CALLBACK (rate_cb));
  gtk_widget_add_css_class (self->rate, "voice-rate");
  gtk_widget_add_css_class (self->rate, "numeric");
  self->progress = gtk_progress_bar_new ();
  gtk_widget_add_css_class (self->progress, "osd");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE,
                               -1);
  gtk_box_append (GTK_BOX (box), self->play);
  gtk_box_append (GTK_BOX (box), self->where);
  gtk_box_append (GTK_BOX (box), self->rate);
  gtk_box_append (GTK_BOX (box), button_new (self, "window-close-symbolic", _ ("Stop Playing"),
                                             G_CALLBACK (close_cb)));
  gtk_box_append (GTK_BOX (column), box);
  gtk_box_append (GTK_BOX (column), self->progress);
  gtk_widget_set_parent (column, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Playing"), -1);
  g_signal_connect (self, "map", G_CALLBACK (set_beat), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (set_beat), NULL);
}

void
whin_player_bar_set_client (WhinPlayerBar *self, WhinClient *client)
{
  self->client = g_object_ref (client);
  self->player = whin_player_get (client);
  g_signal_connect_swapped (self->player, "changed", G_CALLBACK (show), self);
}

void
whin_player_bar_set_place (WhinPlayerBar *self, const Conv *conv, gboolean allowed)
{
  self->conv = conv ? *conv : (Conv) { 0 };
  self->allowed = allowed;
  show (self);
}
