/* follow page: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-follow-page.h"

#include "app-link.h"
#include "whin-client-groups.h"
#include "whin-client-people.h"
#include "whin-sentence.h"
#include "whin-step.h"

#include <glib/gi18n.h>

typedef enum {
  LOOK, /* at the link */
  ASK,
} Next;

struct _WhinFollowPage {
  AdwNavigationPage parent_instance;

  WhinStep *step;
  AdwEntryRow *link_row;

  WhinClient *client;
  GCancellable *cancellable;
  Next next;
};

G_DEFINE_FINAL_TYPE (WhinFollowPage, whin_follow_page, ADW_TYPE_NAVIGATION_PAGE)

enum {
  JOINED,
  FOUND,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
set_next (WhinFollowPage *self, Next next, const char *heading, const char *button)
{
  self->next = next;
  g_object_set (self->step, "heading", heading, "button-label", button, NULL);
}

static void
changed_cb (GtkEditable *row, WhinFollowPage *self)
{
  whin_step_set_error (self->step, NULL);
  whin_step_set_ready (self->step, gtk_editable_get_text (row)[0] != '\0');
  whin_step_set_text (self->step, _ ("Paste the link of a person or of a group."));
  set_next (self, LOOK, _ ("Open a Link"), _ ("Open"));
}

static void
activated_cb (WhinStep *step)
{
  whin_step_proceed (step);
}

/* TRUE: there is nothing more to do. */
static gboolean
failed (WhinFollowPage *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  whin_step_set_busy (self->step, FALSE);
  if (!error)
    return FALSE;
  whin_step_set_error (self->step, error->message);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  return TRUE;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinFollowPage) self = user_data;
  g_autoptr (GError) error = NULL;
  WhinInvitation *invitation = whin_client_look_invitation_finish (self->client, result, &error);
  g_autofree char *words = NULL;

  if (failed (self, error))
    return;
  if (invitation->inside || invitation->asked) {
    g_signal_emit (self, signals[JOINED], 0, &invitation->conv);
  } else {
    g_autofree char *name = whin_isolate (invitation->name ? invitation->name : _ ("A group"));

    words = g_strdup_printf (ngettext ("“%s”, %u member", "“%s”, %u members", invitation->members),
                             name, invitation->members);
    whin_step_set_text (self->step, words);
    set_next (self, ASK, _ ("Join a Group"), _ ("Ask to Join"));
    whin_step_focus_button (self->step);
  }
  whin_invitation_free (invitation);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinFollowPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ContactRow) row = whin_client_find_finish (self->client, result, &error);

  if (!failed (self, error))
    g_signal_emit (self, signals[FOUND], 0, row);
}

static void
look (WhinFollowPage *self, const char *link)
{
  gboolean person = app_link_is (link, APP_LINK_PERSON);

  if (!person && !app_link_is (link, APP_LINK_JOIN)) {
    whin_step_set_error (self->step, _ ("This is not the link of a person or of a group."));
    return;
  }
  whin_step_set_busy (self->step, TRUE);
  if (person)
    whin_client_find_link_async (self->client, link, self->cancellable, found_cb,
                                 g_object_ref (self));
  else
    whin_client_look_invitation_async (self->client, link, self->cancellable, looked_cb,
                                       g_object_ref (self));
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinFollowPage) self = user_data;
  g_autoptr (GError) error = NULL;
  Conv conv;

  whin_client_group_finish (self->client, result, &conv, &error);
  if (!failed (self, error))
    g_signal_emit (self, signals[JOINED], 0, &conv);
}

static void
proceed_cb (WhinStep *step, WhinFollowPage *self)
{
  const char *link = gtk_editable_get_text (GTK_EDITABLE (self->link_row));

  switch (self->next) {
  case LOOK:
    look (self, link);
    break;
  case ASK:
    whin_step_set_busy (step, TRUE);
    whin_client_join_async (self->client, link, self->cancellable, asked_cb, g_object_ref (self));
    break;
  }
}

static gboolean
grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WHIN_FOLLOW_PAGE (widget)->link_row));
}

static void
whin_follow_page_dispose (GObject *object)
{
  WhinFollowPage *self = WHIN_FOLLOW_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_FOLLOW_PAGE);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (whin_follow_page_parent_class)->dispose (object);
}

static void
whin_follow_page_finalize (GObject *object)
{
  g_object_unref (WHIN_FOLLOW_PAGE (object)->cancellable);
  G_OBJECT_CLASS (whin_follow_page_parent_class)->finalize (object);
}

static void
whin_follow_page_class_init (WhinFollowPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_follow_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_follow_page_finalize;
  widget_class->grab_focus = grab_focus;
  signals[JOINED] = g_signal_new ("joined", WHIN_TYPE_FOLLOW_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[FOUND] = g_signal_new ("found", WHIN_TYPE_FOLLOW_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-follow-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinFollowPage, step);
  gtk_widget_class_bind_template_child (widget_class, WhinFollowPage, link_row);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, proceed_cb);
}

static void
whin_follow_page_init (WhinFollowPage *self)
{
  g_type_ensure (WHIN_TYPE_STEP);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

WhinFollowPage *
whin_follow_page_new (WhinClient *client)
{
  WhinFollowPage *self = g_object_new (WHIN_TYPE_FOLLOW_PAGE, NULL);

  self->client = g_object_ref (client);
  return self;
}

void
whin_follow_page_look (WhinFollowPage *self, const char *link)
{
  gtk_editable_set_text (GTK_EDITABLE (self->link_row), link);
  whin_step_proceed (self->step);
}
