/* step: one page's worth of the first run; the pages set what stands in it and answer `proceed`.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-step.h"

#include "whin-widget.h"

#include <glib/gi18n.h>

struct _WhinStep {
  GtkWidget parent_instance;

  GtkImage *image;
  AdwBin *content_bin;
  AdwBin *extra_bin;
  GtkLabel *text_label;
  GtkLabel *error_label;
  GtkLabel *button_label;
  GtkButton *button;
  GtkWidget *spinner;

  char *heading;
  char *text;
  char *label;
  gboolean ready;
  gboolean busy;
  gboolean wants_focus;
};

enum {
  PROP_0,
  PROP_HEADING,
  PROP_TEXT,
  PROP_BUTTON_LABEL,
  PROP_READY,
  PROP_CONTENT,
  PROP_ICON_NAME,
  PROP_EXTRA,
  N_PROPS
};
static GParamSpec *props[N_PROPS];
static guint proceed_signal;

G_DEFINE_FINAL_TYPE (WhinStep, whin_step, GTK_TYPE_WIDGET)

static void
update_button (WhinStep *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), self->ready && !self->busy);
}

static void
clicked_cb (GtkButton *button, WhinStep *self)
{
  whin_step_proceed (self);
}

/* An empty name takes it away, as a breakpoint does. */
static void
set_icon_name (WhinStep *self, const char *name)
{
  gboolean symbolic = name && g_str_has_suffix (name, "-symbolic");

  gtk_image_set_from_icon_name (self->image, name);
  gtk_widget_set_visible (GTK_WIDGET (self->image), name && name[0]);
  gtk_widget_remove_css_class (GTK_WIDGET (self->image), symbolic ? "icon-dropshadow" : "dimmed");
  gtk_widget_add_css_class (GTK_WIDGET (self->image), symbolic ? "dimmed" : "icon-dropshadow");
}

/* Large text makes the page higher, not wider than the window. */
static void
set_extra (WhinStep *self, GtkWidget *extra)
{
  GtkWidget *label = GTK_IS_BUTTON (extra) ? gtk_button_get_child (GTK_BUTTON (extra)) : NULL;

  if (GTK_IS_LABEL (label)) {
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  }
  adw_bin_set_child (self->extra_bin, extra);
  gtk_widget_set_visible (GTK_WIDGET (self->extra_bin), extra != NULL);
}

static void
whin_step_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WhinStep *self = WHIN_STEP (object);

  switch (id) {
  case PROP_HEADING:
    g_value_set_string (value, self->heading);
    break;
  case PROP_TEXT:
    g_value_set_string (value, self->text);
    break;
  case PROP_BUTTON_LABEL:
    g_value_set_string (value, self->label);
    break;
  case PROP_READY:
    g_value_set_boolean (value, self->ready);
    break;
  case PROP_CONTENT:
    g_value_set_object (value, adw_bin_get_child (self->content_bin));
    break;
  case PROP_ICON_NAME:
    g_value_set_string (value, gtk_image_get_icon_name (self->image));
    break;
  case PROP_EXTRA:
    g_value_set_object (value, adw_bin_get_child (self->extra_bin));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
whin_step_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  WhinStep *self = WHIN_STEP (object);

  switch (id) {
  case PROP_HEADING:
    if (g_set_str (&self->heading, g_value_get_string (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_TEXT:
    whin_step_set_text (self, g_value_get_string (value));
    break;
  case PROP_BUTTON_LABEL:
    if (g_set_str (&self->label, g_value_get_string (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_READY:
    whin_step_set_ready (self, g_value_get_boolean (value));
    break;
  case PROP_CONTENT:
    adw_bin_set_child (self->content_bin, g_value_get_object (value));
    break;
  case PROP_ICON_NAME:
    set_icon_name (self, g_value_get_string (value));
    break;
  case PROP_EXTRA:
    set_extra (self, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
whin_step_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), WHIN_TYPE_STEP);
  whin_widget_remove_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (whin_step_parent_class)->dispose (object);
}

static void
whin_step_finalize (GObject *object)
{
  WhinStep *self = WHIN_STEP (object);

  g_free (self->heading);
  g_free (self->text);
  g_free (self->label);
  G_OBJECT_CLASS (whin_step_parent_class)->finalize (object);
}

static gboolean
grab_focus (GtkWidget *widget)
{
  WhinStep *self = WHIN_STEP (widget);

  self->wants_focus = !gtk_widget_get_mapped (widget);
  return self->wants_focus ||
         gtk_widget_child_focus (GTK_WIDGET (self->content_bin), GTK_DIR_TAB_FORWARD);
}

static gboolean
mapped_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  if (WHIN_STEP (widget)->wants_focus)
    grab_focus (widget);
  return G_SOURCE_REMOVE;
}

/* A dialog maps its contents frames after it is presented, and then gives the focus to the first
 * of them: what was asked for in between comes after that. */
static void
whin_step_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (whin_step_parent_class)->map (widget);
  if (WHIN_STEP (widget)->wants_focus)
    gtk_widget_add_tick_callback (widget, mapped_cb, NULL, NULL);
}

static void
whin_step_class_init (WhinStepClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = whin_step_get_property;
  object_class->set_property = whin_step_set_property;
  object_class->dispose = whin_step_dispose;
  object_class->finalize = whin_step_finalize;
  widget_class->grab_focus = grab_focus;
  widget_class->map = whin_step_map;
  props[PROP_HEADING] = g_param_spec_string ("heading", NULL, NULL, NULL, flags);
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  props[PROP_BUTTON_LABEL] = g_param_spec_string ("button-label", NULL, NULL, NULL, flags);
  props[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, TRUE, flags);
  props[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  props[PROP_EXTRA] = g_param_spec_object ("extra", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  proceed_signal = g_signal_new ("proceed", WHIN_TYPE_STEP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-step.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinStep, image);
  gtk_widget_class_bind_template_child (widget_class, WhinStep, content_bin);
  gtk_widget_class_bind_template_child (widget_class, WhinStep, extra_bin);
  gtk_widget_class_bind_template_child (widget_class, WhinStep, text_label);
  gtk_widget_class_bind_template_child (widget_class, WhinStep, error_label);
  gtk_widget_class_bind_template_child (widget_class, WhinStep, button_label);
  gtk_widget_class_bind_template_child (widget_class, WhinStep, button);
  gtk_widget_class_bind_template_child (widget_class, WhinStep, spinner);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
}

static void
whin_step_init (WhinStep *self)
{
  self->ready = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, self->button_label, NULL,
                                  -1);
}

void
whin_step_set_text (WhinStep *self, const char *text)
{
  if (!g_set_str (&self->text, text))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->text_label), text && text[0]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

void
whin_step_set_ready (WhinStep *self, gboolean ready)
{
  if (self->ready == ready)
    return;
  self->ready = ready;
  update_button (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_READY]);
}

gboolean
whin_step_get_busy (WhinStep *self)
{
  return self->busy;
}

/* An entry that turns insensitive while it has the focus goes on blinking. */
static void
leave_content (WhinStep *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  if (focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->content_bin)))
    gtk_root_set_focus (root, NULL);
}

void
whin_step_set_busy (WhinStep *self, gboolean busy)
{
  self->busy = busy;
  if (busy) {
    whin_step_set_error (self, NULL);
    leave_content (self);
  }
  gtk_widget_set_visible (self->spinner, busy);
  gtk_widget_set_opacity (GTK_WIDGET (self->button_label), busy ? 0 : 1);
  gtk_widget_set_sensitive (GTK_WIDGET (self->content_bin), !busy);
  update_button (self);
}

void
whin_step_set_error (WhinStep *self, const char *message)
{
  gtk_label_set_label (self->error_label, message ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), message != NULL);
  if (message)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), message,
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

void
whin_step_proceed (WhinStep *self)
{
  if (self->ready && !self->busy)
    g_signal_emit (self, proceed_signal, 0);
}

void
whin_step_focus_button (WhinStep *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->button));
}
