/* setup: welcome, server, invitation. Which page follows is decided by what the server said.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-setup-private.h"

#include "error.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (WhinSetup, whin_setup, ADW_TYPE_BIN)

static guint finished_signal;

void
whin_setup_show (WhinSetup *self, const char *tag)
{
  adw_navigation_view_push_by_tag (self->pages, tag);
}

gboolean
whin_setup_was_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

void
whin_setup_answer (WhinStep *step, const GError *error)
{
  whin_step_set_busy (step, FALSE);
  if (error) {
    whin_step_set_error (step, error->message);
    gtk_widget_grab_focus (GTK_WIDGET (step));
  }
}

void
whin_setup_finish (WhinSetup *self)
{
  g_signal_emit (self, finished_signal, 0);
}

static void
activated_cb (WhinStep *step)
{
  whin_step_proceed (step);
}

/* The new page's contents get the focus, so that one can type at once. */
static void
page_changed_cb (AdwNavigationView *pages, WhinSetup *self)
{
  AdwNavigationPage *page = adw_navigation_view_get_visible_page (pages);
  GtkWidget *view = adw_navigation_page_get_child (page);
  GtkWidget *content = adw_toolbar_view_get_content (ADW_TOOLBAR_VIEW (view));

  if (content == GTK_WIDGET (self->profile_step))
    gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  else if (WHIN_IS_STEP (content))
    gtk_widget_grab_focus (content);
}

/* Going back gives up what the page was waiting for. */
static void
page_popped_cb (AdwNavigationView *pages, AdwNavigationPage *page, WhinSetup *self)
{
  GtkWidget *view = adw_navigation_page_get_child (page);
  GtkWidget *content = adw_toolbar_view_get_content (ADW_TOOLBAR_VIEW (view));

  if (WHIN_IS_STEP (content)) {
    whin_step_set_busy (WHIN_STEP (content), FALSE);
    whin_step_set_error (WHIN_STEP (content), NULL);
  }
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  whin_setup_stop_linking (self);
}

void
whin_setup_pop_to (WhinSetup *self, WhinStep *step)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (step), ADW_TYPE_NAVIGATION_PAGE);

  if (page && ADW_NAVIGATION_PAGE (page) != adw_navigation_view_get_visible_page (self->pages))
    adw_navigation_view_pop_to_page (self->pages, ADW_NAVIGATION_PAGE (page));
}

static void
start_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinSetup *self = WHIN_SETUP (widget);

  self->restoring = FALSE;
  whin_setup_show (self, "server");
}

static void
leave_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  whin_setup_finish (WHIN_SETUP (widget));
}

static void
link_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  whin_setup_show (WHIN_SETUP (widget), "link");
}

/* -- Server -- */

static void
server_changed_cb (GtkEditable *row, WhinSetup *self)
{
  whin_step_set_ready (self->server_step, gtk_editable_get_text (row)[0] != '\0');
  whin_step_set_error (self->server_step, NULL);
}

static gboolean
needs_invite (WhinSetup *self)
{
  return !whin_registration_is_invited (self->registration) &&
         !(whin_registration_is_open (self->registration) &&
           whin_registration_has_codes (self->registration));
}

/* The number is in the backup. */
static void
go_on (WhinSetup *self, WhinStep *step)
{
  if (needs_invite (self) && step != self->invite_step)
    whin_setup_show (self, "invite");
  else if (self->restoring && self->backup)
    whin_setup_use_phone (self, step);
  else
    whin_setup_show (self, "phone");
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinSetup) self = user_data;
  g_autoptr (GError) error = NULL;
  WhinStep *step = whin_step_get_busy (self->found_step) ? self->found_step : self->server_step;

  whin_registration_check_server_finish (self->registration, result, &error);
  if (whin_setup_was_cancelled (error))
    return;
  whin_setup_answer (step, error);
  if (!error)
    go_on (self, step);
}

void
whin_setup_check_server (WhinSetup *self, WhinStep *step, const char *typed)
{
  whin_step_set_busy (step, TRUE);
  whin_registration_check_server_async (self->registration, typed, self->cancellable, checked_cb,
                                        g_object_ref (self));
}

static void
check_server_cb (WhinStep *step, WhinSetup *self)
{
  g_autofree char *typed =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->server_row))));

  whin_setup_check_server (self, step, typed);
}

/* -- Invitation -- */

static void
invite_changed_cb (GtkEditable *row, WhinSetup *self)
{
  whin_step_set_ready (self->invite_step, gtk_editable_get_text (row)[0] != '\0');
  whin_step_set_error (self->invite_step, NULL);
}

static void
use_invite_cb (WhinStep *step, WhinSetup *self)
{
  g_autofree char *typed =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->invite_row))));

  if (whin_registration_set_invite (self->registration, typed))
    go_on (self, step);
  else
    whin_step_set_error (
        step, _ ("That is no invitation link. It looks like https://chat.example.org/i/…"));
}

static gboolean
grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WHIN_SETUP (widget)->welcome_page));
}

/* Navigation moves the focus on when it is mapped; Enter shall start. */
static void
map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (whin_setup_parent_class)->map (widget);
  if (g_strcmp0 (adw_navigation_view_get_visible_page_tag (WHIN_SETUP (widget)->pages),
                 "welcome") == 0)
    gtk_widget_grab_focus (widget);
}

static void
whin_setup_dispose (GObject *object)
{
  WhinSetup *self = WHIN_SETUP (object);

  g_cancellable_cancel (self->cancellable);
  if (self->client)
    whin_setup_stop_linking (self);
  whin_setup_account_dispose (self);
  whin_setup_restore_dispose (self);
  g_clear_object (&self->registration);
  g_clear_object (&self->client);
  /* The bin must let go of its child before the template does. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_SETUP);
  G_OBJECT_CLASS (whin_setup_parent_class)->dispose (object);
}

static void
whin_setup_finalize (GObject *object)
{
  g_object_unref (WHIN_SETUP (object)->cancellable);
  G_OBJECT_CLASS (whin_setup_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, pages);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, welcome_page);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, server_step);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, invite_step);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, link_step);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, phone_step);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, code_step);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, pin_step);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, profile_step);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, server_row);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, invite_row);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, link_server_row);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, words_entry);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, compare_page);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, phone_entry);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, code_entry);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, resend_button);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, pin_row);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, avatar_chooser);
  gtk_widget_class_bind_template_child (widget_class, WhinSetup, name_row);
}

static void
whin_setup_class_init (WhinSetupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = whin_setup_dispose;
  object_class->finalize = whin_setup_finalize;
  widget_class->grab_focus = grab_focus;
  widget_class->map = map;
  finished_signal = g_signal_new ("finished", WHIN_TYPE_SETUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-setup.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "setup.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "setup.link", NULL, link_action);
  gtk_widget_class_install_action (widget_class, "setup.leave", NULL, leave_action);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_popped_cb);
  gtk_widget_class_bind_template_callback (widget_class, server_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, check_server_cb);
  gtk_widget_class_bind_template_callback (widget_class, invite_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_invite_cb);
  whin_setup_link_class_init (widget_class);
  whin_setup_account_class_init (widget_class);
  whin_setup_restore_class_init (widget_class);
}

static void
whin_setup_init (WhinSetup *self)
{
  g_type_ensure (WHIN_TYPE_STEP);
  g_type_ensure (WHIN_TYPE_PHONE_ENTRY);
  g_type_ensure (WHIN_TYPE_CODE_ENTRY);
  g_type_ensure (WHIN_TYPE_AVATAR_CHOOSER);
  g_type_ensure (WHIN_TYPE_SETUP_WELCOME);
  g_type_ensure (WHIN_TYPE_SETUP_COMPARE);
  g_type_ensure (WHIN_TYPE_SETUP_SOURCE);
  g_type_ensure (WHIN_TYPE_SETUP_PROGRESS);
  g_type_ensure (WHIN_TYPE_WORDS_ENTRY);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
whin_setup_new (WhinClient *client)
{
  WhinSetup *self = g_object_new (WHIN_TYPE_SETUP, NULL);
  const AccountRow *account = whin_client_get_account (client);

  self->client = g_object_ref (client);
  self->registration = whin_registration_new (client);
  whin_setup_welcome_set_can_leave (self->welcome_page, account && account->registered);
  g_signal_connect_object (client, "pairing-changed", G_CALLBACK (whin_setup_show_pairing), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "work-changed", G_CALLBACK (whin_setup_show_work), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
