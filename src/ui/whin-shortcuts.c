/* shortcuts: a table, shown as boxed lists. (libadwaita has a dialog for this from 1.8.)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-shortcuts.h"

#include <glib/gi18n.h>

typedef struct {
  const char *title; /* with a NULL accel: a new group */
  const char *accel;
} Shortcut;

static const Shortcut shortcuts[] = {
  { N_ ("General"), NULL },
  { N_ ("New chat"), "<Control>n" },
  { N_ ("Search everywhere"), "<Control><Shift>f" },
  { N_ ("Go to a chat"), "<Control>k" },
  { N_ ("Next chat"), "<Alt>Down" },
  { N_ ("Previous chat"), "<Alt>Up" },
  { N_ ("Back, or close the chat"), "Escape" },
  { N_ ("Lock"), "<Control>l" },
  { N_ ("Preferences"), "<Control>comma" },
  { N_ ("Keyboard shortcuts"), "<Control>question" },
  { N_ ("Close window"), "<Control>w" },
  { N_ ("Quit"), "<Control>q" },
  { N_ ("Writing"), NULL },
  { N_ ("Send"), "Return" },
  { N_ ("New line"), "<Shift>Return" },
  { N_ ("Attach files"), "<Control>o" },
  { N_ ("Emoji"), "<Control>period" },
  { N_ ("Stickers"), "<Control><Shift>period" },
  { N_ ("Record a voice message, and send it"), "<Control><Shift>v" },
  { N_ ("Bold"), "<Control>b" },
  { N_ ("Italic"), "<Control>i" },
  { N_ ("Strikethrough"), "<Control><Shift>x" },
  { N_ ("Emoji by name"), "colon" },
  { N_ ("Paste text, a picture or files"), "<Control>v" },
  { N_ ("Edit the last message"), "Up" },
  { N_ ("Choose what to answer"), "<Control>Up" },
  { N_ ("Conversation"), NULL },
  { N_ ("Search in the chat"), "<Control>f" },
  { N_ ("Earlier match"), "<Control>g" },
  { N_ ("Later match"), "<Control><Shift>g" },
  { N_ ("Page up and down"), "Page_Up" },
  { N_ ("To the messages"), "<Shift>Tab" },
  { N_ ("To the first message"), "<Control>Home" },
  { N_ ("To the newest message"), "<Control>End" },
  { N_ ("To the next mention"), "<Control>m" },
  { N_ ("Who it is"), "<Alt>Return" },
  { N_ ("Message"), NULL },
  { N_ ("Menu of a message"), "<Shift>F10" },
  { N_ ("Links, quotes and reactions in it"), "Right" },
  { N_ ("Who has reacted, at a reaction"), "<Shift>F10" },
  { N_ ("Reply"), "<Control>r" },
  { N_ ("React"), "<Control><Shift>e" },
  { N_ ("Edit"), "F2" },
  { N_ ("Forward"), "<Control><Shift>r" },
  { N_ ("Copy"), "<Control>c" },
  { N_ ("Add to my stickers"), "<Control><Shift>s" },
  { N_ ("Star"), "<Control>d" },
  { N_ ("Pin"), "<Control><Shift>d" },
  { N_ ("Info"), "<Alt>Return" },
  { N_ ("Delete"), "Delete" },
  { N_ ("Select"), "space" },
  { N_ ("Select more"), "<Shift>Up" },
  { N_ ("Select all"), "<Control>a" },
  { N_ ("The chat as a whole"), NULL },
  { N_ ("Menu of a chat in the list"), "<Shift>F10" },
  { N_ ("Pin or unpin"), "<Control><Shift>p" },
  { N_ ("Archive or unarchive"), "<Control>e" },
  { N_ ("Mute or unmute"), "<Control><Shift>m" },
  { N_ ("Mark as unread or read"), "<Control><Alt>u" },
  { N_ ("Delete"), "<Control><Shift>Delete" },
  { N_ ("Files to send"), NULL },
  { N_ ("Move up or down"), "<Alt>Up" },
  { N_ ("Leave out"), "Delete" },
  { N_ ("Paste more"), "<Control>v" },
  { N_ ("Pictures"), NULL },
  { N_ ("Next and previous"), "Right" },
  { N_ ("Zoom in"), "plus" },
  { N_ ("Zoom out"), "minus" },
  { N_ ("Save as"), "<Control>s" },
  { N_ ("Editing a picture"), NULL },
  { N_ ("Undo"), "<Control>z" },
  { N_ ("Redo"), "<Control><Shift>z" },
  { N_ ("Crop"), "<Alt>1" },
  { N_ ("Draw"), "<Alt>2" },
  { N_ ("Blur"), "<Alt>3" },
  { N_ ("Rotate right"), "<Control>r" },
  { N_ ("Rotate left"), "<Control><Shift>r" },
  { N_ ("Flip horizontally"), "<Control>h" },
  { N_ ("Flip vertically"), "<Control><Shift>h" },
  { N_ ("Move what is kept, or the pen"), "Left" },
  { N_ ("Change the size of what is kept"), "<Shift>Left" },
  { N_ ("Put down or lift the pen"), "space" },
  { N_ ("Done"), "<Control>Return" },
};

static GtkWidget *
keys_new (const char *accel)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GdkModifierType modifiers;
  guint key;
  g_autofree char *label = NULL;
  g_auto (GStrv) parts = NULL;

  gtk_accelerator_parse (accel, &key, &modifiers);
  label = gtk_accelerator_get_label (key, modifiers);
  parts = g_strsplit (label, "+", -1);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  for (guint i = 0; parts[i]; i++) {
    /* "+" itself comes as two empty parts. */
    GtkWidget *cap = gtk_label_new (parts[i][0] ? parts[i] : "+");

    gtk_widget_add_css_class (cap, "keycap");
    gtk_box_append (GTK_BOX (box), cap);
    if (!parts[i][0])
      break;
  }
  return box;
}

AdwDialog *
whin_shortcuts_new (void)
{
  AdwDialog *dialog = adw_preferences_dialog_new ();
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  AdwPreferencesGroup *group = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++) {
    GtkWidget *row;

    if (!shortcuts[i].accel) {
      group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
      adw_preferences_group_set_title (group, _ (shortcuts[i].title));
      adw_preferences_page_add (page, group);
      continue;
    }
    row = adw_action_row_new ();
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (shortcuts[i].title));
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), keys_new (shortcuts[i].accel));
    adw_preferences_group_add (group, row);
  }
  adw_dialog_set_title (dialog, _ ("Keyboard Shortcuts"));
  adw_dialog_set_content_width (dialog, 460);
  adw_preferences_dialog_add (ADW_PREFERENCES_DIALOG (dialog), page);
  return dialog;
}
