/* recovery page: the engine makes the key and checks what is typed; here it is shown, and gone with
 * the page. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-recovery-page.h"

#include "whin-backup.h"
#include "whin-link.h"
#include "whin-recovery-copy.h"
#include "whin-step.h"

#include <glib/gi18n.h>

#define ROWS (WHIN_RECOVERY_GROUPS / 2)

struct _WhinRecoveryPage {
  AdwNavigationPage parent_instance;

  GtkStack *stack;
  AdwStatusPage *failed_status;
  GtkButton *again_button, *next_button, *daily_button, *done_button;
  GtkGrid *grid;
  WhinStep *check_step;
  AdwEntryRow *first_row, *second_row;

  WhinClient *client;
  GCancellable *cancellable;
  char *key;                         /* until it is in use; wiped */
  guint asked[WHIN_RECOVERY_CHECKS]; /* the groups that are asked for */
  guint right;                       /* how many of them were right */
};

G_DEFINE_FINAL_TYPE (WhinRecoveryPage, whin_recovery_page, ADW_TYPE_NAVIGATION_PAGE)

enum {
  DONE,
  SAID,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
show (WhinRecoveryPage *self, const char *name, gpointer focus)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_grab_focus (GTK_WIDGET (focus));
}

static void
say (const char *text, gpointer user_data)
{
  g_signal_emit (user_data, signals[SAID], 0, text);
}

/* -- The key -- */

static void
clear_key (WhinRecoveryPage *self)
{
  GtkWidget *child;

  g_clear_pointer (&self->key, whin_link_wipe);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))))
    gtk_grid_remove (self->grid, child);
}

/* Letter by letter: "4 K 7 M" is no word. */
static char *
spoken_group (guint i, const char *group)
{
  GString *letters = g_string_new (NULL);
  char *spoken;

  for (const char *p = group; *p; p++)
    g_string_append_printf (letters, "%s%c", p == group ? "" : " ", *p);
  /* Translators: for somebody who hears the recovery key; the number of a group and its letters */
  spoken = g_strdup_printf (_ ("Group %u: %s"), i + 1, letters->str);
  g_string_free (letters, TRUE);
  return spoken;
}

static void
add_group (WhinRecoveryPage *self, guint i, const char *group)
{
  g_autofree char *number = g_strdup_printf ("%u", i + 1);
  g_autofree char *spoken = spoken_group (i, group);
  GtkWidget *number_label =
      g_object_new (GTK_TYPE_LABEL, "label", number, "xalign", 1.0, "width-chars", 2,
                    "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *group_label = g_object_new (GTK_TYPE_LABEL, "label", group, "xalign", 0.0, NULL);
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_widget_add_css_class (number_label, "dimmed");
  gtk_widget_add_css_class (number_label, "numeric");
  gtk_widget_add_css_class (group_label, "recovery-group");
  gtk_accessible_update_property (GTK_ACCESSIBLE (group_label), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
  gtk_widget_set_direction (cell, GTK_TEXT_DIR_LTR);
  gtk_widget_set_direction (group_label, GTK_TEXT_DIR_LTR);
  gtk_widget_set_halign (cell, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (cell), number_label);
  gtk_box_append (GTK_BOX (cell), group_label);
  gtk_grid_attach (self->grid, cell, (int) (i / ROWS), (int) (i % ROWS), 1, 1);
}

static void
show_key (WhinRecoveryPage *self, char *key)
{
  g_auto (GStrv) groups = g_strsplit (key, " ", -1);

  self->key = key;
  for (guint i = 0; groups[i]; i++) {
    add_group (self, i, groups[i]);
    explicit_bzero (groups[i], strlen (groups[i]));
  }
  show (self, "key", self->next_button);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinRecoveryPage) self = user_data;
  g_autoptr (GError) error = NULL;
  char *key = whin_client_make_recovery_finish (self->client, result, &error);

  if (!self->client) {
    whin_link_wipe (key);
  } else if (key) {
    show_key (self, key);
  } else {
    adw_status_page_set_description (self->failed_status, error->message);
    show (self, "failed", self->again_button);
  }
}

static void
make (WhinRecoveryPage *self)
{
  clear_key (self);
  gtk_stack_set_visible_child_name (self->stack, "waiting");
  whin_client_make_recovery_async (self->client, self->cancellable, made_cb, g_object_ref (self));
}

static void
again_cb (GtkButton *button, WhinRecoveryPage *self)
{
  make (self);
}

static void
copy_cb (GtkButton *button, WhinRecoveryPage *self)
{
  whin_recovery_copy (GTK_WIDGET (self), self->key);
  say (_ ("Copied. Paste it where you keep passwords."), self);
}

static void
save_cb (GtkButton *button, WhinRecoveryPage *self)
{
  whin_recovery_save (GTK_WIDGET (self), self->key, say);
}

static void
print_cb (GtkButton *button, WhinRecoveryPage *self)
{
  whin_recovery_print (GTK_WIDGET (self), self->key, say);
}

/* -- The copy -- */

static void
name_row (AdwEntryRow *row, guint index)
{
  /* Translators: %u is the number of a group of the recovery key */
  g_autofree char *title = g_strdup_printf (_ ("Group %u"), index + 1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_text (GTK_EDITABLE (row), "");
}

static void
next_cb (GtkButton *button, WhinRecoveryPage *self)
{
  self->asked[0] = (guint) g_random_int_range (0, WHIN_RECOVERY_GROUPS - 1);
  self->asked[1] = (guint) g_random_int_range ((int) self->asked[0] + 1, WHIN_RECOVERY_GROUPS);
  name_row (self->first_row, self->asked[0]);
  name_row (self->second_row, self->asked[1]);
  whin_step_set_error (self->check_step, NULL);
  show (self, "check", self->first_row);
}

static void
back_cb (GtkButton *button, WhinRecoveryPage *self)
{
  show (self, "key", self->next_button);
}

static gboolean
is_group (AdwEntryRow *row)
{
  return g_utf8_strlen (gtk_editable_get_text (GTK_EDITABLE (row)), -1) >= WHIN_RECOVERY_GROUP_LEN;
}

static void
changed_cb (GtkEditable *row, WhinRecoveryPage *self)
{
  whin_step_set_ready (self->check_step, is_group (self->first_row) && is_group (self->second_row));
  whin_step_set_error (self->check_step, NULL);
}

static void
activated_cb (WhinStep *step)
{
  whin_step_proceed (step);
}

static void
first_activated_cb (AdwEntryRow *row, WhinRecoveryPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->second_row));
}

static void
show_done (WhinRecoveryPage *self)
{
  const BackupRow *backup = whin_client_get_backup (self->client);
  gboolean daily = backup && backup->daily;

  clear_key (self);
  gtk_widget_set_visible (GTK_WIDGET (self->daily_button), !daily);
  gtk_button_set_label (self->done_button, daily ? _ ("Done") : _ ("Not Now"));
  show (self, "done", daily ? self->done_button : self->daily_button);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), _ ("Your Recovery Key Is in Use"),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static AdwEntryRow *
row_in_question (WhinRecoveryPage *self)
{
  return self->right == 0 ? self->first_row : self->second_row;
}

static void check_next (WhinRecoveryPage *self);

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinRecoveryPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean complete = FALSE;

  whin_client_check_recovery_finish (self->client, result, &complete, &error);
  if (!self->client)
    return;
  if (error) {
    whin_step_set_busy (self->check_step, FALSE);
    whin_step_set_error (self->check_step, error->message);
    gtk_widget_grab_focus (GTK_WIDGET (row_in_question (self)));
  } else if (complete) {
    whin_step_set_busy (self->check_step, FALSE);
    show_done (self);
  } else {
    self->right++;
    check_next (self);
  }
}

static void
check_next (WhinRecoveryPage *self)
{
  g_autofree char *typed =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row_in_question (self)))));

  whin_client_check_recovery_async (self->client, self->asked[self->right], typed,
                                    self->cancellable, checked_cb, g_object_ref (self));
}

static void
check_cb (WhinStep *step, WhinRecoveryPage *self)
{
  whin_step_set_busy (step, TRUE);
  self->right = 0;
  check_next (self);
}

/* -- The end -- */

static void
daily_cb (GtkButton *button, WhinRecoveryPage *self)
{
  whin_client_set_daily_backup (self->client, TRUE);
  g_signal_emit (self, signals[DONE], 0);
}

static void
done_cb (GtkButton *button, WhinRecoveryPage *self)
{
  g_signal_emit (self, signals[DONE], 0);
}

static void
leave (WhinRecoveryPage *self)
{
  if (!self->client)
    return;
  g_cancellable_cancel (self->cancellable);
  clear_key (self);
  g_clear_object (&self->client);
}

static void
whin_recovery_page_hidden (AdwNavigationPage *page)
{
  leave (WHIN_RECOVERY_PAGE (page));
}

static void
whin_recovery_page_dispose (GObject *object)
{
  WhinRecoveryPage *self = WHIN_RECOVERY_PAGE (object);

  leave (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_RECOVERY_PAGE);
  G_OBJECT_CLASS (whin_recovery_page_parent_class)->dispose (object);
}

static void
whin_recovery_page_finalize (GObject *object)
{
  g_object_unref (WHIN_RECOVERY_PAGE (object)->cancellable);
  G_OBJECT_CLASS (whin_recovery_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WhinRecoveryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WhinRecoveryPage, failed_status);
  gtk_widget_class_bind_template_child (widget_class, WhinRecoveryPage, again_button);
  gtk_widget_class_bind_template_child (widget_class, WhinRecoveryPage, next_button);
  gtk_widget_class_bind_template_child (widget_class, WhinRecoveryPage, daily_button);
  gtk_widget_class_bind_template_child (widget_class, WhinRecoveryPage, done_button);
  gtk_widget_class_bind_template_child (widget_class, WhinRecoveryPage, grid);
  gtk_widget_class_bind_template_child (widget_class, WhinRecoveryPage, check_step);
  gtk_widget_class_bind_template_child (widget_class, WhinRecoveryPage, first_row);
  gtk_widget_class_bind_template_child (widget_class, WhinRecoveryPage, second_row);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, print_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, first_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, daily_cb);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
}

static void
whin_recovery_page_class_init (WhinRecoveryPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = whin_recovery_page_dispose;
  object_class->finalize = whin_recovery_page_finalize;
  ADW_NAVIGATION_PAGE_CLASS (klass)->hidden = whin_recovery_page_hidden;
  signals[DONE] = g_signal_new ("done", WHIN_TYPE_RECOVERY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[SAID] = g_signal_new ("said", WHIN_TYPE_RECOVERY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-recovery-page.ui");
  bind_template (widget_class);
}

static void
whin_recovery_page_init (WhinRecoveryPage *self)
{
  g_type_ensure (WHIN_TYPE_STEP);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_direction (GTK_WIDGET (self->grid), GTK_TEXT_DIR_LTR);
}

AdwNavigationPage *
whin_recovery_page_new (WhinClient *client)
{
  WhinRecoveryPage *self = g_object_new (WHIN_TYPE_RECOVERY_PAGE, NULL);

  self->client = g_object_ref (client);
  make (self);
  return ADW_NAVIGATION_PAGE (self);
}
