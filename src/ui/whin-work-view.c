/* work view: shows the newest WorkRow of its kind.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-work-view.h"

#include "whin-backup.h"
#include "whin-widget.h"

#include <glib/gi18n.h>

struct _WhinWorkView {
  GtkWidget parent_instance;

  GtkWidget *image;
  GtkLabel *title_label, *percent_label, *why_label;
  GtkProgressBar *bar;
  GtkWidget *retry_button, *cancel_button, *stop_button;

  WhinClient *client;
  WorkKind kind;
  gboolean retry;
  gboolean news;
  gboolean seen; /* it was put away; the next run shows again */
  int announced; /* a WorkState, or -1 */
};

enum {
  PROP_0,
  PROP_HAS_NEWS,
  N_PROPS
};
static GParamSpec *props[N_PROPS];
static guint retry_signal;

G_DEFINE_FINAL_TYPE (WhinWorkView, whin_work_view, GTK_TYPE_WIDGET)

/* -- Words -- */

static const char *
running_title (WorkKind kind)
{
  switch (kind) {
  case WORK_BACKUP_FILE:
    return _ ("Saving the backup…");
  case WORK_BACKUP_SERVER:
    return _ ("Backing up…");
  case WORK_RESTORE:
    return _ ("Restoring…");
  case WORK_HISTORY_OUT:
    return _ ("Sending older messages to your new device…");
  case WORK_HISTORY_IN:
    return _ ("Getting your older messages…");
  case WORK_PEOPLE:
    return _ ("Finding out who of them is here…");
  }
  return "";
}

static const char *
waiting_title (WorkKind kind)
{
  return kind == WORK_HISTORY_IN ? _ ("Your older messages come later")
                                 : _ ("Older messages are sent later");
}

static const char *
failed_title (WorkKind kind)
{
  switch (kind) {
  case WORK_BACKUP_FILE:
    return _ ("The backup was not saved");
  case WORK_BACKUP_SERVER:
    return _ ("The backup was not made");
  case WORK_RESTORE:
    return _ ("Nothing was restored");
  case WORK_HISTORY_OUT:
    return _ ("Older messages were not sent");
  case WORK_HISTORY_IN:
    return _ ("Your older messages did not come");
  case WORK_PEOPLE:
    return _ ("The contacts were not looked up");
  }
  return "";
}

static const char *
title_of (const WorkRow *row)
{
  switch (row->state) {
  case WORK_RUNNING:
    return running_title (row->kind);
  case WORK_WAITING:
    return waiting_title (row->kind);
  default:
    return failed_title (row->kind);
  }
}

/* Why, and what to do about it where that is not here. */
static char *
reason_of (const WorkRow *row)
{
  if (row->kind == WORK_HISTORY_IN && row->state == WORK_FAILED)
    /* Translators: %s is a sentence that says what went wrong */
    return g_strdup_printf (_ ("%s To try again, open Preferences on your main device, then "
                               "Devices, and send them once more."),
                            row->why);
  return g_strdup (row->why);
}

/* -- What is seen -- */

static gboolean
is_news (WhinWorkView *self, const WorkRow *row)
{
  if (!row || self->seen)
    return FALSE;
  /* Who cancelled knows. */
  return row->state == WORK_RUNNING || (row->state != WORK_DONE && row->error >= 0);
}

static void
announce (WhinWorkView *self, const WorkRow *row)
{
  if (self->announced == (int) row->state)
    return;
  self->announced = (int) row->state;
  gtk_accessible_announce (GTK_ACCESSIBLE (self), title_of (row),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

static void
show_running (WhinWorkView *self, const WorkRow *row)
{
  double part = (double) row->done / WORK_WHOLE;
  /* Translators: how much of something is done */
  g_autofree char *percent = g_strdup_printf (_ ("%d %%"), row->done * 100 / WORK_WHOLE);

  gtk_label_set_label (self->percent_label, percent);
  gtk_progress_bar_set_fraction (self->bar, part);
}

static void
show_row (WhinWorkView *self, const WorkRow *row)
{
  gboolean running = row->state == WORK_RUNNING;
  g_autofree char *why = reason_of (row);

  gtk_label_set_label (self->title_label, title_of (row));
  gtk_label_set_label (self->why_label, why);
  gtk_widget_set_visible (self->image, !running);
  gtk_widget_set_visible (GTK_WIDGET (self->percent_label), running);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), running);
  gtk_widget_set_visible (GTK_WIDGET (self->why_label), !running && why[0]);
  gtk_widget_set_visible (self->retry_button, row->state == WORK_FAILED && self->retry);
  gtk_widget_set_visible (self->cancel_button, row->state == WORK_WAITING);
  gtk_widget_set_tooltip_text (self->stop_button, running ? _ ("Cancel") : _ ("Close"));
  if (running)
    show_running (self, row);
  announce (self, row);
}

static void
set_news (WhinWorkView *self, gboolean news)
{
  gtk_widget_set_visible (GTK_WIDGET (self), news);
  if (self->news == news)
    return;
  self->news = news;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAS_NEWS]);
}

static void
update (WhinWorkView *self)
{
  const WorkRow *row = whin_client_get_work (self->client, self->kind);

  if (row && row->state == WORK_RUNNING)
    self->seen = FALSE;
  if (is_news (self, row))
    show_row (self, row);
  else
    self->announced = -1;
  set_news (self, is_news (self, row));
}

static void
work_changed_cb (WhinClient *client, guint kind, WhinWorkView *self)
{
  if (kind == self->kind)
    update (self);
}

static void
stop_cb (GtkButton *button, WhinWorkView *self)
{
  if (whin_client_get_work (self->client, self->kind)->state == WORK_RUNNING) {
    whin_client_cancel_work (self->client, self->kind);
    return;
  }
  self->seen = TRUE;
  update (self);
}

static void
cancel_cb (GtkButton *button, WhinWorkView *self)
{
  whin_client_cancel_work (self->client, self->kind);
}

static void
retry_cb (GtkButton *button, WhinWorkView *self)
{
  g_signal_emit (self, retry_signal, 0);
}

/* -- The widget -- */

static void
whin_work_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_HAS_NEWS)
    g_value_set_boolean (value, WHIN_WORK_VIEW (object)->news);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
whin_work_view_dispose (GObject *object)
{
  g_clear_object (&WHIN_WORK_VIEW (object)->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), WHIN_TYPE_WORK_VIEW);
  whin_widget_remove_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (whin_work_view_parent_class)->dispose (object);
}

static void
whin_work_view_class_init (WhinWorkViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = whin_work_view_get_property;
  object_class->dispose = whin_work_view_dispose;
  props[PROP_HAS_NEWS] =
      g_param_spec_boolean ("has-news", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  retry_signal = g_signal_new ("retry", WHIN_TYPE_WORK_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-work-view.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinWorkView, image);
  gtk_widget_class_bind_template_child (widget_class, WhinWorkView, title_label);
  gtk_widget_class_bind_template_child (widget_class, WhinWorkView, percent_label);
  gtk_widget_class_bind_template_child (widget_class, WhinWorkView, why_label);
  gtk_widget_class_bind_template_child (widget_class, WhinWorkView, bar);
  gtk_widget_class_bind_template_child (widget_class, WhinWorkView, retry_button);
  gtk_widget_class_bind_template_child (widget_class, WhinWorkView, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, WhinWorkView, stop_button);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
whin_work_view_init (WhinWorkView *self)
{
  self->announced = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
whin_work_view_follow (WhinWorkView *self, WhinClient *client, WorkKind kind)
{
  self->client = g_object_ref (client);
  self->kind = kind;
  g_signal_connect_object (client, "work-changed", G_CALLBACK (work_changed_cb), self,
                           G_CONNECT_DEFAULT);
  update (self);
}

void
whin_work_view_set_retry (WhinWorkView *self, gboolean retry)
{
  self->retry = retry;
  if (self->client)
    update (self);
}

gboolean
whin_work_view_has_news (WhinWorkView *self)
{
  return self->news;
}
