/* attach row: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-attach-row.h"

#include "whin-attach-edit.h"
#include "whin-format.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define LARGE_WIDTH 400
#define LARGE_HEIGHT 260
#define THUMB 48 /* px, beside the name */

static guint
place_of (GtkWidget *row)
{
  return (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
}

/* -- What it looks like -- */

static GtkWidget *
make_picture (WhinAttachment *attachment)
{
  GtkWidget *picture =
      gtk_picture_new_for_paintable (GDK_PAINTABLE (whin_attachment_get_preview (attachment)));

  gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), whin_attachment_get_name (attachment));
  gtk_widget_set_overflow (picture, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (picture, "attachment-picture");
  return picture;
}

/* A film shows that it is one, and how long. */
static GtkWidget *
with_length (GtkWidget *picture, WhinAttachment *attachment)
{
  g_autofree char *length = whin_format_length (whin_attachment_get_ms (attachment));
  GtkWidget *overlay, *sign;

  if (whin_attachment_get_kind (attachment) != WHIN_ATTACHMENT_VIDEO)
    return picture;
  overlay = gtk_overlay_new ();
  sign = gtk_label_new (length);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), picture);
  gtk_widget_add_css_class (sign, "attachment-length");
  gtk_widget_add_css_class (sign, "numeric");
  gtk_widget_set_halign (sign, GTK_ALIGN_START);
  gtk_widget_set_valign (sign, GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), sign);
  return overlay;
}

/* As wide as it may be, and as high as suits that. */
static GtkWidget *
make_large (WhinAttachment *attachment)
{
  GtkWidget *clamp = adw_clamp_new (), *picture = make_picture (attachment);
  int width, height;
  double fit;

  whin_attachment_get_pixels (attachment, &width, &height);
  fit = MIN (1.0, MIN ((double) LARGE_WIDTH / width, (double) LARGE_HEIGHT / height));
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), MAX (1, (int) (width * fit)));
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), MAX (1, (int) (width * fit)));
  adw_clamp_set_unit (ADW_CLAMP (clamp), ADW_LENGTH_UNIT_PX);
  adw_clamp_set_child (ADW_CLAMP (clamp), with_length (picture, attachment));
  return clamp;
}

static GtkWidget *
make_thumb (WhinAttachment *attachment)
{
  GtkWidget *picture = make_picture (attachment);
  /* A picture would ask for the height that suits its width. */
  GtkWidget *box = gtk_scrolled_window_new ();

  gtk_picture_set_content_fit (GTK_PICTURE (picture), GTK_CONTENT_FIT_COVER);
  gtk_widget_set_size_request (box, THUMB, THUMB);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (box), GTK_POLICY_NEVER, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (box), picture);
  gtk_widget_set_focusable (box, FALSE); /* there is nothing to scroll */
  gtk_widget_set_can_target (box, FALSE);
  return with_length (box, attachment);
}

static GtkWidget *
make_icon (WhinAttachment *attachment, gboolean alone)
{
  g_autofree char *type = g_content_type_from_mime_type (whin_attachment_get_mime (attachment));
  g_autoptr (GIcon) icon =
      g_content_type_get_symbolic_icon (type ? type : "application/octet-stream");
  gboolean refused = whin_attachment_get_kind (attachment) == WHIN_ATTACHMENT_REFUSED;
  GtkWidget *image = refused ? gtk_image_new_from_icon_name ("dialog-warning-symbolic")
                             : gtk_image_new_from_gicon (icon);

  gtk_image_set_pixel_size (GTK_IMAGE (image), refused ? 24 : 32);
  gtk_widget_set_size_request (image, alone ? -1 : THUMB, -1);
  if (refused)
    gtk_widget_add_css_class (image, "warning");
  return image;
}

static GtkWidget *
make_text (const char *text, PangoEllipsizeMode ellipsize)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), ellipsize);
  return label;
}

static GtkWidget *
make_problem (WhinAttachment *attachment)
{
  GtkWidget *label = gtk_label_new (whin_attachment_get_problem (attachment));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, whin_attachment_get_kind (attachment) == WHIN_ATTACHMENT_REFUSED
                                       ? "warning"
                                       : "dimmed");
  return label;
}

static GtkWidget *
make_texts (WhinAttachment *attachment)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *about = whin_format_file (whin_attachment_get_mime (attachment),
                                             whin_attachment_get_size (attachment));

  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (texts),
                  make_text (whin_attachment_get_name (attachment), PANGO_ELLIPSIZE_MIDDLE));
  if (whin_attachment_get_kind (attachment) != WHIN_ATTACHMENT_REFUSED) {
    GtkWidget *label = make_text (about, PANGO_ELLIPSIZE_END);

    gtk_widget_add_css_class (label, "caption");
    gtk_widget_add_css_class (label, "dimmed");
    gtk_box_append (GTK_BOX (texts), label);
  }
  if (whin_attachment_get_problem (attachment))
    gtk_box_append (GTK_BOX (texts), make_problem (attachment));
  return texts;
}

/* -- What can be done with it -- */

static void
remove_cb (GtkWidget *row)
{
  gtk_widget_activate_action (row, "attach.remove", "u", place_of (row));
}

static void
edit_cb (GtkWidget *row)
{
  gtk_widget_activate_action (row, "attach.edit", "u", place_of (row));
}

/* label, taken, says of which file. */
static GtkWidget *
make_button (GtkWidget *row,
             const char *icon_name,
             const char *what,
             char *label,
             GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);
  g_autofree char *own_label = label;

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, own_label,
                                  -1);
  g_signal_connect_object (button, "clicked", clicked, row, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
make_remove (GtkWidget *row, WhinAttachment *attachment)
{
  return make_button (row, "window-close-symbolic", _ ("Remove"),
                      g_strdup_printf (_ ("Remove %s"), whin_attachment_get_name (attachment)),
                      G_CALLBACK (remove_cb));
}

static GtkWidget *
make_edit (GtkWidget *row, WhinAttachment *attachment)
{
  return make_button (row, "document-edit-symbolic", _ ("Edit"),
                      g_strdup_printf (_ ("Edit %s"), whin_attachment_get_name (attachment)),
                      G_CALLBACK (edit_cb));
}

static gboolean
remove_key_cb (GtkWidget *row, GVariant *args, gpointer unused)
{
  remove_cb (row);
  return TRUE;
}

static gboolean
move_key_cb (GtkWidget *row, GVariant *args, gpointer step)
{
  gint64 to = (gint64) place_of (row) + GPOINTER_TO_INT (step);

  if (to >= 0)
    gtk_widget_activate_action (row, "attach.move", "(uu)", place_of (row), (guint) to);
  return TRUE;
}

static void
add_key (GtkEventController *keys,
         guint key,
         GdkModifierType modifiers,
         GtkShortcutFunc func,
         int step)
{
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (key, modifiers),
                        gtk_callback_action_new (func, GINT_TO_POINTER (step), NULL)));
}

static void
add_keys (GtkWidget *row)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  add_key (keys, GDK_KEY_Delete, 0, remove_key_cb, 0);
  add_key (keys, GDK_KEY_Up, GDK_ALT_MASK, move_key_cb, -1);
  add_key (keys, GDK_KEY_Down, GDK_ALT_MASK, move_key_cb, 1);
  gtk_widget_add_controller (row, keys);
}

/* -- By dragging: the place it has travels -- */

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, GtkWidget *row)
{
  return gdk_content_provider_new_typed (GTK_TYPE_LIST_BOX_ROW, row);
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, GtkWidget *row)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (row);

  gtk_drag_source_set_icon (source, paintable, gtk_widget_get_width (row) / 2,
                            gtk_widget_get_height (row) / 2);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, GtkWidget *row)
{
  GtkWidget *dragged = g_value_get_object (value);

  if (!dragged || gtk_widget_get_parent (dragged) != gtk_widget_get_parent (row))
    return FALSE;
  gtk_widget_activate_action (row, "attach.move", "(uu)", place_of (dragged), place_of (row));
  return TRUE;
}

static void
make_movable (GtkWidget *row)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (GTK_TYPE_LIST_BOX_ROW, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_cb), row, G_CONNECT_DEFAULT);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (drag_begin_cb), row,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), row, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
}

static GtkWidget *
make_line (GtkWidget *row, WhinAttachment *attachment, gboolean alone)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  if (!alone) {
    GtkWidget *handle = gtk_image_new_from_icon_name ("list-drag-handle-symbolic");

    gtk_widget_add_css_class (handle, "dimmed");
    gtk_box_append (GTK_BOX (line), handle);
  }
  if (!whin_attachment_is_seen (attachment))
    gtk_box_append (GTK_BOX (line), make_icon (attachment, alone));
  else if (!alone)
    gtk_box_append (GTK_BOX (line), make_thumb (attachment));
  gtk_box_append (GTK_BOX (line), make_texts (attachment));
  if (whin_attach_edit_can (attachment))
    gtk_box_append (GTK_BOX (line), make_edit (row, attachment));
  gtk_box_append (GTK_BOX (line), make_remove (row, attachment));
  return line;
}

static void
set_label (GtkWidget *row, WhinAttachment *attachment)
{
  const char *problem = whin_attachment_get_problem (attachment);
  g_autofree char *about = whin_format_file (whin_attachment_get_mime (attachment),
                                             whin_attachment_get_size (attachment));
  g_autofree char *label = g_strdup_printf ("%s, %s%s%s", whin_attachment_get_name (attachment),
                                            about, problem ? ", " : "", problem ? problem : "");

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

GtkWidget *
whin_attach_row_new (WhinAttachment *attachment, gboolean alone)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_bottom (box, 9);
  gtk_widget_set_margin_start (box, alone ? 12 : 6);
  gtk_widget_set_margin_end (box, 9);
  if (alone && whin_attachment_is_seen (attachment))
    gtk_box_append (GTK_BOX (box), make_large (attachment));
  gtk_box_append (GTK_BOX (box), make_line (row, attachment, alone));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, !alone);
  set_label (row, attachment);
  add_keys (row);
  if (!alone)
    make_movable (row);
  return row;
}
