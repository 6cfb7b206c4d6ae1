/* switcher: see whin-switcher.h. The cursor stays in the field; the arrows move what Enter opens.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-switcher.h"

#include "whin-dialog.h"
#include "whin-search-rows.h"

#include <glib/gi18n.h>

#define ROWS 20
#define CONV "whin-conv"

struct _WhinSwitcher {
  AdwDialog parent_instance;

  WhinClient *client;
  GtkWidget *entry;
  GtkListBox *list;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (WhinSwitcher, whin_switcher, ADW_TYPE_DIALOG)

static guint chosen_signal;

static void
choose (WhinSwitcher *self, GtkListBoxRow *row)
{
  Conv conv = *(Conv *) g_object_get_data (G_OBJECT (row), CONV);

  adw_dialog_close (ADW_DIALOG (self));
  g_signal_emit (self, chosen_signal, 0, &conv);
}

static void
select_row (WhinSwitcher *self, GtkListBoxRow *row)
{
  gtk_list_box_select_row (self->list, row);
  if (row)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (self->entry),
                                    GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT, row, -1);
  else
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->entry),
                                   GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT);
}

static void
append (WhinSwitcher *self, const WhinNamed *named, const WordQuery *query)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *child = whin_search_row_name (named, query);
  guint unread = named->chat ? whin_chat_get_row (named->chat)->unread : 0;
  g_autofree char *label = g_strdup (whin_named_get_name (named));

  if (unread) {
    g_autofree char *count = g_strdup_printf (unread > 999 ? "999+" : "%u", unread);
    GtkWidget *pill = gtk_label_new (count);

    gtk_widget_add_css_class (pill, "unread-pill");
    gtk_widget_add_css_class (pill, "numeric");
    gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
    gtk_box_append (GTK_BOX (child), pill);
    g_free (label);
    label = g_strdup_printf (ngettext ("%s, %u unread message", "%s, %u unread messages", unread),
                             whin_named_get_name (named), unread);
  }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (row), CONV, g_memdup2 (&named->conv, sizeof named->conv),
                          g_free);
  gtk_list_box_append (self->list, row);
}

static void
fill (WhinSwitcher *self)
{
  g_autofree char *typed =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  g_autoptr (WordQuery) query = word_query_new (typed);
  g_autoptr (GPtrArray) found =
      whin_names_find (self->client, typed, WHIN_NAMES_CHATS | WHIN_NAMES_CONTACTS, ROWS);

  select_row (self, NULL);
  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < found->len; i++)
    append (self, found->pdata[i], query);
  select_row (self, gtk_list_box_get_row_at_index (self->list, 0));
  gtk_stack_set_visible_child_name (self->stack, found->len ? "list" : "nothing");
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, WhinSwitcher *self)
{
  choose (self, row);
}

static void
activate_cb (GtkSearchEntry *entry, WhinSwitcher *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row)
    choose (self, row);
}

static void
stop_cb (GtkSearchEntry *entry, WhinSwitcher *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

/* Keeps the row in sight without taking the cursor out of the field. */
static void
scroll_to (WhinSwitcher *self, GtkListBoxRow *row)
{
  GtkAdjustment *place = gtk_list_box_get_adjustment (self->list);
  graphene_rect_t bounds;

  if (place && gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->list), &bounds))
    gtk_adjustment_clamp_page (place, bounds.origin.y, bounds.origin.y + bounds.size.height);
}

static gboolean
key_cb (GtkEventControllerKey *keys,
        guint key,
        guint code,
        GdkModifierType state,
        WhinSwitcher *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int step = key == GDK_KEY_Down || key == GDK_KEY_KP_Down ? 1
             : key == GDK_KEY_Up || key == GDK_KEY_KP_Up   ? -1
                                                           : 0;

  if (!step || !row)
    return GDK_EVENT_PROPAGATE;
  row = gtk_list_box_get_row_at_index (self->list, gtk_list_box_row_get_index (row) + step);
  if (row) {
    select_row (self, row);
    scroll_to (self, row);
  }
  return GDK_EVENT_STOP;
}

static void
dispose (GObject *object)
{
  g_clear_object (&WHIN_SWITCHER (object)->client);
  G_OBJECT_CLASS (whin_switcher_parent_class)->dispose (object);
}

static void
whin_switcher_class_init (WhinSwitcherClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  chosen_signal = g_signal_new ("chosen", WHIN_TYPE_SWITCHER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static GtkWidget *
list_new (WhinSwitcher *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  self->list = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (list, "navigation-sidebar");
  gtk_widget_add_css_class (list, "chat-list");
  gtk_widget_set_focusable (list, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Chats"),
                                  -1);
  g_signal_connect (list, "row-activated", G_CALLBACK (row_activated_cb), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  return scroller;
}

static GtkWidget *
nothing_new (void)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "edit-find-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Nobody Found"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (page),
      _ ("Try another name. Words of messages are found with Search Everywhere."));
  gtk_widget_add_css_class (page, "compact");
  return page;
}

static void
whin_switcher_init (WhinSwitcher *self)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *stack = gtk_stack_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->entry = gtk_search_entry_new ();
  self->stack = GTK_STACK (stack);
  gtk_search_entry_set_placeholder_text (GTK_SEARCH_ENTRY (self->entry), _ ("Go to a chat"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Go to a chat"), -1);
  gtk_widget_set_margin_top (self->entry, 12);
  gtk_widget_set_margin_bottom (self->entry, 6);
  gtk_widget_set_margin_start (self->entry, 12);
  gtk_widget_set_margin_end (self->entry, 12);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (fill), self);
  g_signal_connect (self->entry, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect (self->entry, "stop-search", G_CALLBACK (stop_cb), self);
  gtk_stack_add_named (self->stack, list_new (self), "list");
  gtk_stack_add_named (self->stack, nothing_new (), "nothing");
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), self->entry);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), stack);
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Go to a Chat"));
  adw_dialog_set_content_width (ADW_DIALOG (self), 420);
  adw_dialog_set_content_height (ADW_DIALOG (self), 480);
  adw_dialog_set_child (ADW_DIALOG (self), view);
  whin_dialog_set_focus (ADW_DIALOG (self), self->entry);
}

AdwDialog *
whin_switcher_new (WhinClient *client)
{
  WhinSwitcher *self = g_object_new (WHIN_TYPE_SWITCHER, NULL);

  self->client = g_object_ref (client);
  fill (self);
  return ADW_DIALOG (self);
}
