/* recovery copy: see the header. What is written tells what it is for, for whoever finds the paper
 * years later. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-recovery-copy.h"

#include "whin-link.h"

#include <glib/gi18n.h>

#define GROUPS_A_LINE 7
#define HINT "x-kde-passwordManagerHint"

/* -- The clipboard -- */

void
whin_recovery_copy (GtkWidget *widget, const char *key)
{
  g_autoptr (GBytes) hint = g_bytes_new_static ("secret", 6);
  GdkContentProvider *both[] = {
    gdk_content_provider_new_typed (G_TYPE_STRING, key),
    gdk_content_provider_new_for_bytes (HINT, hint),
  };
  g_autoptr (GdkContentProvider) content =
      gdk_content_provider_new_union (both, G_N_ELEMENTS (both));

  gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), content);
}

/* -- As text -- */

/* Seven groups a line. To be wiped. */
static char *
lines_of (const char *key)
{
  char *lines = g_strdup (key);
  guint n = 0;

  for (char *p = lines; *p; p++)
    if (*p == ' ' && ++n % GROUPS_A_LINE == 0)
      *p = '\n';
  return lines;
}

/* To be wiped. */
static char *
text_of (const char *key)
{
  char *lines = lines_of (key);
  char *text = g_strdup_printf (
      "%s\n\n%s\n\n%s\n", _ ("Recovery key of Whinchat"), lines,
      _ ("It brings back your account and your backups. Whoever has it can do so too: keep it "
         "where only you find it."));

  whin_link_wipe (lines);
  return text;
}

typedef struct {
  GtkWidget *widget;
  char *text;
  WhinSaidFunc said;
} Copying;

static Copying *
copying_new (GtkWidget *widget, char *text, WhinSaidFunc said)
{
  Copying *copying = g_new (Copying, 1);

  *copying = (Copying) { g_object_ref (widget), text, said };
  return copying;
}

static void
copying_free (Copying *copying)
{
  g_object_unref (copying->widget);
  whin_link_wipe (copying->text);
  g_free (copying);
}

/* -- A file -- */

static void
written_cb (GObject *file, GAsyncResult *result, gpointer user_data)
{
  Copying *copying = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (file), result, NULL, &error))
    copying->said (_ ("Saved. Keep the file away from this device."), copying->widget);
  else
    copying->said (error->message, copying->widget);
  copying_free (copying);
}

static void
chosen_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  Copying *copying = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (dialog), result, NULL);

  if (file)
    g_file_replace_contents_async (file, copying->text, strlen (copying->text), NULL, FALSE,
                                   G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, NULL,
                                   written_cb, copying);
  else
    copying_free (copying);
}

void
whin_recovery_save (GtkWidget *widget, const char *key, WhinSaidFunc said)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Save Recovery Key"));
  gtk_file_dialog_set_initial_name (dialog, _ ("Whinchat recovery key.txt"));
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, chosen_cb,
                        copying_new (widget, text_of (key), said));
}

/* -- Paper -- */

static void
draw_page_cb (GtkPrintOperation *operation,
              GtkPrintContext *context,
              int page,
              const Copying *copying)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Monospace 14");

  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int) gtk_print_context_get_width (context) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, copying->text, -1);
  pango_cairo_show_layout (cr, layout);
  pango_layout_set_text (layout, "", -1);
}

static void
printed_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, Copying *copying)
{
  g_autoptr (GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR) {
    gtk_print_operation_get_error (operation, &error);
    copying->said (error->message, copying->widget);
  }
  copying_free (copying);
}

void
whin_recovery_print (GtkWidget *widget, const char *key, WhinSaidFunc said)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  Copying *copying = copying_new (widget, text_of (key), said);

  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_job_name (operation, _ ("Recovery key of Whinchat"));
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), copying);
  g_signal_connect (operation, "done", G_CALLBACK (printed_cb), copying);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           GTK_WINDOW (gtk_widget_get_root (widget)), NULL);
}
