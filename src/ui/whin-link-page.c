/* link page: shows what the newest PairingRow says. Nothing joins before a person has said here
 * that the pictures are the same. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-link-page.h"

#include "error.h"
#include "whin-format.h"
#include "whin-link-pictures.h"
#include "whin-link.h"
#include "whin-qr-code.h"
#include "whin-sentence.h"

#include <glib/gi18n.h>

#define CODE_SECONDS 120
#define ROWS (WHIN_LINK_WORDS / 2)

struct _WhinLinkPage {
  AdwNavigationPage parent_instance;

  GtkStack *stack;
  WhinQrCode *qr_code;
  GtkGrid *words_grid;
  GtkLabel *server_label, *countdown_label, *joining_label;
  WhinLinkPictures *pictures;
  GtkButton *no_button, *done_button, *again_button;
  AdwStatusPage *done_status, *failed_status;

  WhinClient *client;
  GCancellable *cancellable;
  char *code;      /* NULL while it is asked for; wiped */
  gint64 ends;     /* when the code is no good any more: g_get_monotonic_time () */
  guint countdown; /* source */
};

G_DEFINE_FINAL_TYPE (WhinLinkPage, whin_link_page, ADW_TYPE_NAVIGATION_PAGE)

enum {
  DONE,
  COPIED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static gboolean
shows (WhinLinkPage *self, const char *name)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) == 0;
}

static void
show (WhinLinkPage *self, const char *name, GtkButton *focus)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  if (focus)
    gtk_widget_grab_focus (GTK_WIDGET (focus));
}

static void
fail (WhinLinkPage *self, const char *why)
{
  adw_status_page_set_description (self->failed_status, why);
  show (self, "failed", self->again_button);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), why, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* -- The code -- */

static void
clear_code (WhinLinkPage *self)
{
  GtkWidget *child;

  g_clear_handle_id (&self->countdown, g_source_remove);
  g_clear_pointer (&self->code, whin_link_wipe);
  whin_qr_code_set_text (self->qr_code, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->words_grid))))
    gtk_grid_remove (self->words_grid, child);
}

/* Numbered, the first six in the first column. */
static void
add_word (WhinLinkPage *self, guint i, const char *word)
{
  g_autofree char *number = g_strdup_printf ("%u", i + 1);
  /* Translators: for somebody who hears the words; the number of a word and the word */
  g_autofree char *spoken = g_strdup_printf (_ ("Word %u: %s"), i + 1, word);
  GtkWidget *number_label =
      g_object_new (GTK_TYPE_LABEL, "label", number, "xalign", 1.0, "accessible-role",
                    GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *word_label = g_object_new (GTK_TYPE_LABEL, "label", word, "xalign", 0.0, NULL);
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_add_css_class (number_label, "dimmed");
  gtk_widget_add_css_class (number_label, "numeric");
  gtk_widget_add_css_class (word_label, "link-word");
  gtk_label_set_width_chars (GTK_LABEL (number_label), 2);
  /* The longest word of the list: columns that do not move from code to code. */
  gtk_label_set_width_chars (GTK_LABEL (word_label), 8);
  gtk_accessible_update_property (GTK_ACCESSIBLE (word_label), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
  /* The list is English, and is read as English is. */
  gtk_widget_set_direction (cell, GTK_TEXT_DIR_LTR);
  gtk_widget_set_direction (word_label, GTK_TEXT_DIR_LTR);
  gtk_box_append (GTK_BOX (cell), number_label);
  gtk_box_append (GTK_BOX (cell), word_label);
  gtk_grid_attach (self->words_grid, cell, (int) (i / ROWS), (int) (i % ROWS), 1, 1);
}

static gboolean
countdown_cb (gpointer user_data)
{
  WhinLinkPage *self = user_data;
  g_autofree char *left = whin_format_countdown (self->ends);
  g_autofree char *text = NULL;

  if (!left) {
    self->countdown = 0;
    return G_SOURCE_REMOVE; /* the engine says the rest */
  }
  /* Translators: %s is minutes and seconds, like 1:42 */
  text = g_strdup_printf (_ ("The code works once, for %s"), left);
  gtk_label_set_label (self->countdown_label, text);
  return G_SOURCE_CONTINUE;
}

static void
show_code (WhinLinkPage *self, char *code)
{
  g_auto (GStrv) words = whin_link_words (code);
  const AccountRow *account = whin_client_get_account (self->client);
  /* Translators: %s is the address of a server */
  g_autofree char *server = g_strdup_printf (_ ("Server: %s"), account ? account->server : "");

  self->code = code;
  self->ends = g_get_monotonic_time () + CODE_SECONDS * G_USEC_PER_SEC;
  whin_qr_code_set_text (self->qr_code, code);
  for (guint i = 0; words && words[i]; i++) {
    add_word (self, i, words[i]);
    explicit_bzero (words[i], strlen (words[i]));
  }
  gtk_label_set_label (self->server_label, server);
  countdown_cb (self);
  self->countdown = g_timeout_add_seconds (1, countdown_cb, self);
  show (self, "code", NULL);
}

static void
code_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinLinkPage) self = user_data;
  g_autoptr (GError) error = NULL;
  char *code = whin_client_make_link_finish (self->client, result, &error);

  if (!self->client)
    whin_link_wipe (code);
  else if (code)
    show_code (self, code);
  else
    fail (self, error->message);
}

static void
ask_for_code (WhinLinkPage *self)
{
  clear_code (self);
  show (self, "waiting", NULL);
  whin_client_make_link_async (self->client, self->cancellable, code_cb, g_object_ref (self));
}

static void
another_cb (GtkButton *button, WhinLinkPage *self)
{
  ask_for_code (self);
}

static void
copy_cb (GtkButton *button, WhinLinkPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->code);
  g_signal_emit (self, signals[COPIED], 0);
}

/* -- How it gets on -- */

static void
show_compare (WhinLinkPage *self, const PairingRow *row)
{
  /* Translators: %s is what a device calls itself */
  g_autofree char *text =
      whin_sentence (_ ("“%s” wants to join. It will be able to read everything."), row->device);

  clear_code (self);
  gtk_label_set_label (self->joining_label, text);
  whin_link_pictures_set (self->pictures, row);
  /* Enter does no harm. */
  show (self, "compare", self->no_button);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
show_done (WhinLinkPage *self, const PairingRow *row)
{
  /* Translators: %s is what a device calls itself */
  g_autofree char *title = whin_sentence (_ ("“%s” Is Linked"), row->device);
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  adw_status_page_set_title (self->done_status, escaped);
  show (self, "done", self->done_button);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), title,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static const char *
reason (const PairingRow *row)
{
  switch (row->error) {
  case WHIN_ERROR_CODE_EXPIRED:
    return _ ("The time ran out before the other device had answered.");
  case WHIN_ERROR_DISK:
    return _ ("The new device could not be added: nothing can be stored on this one.");
  case WHIN_ERROR_UNTRUSTED:
    return _ ("The new device’s keys could not be used.");
  default:
    return _ ("The new device could not be added. Try again with another code.");
  }
}

static void
pairing_changed_cb (WhinClient *client, WhinLinkPage *self)
{
  const PairingRow *row = whin_client_get_pairing (client);

  /* What ends while a code is asked for is the code before it. */
  if (!self->client || row->joining || shows (self, "waiting") || shows (self, "done") ||
      shows (self, "failed"))
    return;
  switch (row->state) {
  case PAIRING_COMPARE:
    show_compare (self, row);
    break;
  case PAIRING_JOINING:
    show (self, "joining", NULL);
    break;
  case PAIRING_DONE:
    show_done (self, row);
    break;
  case PAIRING_FAILED:
    clear_code (self);
    fail (self, reason (row));
    break;
  default:
    break;
  }
}

static void
match_cb (GtkButton *button, WhinLinkPage *self)
{
  whin_client_confirm_link (self->client);
}

static void
no_match_cb (GtkButton *button, WhinLinkPage *self)
{
  fail (self,
        _ ("The device was not added: the pictures were different. Somebody may have seen the "
           "code, or something is between the devices. Try again in another place, and show "
           "the code to nobody."));
  whin_client_cancel_link (self->client);
}

static void
done_cb (GtkButton *button, WhinLinkPage *self)
{
  g_signal_emit (self, signals[DONE], 0);
}

/* -- The page -- */

/* Whoever leaves the page has not confirmed. What was confirmed goes on. */
static void
leave (WhinLinkPage *self)
{
  if (!self->client)
    return;
  clear_code (self);
  if (shows (self, "waiting") || shows (self, "code") || shows (self, "compare"))
    whin_client_cancel_link (self->client);
  g_clear_object (&self->client);
}

static void
whin_link_page_hidden (AdwNavigationPage *page)
{
  leave (WHIN_LINK_PAGE (page));
}

static void
whin_link_page_dispose (GObject *object)
{
  WhinLinkPage *self = WHIN_LINK_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  leave (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_LINK_PAGE);
  G_OBJECT_CLASS (whin_link_page_parent_class)->dispose (object);
}

static void
whin_link_page_finalize (GObject *object)
{
  g_object_unref (WHIN_LINK_PAGE (object)->cancellable);
  G_OBJECT_CLASS (whin_link_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WhinLinkPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WhinLinkPage, qr_code);
  gtk_widget_class_bind_template_child (widget_class, WhinLinkPage, words_grid);
  gtk_widget_class_bind_template_child (widget_class, WhinLinkPage, server_label);
  gtk_widget_class_bind_template_child (widget_class, WhinLinkPage, countdown_label);
  gtk_widget_class_bind_template_child (widget_class, WhinLinkPage, joining_label);
  gtk_widget_class_bind_template_child (widget_class, WhinLinkPage, pictures);
  gtk_widget_class_bind_template_child (widget_class, WhinLinkPage, no_button);
  gtk_widget_class_bind_template_child (widget_class, WhinLinkPage, done_button);
  gtk_widget_class_bind_template_child (widget_class, WhinLinkPage, again_button);
  gtk_widget_class_bind_template_child (widget_class, WhinLinkPage, done_status);
  gtk_widget_class_bind_template_child (widget_class, WhinLinkPage, failed_status);
}

static void
whin_link_page_class_init (WhinLinkPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = whin_link_page_dispose;
  object_class->finalize = whin_link_page_finalize;
  ADW_NAVIGATION_PAGE_CLASS (klass)->hidden = whin_link_page_hidden;
  signals[DONE] = g_signal_new ("done", WHIN_TYPE_LINK_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[COPIED] = g_signal_new ("copied", WHIN_TYPE_LINK_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-link-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, another_cb);
  gtk_widget_class_bind_template_callback (widget_class, match_cb);
  gtk_widget_class_bind_template_callback (widget_class, no_match_cb);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
}

static void
whin_link_page_init (WhinLinkPage *self)
{
  g_type_ensure (WHIN_TYPE_QR_CODE);
  g_type_ensure (WHIN_TYPE_LINK_PICTURES);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_direction (GTK_WIDGET (self->words_grid), GTK_TEXT_DIR_LTR);
}

AdwNavigationPage *
whin_link_page_new (WhinClient *client)
{
  WhinLinkPage *self = g_object_new (WHIN_TYPE_LINK_PAGE, NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "pairing-changed", G_CALLBACK (pairing_changed_cb), self,
                           G_CONNECT_DEFAULT);
  ask_for_code (self);
  return ADW_NAVIGATION_PAGE (self);
}
