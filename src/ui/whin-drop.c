/* drop: a GtkDropTargetAsync over the whole of a widget, because what is dragged is looked at once
 * for all that have it below them, and because a drop that brings nothing is told.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-drop.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Through the portal files are handed over once, so not before they are dropped. */
#define ONCE_ONLY "application/vnd.portal.filetransfer"
#define FILES "whin-files"
#define ASKED "whin-asked"

typedef struct {
  GtkOverlay *overlay; /* which has it */
  GtkRevealer *revealer;
  GtkWidget *one, *halves, *upper, *lower; /* the last three only for what is sent */
  WhinDropFunc dropped;
  const WhinDropSend *send; /* or NULL */
  gpointer user_data;
  GdkDrop *over; /* not owned, only compared: what is above it, and where */
  double x, y;
} Drop;

/* What was dropped, until it is here. */
typedef struct {
  Drop *drop;
  GtkWidget *overlay; /* keeps it alive */
  GdkDrop *source;
  gboolean as_files;
} Landing;

/* -- What is dragged -- */

static gboolean
offers (GdkDrop *source, GType type)
{
  return gdk_content_formats_contain_gtype (gdk_drop_get_formats (source), type);
}

static GListModel *
known (GdkDrop *source)
{
  return g_object_get_data (G_OBJECT (source), FILES);
}

static GListModel *
read_finish (GdkDrop *source, GAsyncResult *result)
{
  const GValue *value = gdk_drop_read_value_finish (source, result, NULL);
  g_autoptr (GSList) list = value ? gdk_file_list_get_files (g_value_get_boxed (value)) : NULL;
  GListStore *files = g_list_store_new (G_TYPE_FILE);

  for (GSList *l = list; l; l = l->next)
    g_list_store_append (files, l->data);
  g_object_set_data_full (G_OBJECT (source), FILES, files, g_object_unref);
  return G_LIST_MODEL (files);
}

static gboolean
is_media (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *type = g_content_type_guess (name ? name : "", NULL, 0, NULL);
  g_autofree char *mime = g_content_type_get_mime_type (type);

  return mime && (g_str_has_prefix (mime, "image/") || g_str_has_prefix (mime, "video/"));
}

/* Also while that is not known: somebody who drags a picture should not miss the choice. */
static gboolean
may_be_media (GdkDrop *source)
{
  GListModel *files = known (source);

  if (!files || offers (source, GDK_TYPE_TEXTURE))
    return offers (source, GDK_TYPE_TEXTURE) || !g_object_get_data (G_OBJECT (source), ASKED);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);

    if (is_media (file))
      return TRUE;
  }
  return FALSE;
}

/* -- The sign -- */

static void
mark (GtkWidget *sign, gboolean chosen)
{
  if (chosen)
    gtk_widget_add_css_class (sign, "chosen");
  else
    gtk_widget_remove_css_class (sign, "chosen");
}

static gboolean
is_lower (Drop *drop, double y)
{
  return y > gtk_widget_get_height (GTK_WIDGET (drop->overlay)) / 2.0;
}

static void
show (Drop *drop, GdkDrop *source, double y)
{
  gboolean halves = drop->halves && may_be_media (source);

  if (drop->halves) {
    gtk_widget_set_visible (drop->one, !halves);
    gtk_widget_set_visible (drop->halves, halves);
    mark (drop->upper, !is_lower (drop, y));
    mark (drop->lower, is_lower (drop, y));
  }
  gtk_revealer_set_reveal_child (drop->revealer, TRUE);
}

static void
hide (Drop *drop)
{
  gtk_revealer_set_reveal_child (drop->revealer, FALSE);
}

static gboolean
wants (Drop *drop, GdkDrop *source, double x, double y)
{
  return !drop->send || !drop->send->wants ||
         drop->send->wants (known (source), x, y, drop->user_data);
}

/* Nothing is shown while it is not known what there is, unless that is not going to be known. */
static gboolean
is_waited_for (GdkDrop *source)
{
  return g_object_get_data (G_OBJECT (source), ASKED) && !known (source);
}

static void
follow (Drop *drop, GdkDrop *source)
{
  if (!wants (drop, source, drop->x, drop->y))
    hide (drop);
  else if (!is_waited_for (source))
    show (drop, source, drop->y);
}

static void
looked_at_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Drop *drop = user_data;

  read_finish (GDK_DROP (source), result);
  if (drop->over == GDK_DROP (source))
    follow (drop, drop->over);
  g_rc_box_release (drop);
}

static void
look_at (Drop *drop, GdkDrop *source)
{
  if (!offers (source, GDK_TYPE_FILE_LIST) || g_object_get_data (G_OBJECT (source), ASKED) ||
      gdk_content_formats_contain_mime_type (gdk_drop_get_formats (source), ONCE_ONLY))
    return;
  g_object_set_data (G_OBJECT (source), ASKED, source);
  gdk_drop_read_value_async (source, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL, looked_at_cb,
                             g_rc_box_acquire (drop));
}

static gboolean
accept_cb (GtkDropTargetAsync *target, GdkDrop *source, Drop *drop)
{
  return !gdk_drop_get_drag (source) && (gdk_drop_get_actions (source) & GDK_ACTION_COPY) &&
         (offers (source, GDK_TYPE_FILE_LIST) || (drop->send && offers (source, GDK_TYPE_TEXTURE)));
}

static GdkDragAction
motion_cb (GtkDropTargetAsync *target, GdkDrop *source, double x, double y, Drop *drop)
{
  drop->over = source;
  drop->x = x;
  drop->y = y;
  look_at (drop, source);
  follow (drop, source);
  return wants (drop, source, x, y) ? GDK_ACTION_COPY : 0;
}

/* Whoever is above may want it: the sign comes with the first motion, which goes to one of them. */
static GdkDragAction
enter_cb (GtkDropTargetAsync *target, GdkDrop *source, double x, double y, Drop *drop)
{
  look_at (drop, source);
  return wants (drop, source, x, y) ? GDK_ACTION_COPY : 0;
}

static void
leave_cb (GtkDropTargetAsync *target, GdkDrop *source, Drop *drop)
{
  drop->over = NULL;
  hide (drop);
}

/* -- Landing -- */

static void
land (Landing *landing, GListModel *files, GdkTexture *texture)
{
  Drop *drop = landing->drop;

  gdk_drop_finish (landing->source, GDK_ACTION_COPY);
  if (!gtk_widget_get_root (landing->overlay))
    ; /* the window has been closed meanwhile */
  else if (drop->send)
    drop->send->dropped (files, texture, landing->as_files, drop->user_data);
  else
    drop->dropped (files, drop->user_data);
  g_object_unref (landing->source);
  g_object_unref (landing->overlay);
  g_rc_box_release (drop);
  g_free (landing);
}

static gboolean
are_here (GListModel *files)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);

    if (g_file_peek_path (file))
      return TRUE;
  }
  return FALSE;
}

static void
texture_cb (GObject *source, GAsyncResult *result, gpointer landing)
{
  const GValue *value = gdk_drop_read_value_finish (GDK_DROP (source), result, NULL);
  g_autoptr (GListStore) none = g_list_store_new (G_TYPE_FILE);

  if (value && g_value_get_object (value))
    land (landing, NULL, g_value_get_object (value));
  else
    land (landing, G_LIST_MODEL (none), NULL);
}

static void
read_texture (Landing *landing)
{
  gdk_drop_read_value_async (landing->source, GDK_TYPE_TEXTURE, G_PRIORITY_DEFAULT, NULL,
                             texture_cb, landing);
}

/* Web pages give the address of a picture and the picture itself. */
static void
take (Landing *landing, GListModel *files)
{
  if (!are_here (files) && landing->drop->send && offers (landing->source, GDK_TYPE_TEXTURE))
    read_texture (landing);
  else
    land (landing, files, NULL);
}

static void
files_cb (GObject *source, GAsyncResult *result, gpointer landing)
{
  take (landing, read_finish (GDK_DROP (source), result));
}

static gboolean
drop_cb (GtkDropTargetAsync *target, GdkDrop *source, double x, double y, Drop *drop)
{
  Landing *landing;

  drop->over = NULL;
  hide (drop);
  if (!wants (drop, source, x, y))
    return FALSE;
  landing = g_new (Landing, 1);
  *landing = (Landing) { g_rc_box_acquire (drop), g_object_ref (GTK_WIDGET (drop->overlay)),
                         g_object_ref (source),
                         drop->halves && may_be_media (source) && is_lower (drop, y) };
  if (known (source))
    take (landing, known (source));
  else if (offers (source, GDK_TYPE_FILE_LIST))
    gdk_drop_read_value_async (source, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL, files_cb,
                               landing);
  else
    read_texture (landing);
  return TRUE;
}

/* -- Adding -- */

static GtkWidget *
make_sign (const char *icon_name, const char *title, const char *description)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icon_name);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), description);
  gtk_widget_add_css_class (page, "drop-sign");
  gtk_widget_add_css_class (page, "compact");
  return page;
}

static void
make_halves (Drop *drop)
{
  drop->halves = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  drop->upper = make_sign ("image-x-generic-symbolic", _ ("As Photos and Videos"),
                           _ ("Shown in the chat, photos made smaller"));
  drop->lower = make_sign ("folder-documents-symbolic", _ ("As Files"), _ ("Just as they are"));
  gtk_box_set_homogeneous (GTK_BOX (drop->halves), TRUE);
  gtk_box_append (GTK_BOX (drop->halves), drop->upper);
  gtk_box_append (GTK_BOX (drop->halves), drop->lower);
}

static void
set_up (Drop *drop)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GdkContentFormatsBuilder *formats = gdk_content_formats_builder_new ();
  GtkDropTargetAsync *target;

  gtk_widget_set_vexpand (drop->one, TRUE);
  gtk_box_append (GTK_BOX (box), drop->one);
  if (drop->halves) {
    gtk_widget_set_vexpand (drop->halves, TRUE);
    gtk_box_append (GTK_BOX (box), drop->halves);
  }
  drop->revealer = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_transition_type (drop->revealer, GTK_REVEALER_TRANSITION_TYPE_CROSSFADE);
  gtk_revealer_set_child (drop->revealer, box);
  gtk_widget_set_can_target (GTK_WIDGET (drop->revealer), FALSE);
  gtk_overlay_add_overlay (drop->overlay, GTK_WIDGET (drop->revealer));
  gtk_widget_add_css_class (GTK_WIDGET (drop->overlay), "drop-host");
  gdk_content_formats_builder_add_gtype (formats, GDK_TYPE_FILE_LIST);
  gdk_content_formats_builder_add_gtype (formats, GDK_TYPE_TEXTURE);
  target = gtk_drop_target_async_new (gdk_content_formats_builder_free_to_formats (formats),
                                      GDK_ACTION_COPY);
  /* The larger one first: it knows what it leaves to those inside of it. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  g_object_set_data_full (G_OBJECT (target), "whin-drop", drop, g_rc_box_release);
  g_signal_connect (target, "accept", G_CALLBACK (accept_cb), drop);
  g_signal_connect (target, "drag-enter", G_CALLBACK (enter_cb), drop);
  g_signal_connect (target, "drag-motion", G_CALLBACK (motion_cb), drop);
  g_signal_connect (target, "drag-leave", G_CALLBACK (leave_cb), drop);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), drop);
  gtk_widget_add_controller (GTK_WIDGET (drop->overlay), GTK_EVENT_CONTROLLER (target));
}

void
whin_drop_add (GtkOverlay *overlay,
               const char *icon_name,
               const char *title,
               WhinDropFunc dropped,
               gpointer user_data)
{
  Drop *drop = g_rc_box_new0 (Drop);

  *drop = (Drop) { .overlay = overlay, .dropped = dropped, .user_data = user_data };
  drop->one = make_sign (icon_name, title, NULL);
  set_up (drop);
}

void
whin_drop_add_to_send (GtkOverlay *overlay, const WhinDropSend *send, gpointer user_data)
{
  Drop *drop = g_rc_box_new0 (Drop);

  *drop = (Drop) { .overlay = overlay, .send = send, .user_data = user_data };
  drop->one = make_sign ("document-send-symbolic", _ ("Drop to Send"), NULL);
  make_halves (drop);
  set_up (drop);
}
