/* chat page, delete: for whom, and a way back for as long as the toast is there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "whin-client-messages.h"
#include "whin-undo.h"

#include <glib/gi18n.h>

#define UNDO_S 5

static void
delete_rows (WhinChatPage *self, GPtrArray *rows, gboolean for_all)
{
  guint deletion = whin_client_delete_later (self->client, rows, for_all);
  g_autofree char *text =
      for_all ? g_strdup_printf (ngettext ("%u message deleted for everyone",
                                           "%u messages deleted for everyone", rows->len),
                                 rows->len)
              : g_strdup_printf (ngettext ("%u message deleted", "%u messages deleted", rows->len),
                                 rows->len);

  whin_undo_offer (GTK_WIDGET (self), self->client, deletion, text, UNDO_S);
}

/* -- The question -- */

typedef struct {
  WhinChatPage *self;
  GPtrArray *rows;
} Question;

static void
answered_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  const char *answer = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (dialog), result);

  if (question->self->client && !g_str_equal (answer, "cancel"))
    delete_rows (question->self, question->rows, g_str_equal (answer, "all"));
  g_object_unref (question->self);
  g_ptr_array_unref (question->rows);
  g_free (question);
}

static void
ask (WhinChatPage *self, GPtrArray *rows)
{
  g_autofree char *heading =
      g_strdup_printf (ngettext ("Delete Message?", "Delete %u Messages?", rows->len), rows->len);
  AdwDialog *dialog = adw_alert_dialog_new (heading, NULL);
  Question *question = g_new (Question, 1);

  *question = (Question) { g_object_ref (self), g_ptr_array_ref (rows) };
  adw_alert_dialog_set_body (
      ADW_ALERT_DIALOG (dialog),
      ngettext (
          "Deleting for everyone removes it from all devices and leaves a note. Somebody may "
          "have seen it before.",
          "Deleting for everyone removes them from all devices and leaves notes. Somebody may "
          "have seen them before.",
          rows->len));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "me",
                                  _ ("Delete for _Me"), "all", _ ("Delete for _Everyone"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "all",
                                            ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "me");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_prefer_wide_layout (ADW_ALERT_DIALOG (dialog), TRUE);
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), GTK_WIDGET (self), NULL, answered_cb,
                           question);
}

/* Where there is no choice, Undo is enough. */
void
whin_chat_page_delete (WhinChatPage *self, GPtrArray *rows)
{
  gboolean for_all = rows->len > 0;

  for (guint i = 0; i < rows->len; i++)
    for_all = for_all && whin_chat_page_may_take_back (self, rows->pdata[i]);
  if (for_all)
    ask (self, rows);
  else if (rows->len)
    delete_rows (self, rows, FALSE);
}
