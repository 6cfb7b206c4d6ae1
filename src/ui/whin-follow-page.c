/* join page: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-join-page.h"

#include "whin-client-groups.h"
#include "whin-step.h"

#include <glib/gi18n.h>

typedef enum {
  LOOK, /* at the link */
  ASK,
  CLOSE,
} Next;

struct _WhinJoinPage {
  AdwNavigationPage parent_instance;

  WhinStep *step;
  AdwEntryRow *link_row;

  WhinClient *client;
  GCancellable *cancellable;
  Next next;
};

G_DEFINE_FINAL_TYPE (WhinJoinPage, whin_join_page, ADW_TYPE_NAVIGATION_PAGE)

enum {
  JOINED,
  DONE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
set_next (WhinJoinPage *self, Next next, const char *button)
{
  self->next = next;
  g_object_set (self->step, "button-label", button, NULL);
}

static void
changed_cb (GtkEditable *row, WhinJoinPage *self)
{
  g_autofree char *link = g_strstrip (g_strdup (gtk_editable_get_text (row)));

  whin_step_set_error (self->step, NULL);
  whin_step_set_ready (self->step, g_str_has_prefix (link, "whinchat:join/"));
  set_next (self, LOOK, _ ("Look"));
}

static void
activated_cb (WhinStep *step)
{
  whin_step_proceed (step);
}

/* TRUE: there is nothing more to do. */
static gboolean
failed (WhinJoinPage *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  whin_step_set_busy (self->step, FALSE);
  if (error)
    whin_step_set_error (self->step, error->message);
  return error != NULL;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinJoinPage) self = user_data;
  g_autoptr (GError) error = NULL;
  WhinInvitation *invitation = whin_client_look_invitation_finish (self->client, result, &error);
  g_autofree char *words = NULL;

  if (failed (self, error))
    return;
  if (invitation->inside) {
    g_signal_emit (self, signals[JOINED], 0, &invitation->conv);
  } else {
    words =
        g_strdup_printf (ngettext ("“%s”, %u member", "“%s”, %u members", invitation->members),
                         invitation->name ? invitation->name : _ ("A group"), invitation->members);
    whin_step_set_text (self->step, words);
    set_next (self, ASK, _ ("Ask to Join"));
  }
  whin_invitation_free (invitation);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinJoinPage) self = user_data;
  g_autoptr (GError) error = NULL;

  whin_client_group_finish (self->client, result, NULL, &error);
  if (failed (self, error))
    return;
  whin_step_set_text (self->step,
                      _ ("You have asked. The group appears among your chats as soon as an "
                         "admin, or a device of theirs, has let you in."));
  set_next (self, CLOSE, _ ("Close"));
}

static void
proceed_cb (WhinStep *step, WhinJoinPage *self)
{
  const char *link = gtk_editable_get_text (GTK_EDITABLE (self->link_row));

  if (self->next == CLOSE) {
    g_signal_emit (self, signals[DONE], 0);
    return;
  }
  whin_step_set_busy (step, TRUE);
  if (self->next == LOOK)
    whin_client_look_invitation_async (self->client, link, self->cancellable, looked_cb,
                                       g_object_ref (self));
  else
    whin_client_join_async (self->client, link, self->cancellable, asked_cb, g_object_ref (self));
}

static gboolean
grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WHIN_JOIN_PAGE (widget)->link_row));
}

static void
whin_join_page_dispose (GObject *object)
{
  WhinJoinPage *self = WHIN_JOIN_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_JOIN_PAGE);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (whin_join_page_parent_class)->dispose (object);
}

static void
whin_join_page_finalize (GObject *object)
{
  g_object_unref (WHIN_JOIN_PAGE (object)->cancellable);
  G_OBJECT_CLASS (whin_join_page_parent_class)->finalize (object);
}

static void
whin_join_page_class_init (WhinJoinPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_join_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_join_page_finalize;
  widget_class->grab_focus = grab_focus;
  signals[JOINED] = g_signal_new ("joined", WHIN_TYPE_JOIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[DONE] = g_signal_new ("done", WHIN_TYPE_JOIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-join-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinJoinPage, step);
  gtk_widget_class_bind_template_child (widget_class, WhinJoinPage, link_row);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, proceed_cb);
}

static void
whin_join_page_init (WhinJoinPage *self)
{
  g_type_ensure (WHIN_TYPE_STEP);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

WhinJoinPage *
whin_join_page_new (WhinClient *client)
{
  WhinJoinPage *self = g_object_new (WHIN_TYPE_JOIN_PAGE, NULL);

  self->client = g_object_ref (client);
  return self;
}

void
whin_join_page_look (WhinJoinPage *self, const char *link)
{
  gtk_editable_set_text (GTK_EDITABLE (self->link_row), link);
  whin_step_proceed (self->step);
}
