/* country picker: a dialog with a filtered list. The model is the table's indices, so rows are made
 * as they are seen. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-country-picker.h"
#include "whin-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <stdlib.h>

typedef struct {
  GtkWidget *parent; /* owned */
  WhinCountryFunc picked;
  gpointer user_data;
  AdwDialog *dialog;
  GtkCustomFilter *filter;
  GtkSearchEntry *entry;
  GtkSingleSelection *selection;
  GtkStack *stack; /* the list, or that nothing was found */
} Picker;

static void
picker_free (gpointer data)
{
  Picker *picker = data;

  g_object_unref (picker->parent);
  g_free (picker);
}

static const Country *
country_of (gpointer item)
{
  return country_get ((guint) atoi (gtk_string_object_get_string (item)));
}

static gboolean
matches (gpointer item, gpointer user_data)
{
  Picker *picker = user_data;
  const Country *country = country_of (item);
  const char *key = gtk_editable_get_text (GTK_EDITABLE (picker->entry));

  if (!key[0])
    return TRUE;
  if (key[0] == '+' || g_ascii_isdigit (key[0]))
    return g_str_has_prefix (country->code, key + (key[0] == '+'));
  return g_str_match_string (key, gettext (country->name), TRUE) ||
         g_ascii_strcasecmp (key, country->iso) == 0;
}

static int
compare (gconstpointer a, gconstpointer b, gpointer unused)
{
  return g_utf8_collate (gettext (country_of ((gpointer) a)->name),
                         gettext (country_of ((gpointer) b)->name));
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *flag = gtk_label_new (NULL), *name = gtk_label_new (NULL),
            *code = gtk_label_new (NULL);

  gtk_widget_add_css_class (flag, "flag");
  gtk_widget_add_css_class (code, "dimmed");
  gtk_widget_add_css_class (code, "numeric");
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_set_size_request (box, -1, 40);
  gtk_box_append (GTK_BOX (box), flag);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), code);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  const Country *country = country_of (gtk_list_item_get_item (item));
  GtkWidget *flag = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *name = gtk_widget_get_next_sibling (flag);
  g_autofree char *emoji = country_flag (country);
  g_autofree char *code = g_strdup_printf ("\u2066+%s\u2069", country->code);
  g_autofree char *label = g_strdup_printf ("%s, %s", gettext (country->name), code);

  gtk_label_set_label (GTK_LABEL (flag), emoji);
  gtk_label_set_label (GTK_LABEL (name), gettext (country->name));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (name)), code);
  gtk_list_item_set_accessible_label (item, label);
}

static void
pick (Picker *picker, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (picker->selection), position);
  const Country *country;

  if (!item)
    return;
  country = country_of (item);
  adw_dialog_close (picker->dialog);
  picker->picked (country, picker->user_data);
}

static void
activate_cb (GtkListView *list, guint position, Picker *picker)
{
  pick (picker, position);
}

static void
entry_activate_cb (GtkSearchEntry *entry, Picker *picker)
{
  pick (picker, 0);
}

static void
search_cb (GtkSearchEntry *entry, Picker *picker)
{
  gtk_filter_changed (GTK_FILTER (picker->filter), GTK_FILTER_CHANGE_DIFFERENT);
  gtk_stack_set_visible_child_name (
      picker->stack,
      g_list_model_get_n_items (G_LIST_MODEL (picker->selection)) ? "list" : "nothing");
}

static void
stop_cb (GtkSearchEntry *entry, Picker *picker)
{
  adw_dialog_close (picker->dialog);
}

static GListModel *
make_model (Picker *picker)
{
  GtkStringList *indices = gtk_string_list_new (NULL);
  GtkSortListModel *sorted;

  for (guint i = 0; i < country_count (); i++)
    gtk_string_list_take (indices, g_strdup_printf ("%u", i));
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (indices),
                                    GTK_SORTER (gtk_custom_sorter_new (compare, NULL, NULL)));
  picker->filter = gtk_custom_filter_new (matches, picker, NULL);
  return G_LIST_MODEL (
      gtk_filter_list_model_new (G_LIST_MODEL (sorted), GTK_FILTER (picker->filter)));
}

static GtkWidget *
make_list (Picker *picker)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new (), *list;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  picker->selection = gtk_single_selection_new (make_model (picker));
  gtk_single_selection_set_autoselect (picker->selection, FALSE);
  gtk_single_selection_set_can_unselect (picker->selection, TRUE);
  gtk_single_selection_set_selected (picker->selection, GTK_INVALID_LIST_POSITION);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (picker->selection), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (list), TRUE);
  gtk_widget_add_css_class (list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Countries"), -1);
  g_signal_connect (list, "activate", G_CALLBACK (activate_cb), picker);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  return scroller;
}

static GtkWidget *
make_nothing (void)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "edit-find-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Nothing Found"));
  gtk_widget_add_css_class (page, "compact");
  return page;
}

static GtkWidget *
make_entry (Picker *picker)
{
  GtkWidget *entry = gtk_search_entry_new ();

  picker->entry = GTK_SEARCH_ENTRY (entry);
  gtk_search_entry_set_placeholder_text (picker->entry, _ ("Search by name or code"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search"), -1);
  gtk_widget_set_margin_start (entry, 12);
  gtk_widget_set_margin_end (entry, 12);
  gtk_widget_set_margin_bottom (entry, 6);
  g_signal_connect (entry, "search-changed", G_CALLBACK (search_cb), picker);
  g_signal_connect (entry, "activate", G_CALLBACK (entry_activate_cb), picker);
  g_signal_connect (entry, "stop-search", G_CALLBACK (stop_cb), picker);
  return entry;
}

static gboolean
show_selected_cb (gpointer list)
{
  GtkSingleSelection *selection = GTK_SINGLE_SELECTION (gtk_list_view_get_model (list));
  guint position = gtk_single_selection_get_selected (selection);

  if (position != GTK_INVALID_LIST_POSITION)
    gtk_list_view_scroll_to (list, position, GTK_LIST_SCROLL_NONE, NULL);
  return G_SOURCE_REMOVE;
}

/* A list that is told to scroll before it has a height stays blank. */
static void
page_size_cb (GtkAdjustment *adjustment, GParamSpec *pspec, GtkWidget *list)
{
  if (gtk_adjustment_get_page_size (adjustment) <= 0)
    return;
  g_signal_handlers_disconnect_by_func (adjustment, page_size_cb, list);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, show_selected_cb, g_object_ref (list), g_object_unref);
}

static void
select_current (Picker *picker, GtkWidget *scroller, const Country *current)
{
  GtkScrolledWindow *window = GTK_SCROLLED_WINDOW (scroller);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (picker->selection));

  for (guint i = 0; i < n; i++) {
    g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (picker->selection), i);

    if (country_of (item) == current)
      gtk_single_selection_set_selected (picker->selection, i);
  }
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (window), "notify::page-size",
                           G_CALLBACK (page_size_cb), gtk_scrolled_window_get_child (window),
                           G_CONNECT_DEFAULT);
}

void
whin_country_picker_present (GtkWidget *parent,
                             const Country *current,
                             WhinCountryFunc picked,
                             gpointer user_data)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new (), *list;
  Picker *picker = g_new0 (Picker, 1);

  *picker = (Picker) { g_object_ref (parent), picked, user_data, dialog };
  g_object_set_data_full (G_OBJECT (dialog), "whin-picker", picker, picker_free);
  adw_dialog_set_title (dialog, _ ("Country"));
  adw_dialog_set_content_width (dialog, 400);
  adw_dialog_set_content_height (dialog, 560);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), make_entry (picker));
  list = make_list (picker);
  picker->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (picker->stack, list, "list");
  gtk_stack_add_named (picker->stack, make_nothing (), "nothing");
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (picker->stack));
  adw_dialog_set_child (dialog, view);
  whin_dialog_set_focus (dialog, GTK_WIDGET (picker->entry));
  select_current (picker, list, current);
  adw_dialog_present (dialog, parent);
}
