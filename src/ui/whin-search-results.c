/* search results: see whin-search-results.h. Names are found at once, the rest as the engine
 * answers; what was found before stays until then, so that typing does not flicker.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-search-results.h"

#include "whin-chat-row.h"
#include "whin-media-tile.h"
#include "whin-search-filters.h"
#include "whin-search-rows.h"
#include "whin-search.h"

#include <glib/gi18n.h>
#include <string.h>

#define PAGE 30
#define NAMES_MOST 200
#define NEAR_THE_END 400 /* px */

/* What a row leads to. */
typedef struct {
  Conv conv;
  gint64 ord;
} Target;

#define TARGET "whin-target"

typedef struct {
  WhinSearchResults *owner;
  WhinScope scope;
  GtkWidget *box, *all; /* all: the button that shows all of it */
  GtkWidget *list;      /* a GtkListBox, or of photos a GtkFlowBox */
  guint shown;          /* rows in it */
  WhinSearch *search;   /* NULL for names */
} Group;

struct _WhinSearchResults {
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  WhinSearchFilters *filters;
  AdwStatusPage *nothing;
  GtkWidget *clear_button;
  Group groups[WHIN_N_SCOPES]; /* that of WHIN_SCOPE_ALL is not used */

  WhinClient *client;
  char *words;
  WordQuery *query;
};

G_DEFINE_FINAL_TYPE (WhinSearchResults, whin_search_results, ADW_TYPE_BIN)

static guint open_signal, leave_signal;

static const struct {
  FindKind kind;
  guint first; /* so many before "Show All" */
} kinds[WHIN_N_SCOPES] = {
  [WHIN_SCOPE_CHATS] = { FIND_ANY, 4 },        [WHIN_SCOPE_CONTACTS] = { FIND_ANY, 3 },
  [WHIN_SCOPE_MESSAGES] = { FIND_WRITTEN, 6 }, [WHIN_SCOPE_PHOTOS] = { FIND_PHOTOS, 6 },
  [WHIN_SCOPE_LINKS] = { FIND_LINKS, 3 },      [WHIN_SCOPE_FILES] = { FIND_FILES, 3 },
  [WHIN_SCOPE_VOICE] = { FIND_VOICE, 3 },
};

static gboolean
is_whole (Group *group)
{
  return whin_search_filters_get_scope (group->owner->filters) == group->scope;
}

/* A scope alone shows all there is of its kind; to look for everything takes words. */
static gboolean
is_sought (Group *group)
{
  WhinSearchResults *self = group->owner;
  WhinScope scope = whin_search_filters_get_scope (self->filters);
  gboolean narrowed = whin_search_filters_are_set (self->filters);

  if (scope != WHIN_SCOPE_ALL && scope != group->scope)
    return FALSE;
  if (!group->search)
    return (self->words[0] || scope == group->scope) && !(narrowed && scope == WHIN_SCOPE_ALL);
  return self->words[0] || narrowed || scope == group->scope;
}

/* -- Rows -- */

static void
append_row (Group *group, GtkWidget *child, const char *label, const Conv *conv, gint64 ord)
{
  gboolean photos = group->scope == WHIN_SCOPE_PHOTOS;
  GtkWidget *row = photos ? gtk_flow_box_child_new () : gtk_list_box_row_new ();
  Target *target = g_new (Target, 1);

  *target = (Target) { *conv, ord };
  g_object_set_data_full (G_OBJECT (row), TARGET, target, g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  if (photos) {
    gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (row), child);
    gtk_flow_box_append (GTK_FLOW_BOX (group->list), row);
  } else {
    gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
    gtk_list_box_append (GTK_LIST_BOX (group->list), row);
  }
  group->shown++;
}

static void
clear (Group *group)
{
  if (group->scope == WHIN_SCOPE_PHOTOS)
    gtk_flow_box_remove_all (GTK_FLOW_BOX (group->list));
  else
    gtk_list_box_remove_all (GTK_LIST_BOX (group->list));
  group->shown = 0;
}

static void
append_name (Group *group, const WhinNamed *named)
{
  WhinSearchResults *self = group->owner;
  g_autofree char *label = NULL;
  GtkWidget *row;

  if (named->chat) {
    row = whin_chat_row_new (self->client);
    whin_chat_row_set_chat (WHIN_CHAT_ROW (row), named->chat);
    label = whin_chat_row_describe (WHIN_CHAT_ROW (row));
  } else {
    row = whin_search_row_name (named, self->query);
    label = g_strdup (whin_named_get_name (named));
  }
  append_row (group, row, label, &named->conv, 0);
}

static GtkWidget *
message_child (Group *group, const MessageRow *row)
{
  WhinSearchResults *self = group->owner;

  switch (group->scope) {
  case WHIN_SCOPE_PHOTOS:
    return whin_media_tile_new (row);
  case WHIN_SCOPE_LINKS:
    return whin_search_row_link (self->client, row, self->query);
  case WHIN_SCOPE_FILES:
  case WHIN_SCOPE_VOICE:
    return whin_search_row_file (self->client, row, self->query);
  default:
    return whin_search_row_message (self->client, row, self->query);
  }
}

static void
append_message (Group *group, WhinMessage *message)
{
  const MessageRow *row = whin_message_get_row (message);
  g_autofree char *label = whin_search_describe (group->owner->client, row);

  append_row (group, message_child (group, row), label, &row->conv, row->ord);
}

/* -- Groups -- */

static void
update_nothing (WhinSearchResults *self)
{
  gboolean any = FALSE, waiting = FALSE, sought = FALSE;
  gboolean narrowed = whin_search_filters_are_set (self->filters);

  for (guint i = WHIN_SCOPE_ALL + 1; i < WHIN_N_SCOPES; i++) {
    Group *group = &self->groups[i];

    any |= group->shown > 0;
    sought |= is_sought (group);
    waiting |= is_sought (group) && group->search && whin_search_is_loading (group->search);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->nothing), !any && !waiting);
  adw_status_page_set_title (self->nothing, sought ? _ ("Nothing Found") : _ ("Search"));
  adw_status_page_set_description (
      self->nothing,
      !sought ? _ ("Type a name, a number or words of a message, or choose what to look for. Words "
                   "in “quotes” stand together.")
      : narrowed ? _ ("Try other words, or fewer, or look everywhere.")
                 : _ ("Try other words, or fewer."));
  gtk_widget_set_visible (
      self->clear_button,
      sought && (narrowed || whin_search_filters_get_scope (self->filters) != WHIN_SCOPE_ALL));
}

static void
show_group (Group *group, gboolean more)
{
  gtk_widget_set_visible (group->box, group->shown > 0);
  gtk_widget_set_visible (group->all, more && !is_whole (group));
  update_nothing (group->owner);
}

static void
fill_names (Group *group)
{
  WhinSearchResults *self = group->owner;
  guint most = is_whole (group) ? NAMES_MOST : kinds[group->scope].first;
  g_autoptr (GPtrArray) found = NULL;

  clear (group);
  if (is_sought (group))
    found = whin_names_find (self->client, self->words,
                             group->scope == WHIN_SCOPE_CHATS ? WHIN_NAMES_CHATS
                             : is_whole (group)               ? WHIN_NAMES_ALL_CONTACTS
                                                              : WHIN_NAMES_CONTACTS,
                             most + 1);
  for (guint i = 0; found && i < MIN (found->len, most); i++)
    append_name (group, found->pdata[i]);
  show_group (group, found && found->len > most);
}

static void
fill_messages (Group *group)
{
  GListModel *found = G_LIST_MODEL (group->search);
  guint n = g_list_model_get_n_items (found);
  guint most = is_whole (group) ? n : MIN (n, kinds[group->scope].first);

  for (guint i = group->shown; i < most; i++) {
    g_autoptr (WhinMessage) message = g_list_model_get_item (found, i);

    append_message (group, message);
  }
  show_group (group, n > most || whin_search_has_more (group->search));
}

static void
items_changed_cb (GListModel *found, guint position, guint removed, guint added, Group *group)
{
  if (removed)
    clear (group);
}

static void look_below (WhinSearchResults *self);

static void
answered_cb (WhinSearch *search, Group *group)
{
  fill_messages (group);
  look_below (group->owner);
}

static void
ask (Group *group)
{
  WhinSearchResults *self = group->owner;
  Find find = { .words = self->words,
                .kind = kinds[group->scope].kind,
                .limit = is_whole (group) ? PAGE : kinds[group->scope].first + 1 };

  if (is_sought (group)) {
    whin_search_filters_fill (self->filters, &find);
    whin_search_set (group->search, &find);
    return;
  }
  whin_search_set (group->search, NULL);
  clear (group);
  show_group (group, FALSE);
}

static void
search (WhinSearchResults *self)
{
  for (guint i = WHIN_SCOPE_ALL + 1; i < WHIN_N_SCOPES; i++)
    if (self->groups[i].search)
      ask (&self->groups[i]);
    else
      fill_names (&self->groups[i]);
  update_nothing (self);
}

static void
filters_cb (WhinSearchResults *self)
{
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  for (guint i = WHIN_SCOPE_ALL + 1; i < WHIN_N_SCOPES; i++)
    clear (&self->groups[i]);
  search (self);
}

/* Names change while one looks. */
static void
names_cb (WhinSearchResults *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || gtk_widget_get_focus_child (GTK_WIDGET (self)))
    return;
  fill_names (&self->groups[WHIN_SCOPE_CHATS]);
  fill_names (&self->groups[WHIN_SCOPE_CONTACTS]);
}

/* The next page, when the end is near. */
static void
look_below (WhinSearchResults *self)
{
  WhinScope scope = whin_search_filters_get_scope (self->filters);
  GtkAdjustment *place = gtk_scrolled_window_get_vadjustment (self->scroller);

  if (self->groups[scope].search &&
      gtk_adjustment_get_value (place) + gtk_adjustment_get_page_size (place) >
          gtk_adjustment_get_upper (place) - NEAR_THE_END)
    whin_search_more (self->groups[scope].search);
}

/* -- Doing -- */

static void
open_row (WhinSearchResults *self, GtkWidget *row)
{
  Target target = *(Target *) g_object_get_data (G_OBJECT (row), TARGET);

  g_signal_emit (self, open_signal, 0, &target.conv, target.ord, self->words);
}

static void
row_activated_cb (GtkWidget *list, GtkWidget *row, Group *group)
{
  open_row (group->owner, row);
}

static void
show_all_cb (GtkButton *button, Group *group)
{
  whin_search_filters_set_scope (group->owner->filters, group->scope);
  whin_search_results_focus_first (group->owner);
}

static void
clear_cb (GtkButton *button, WhinSearchResults *self)
{
  whin_search_filters_clear (self->filters);
}

static GtkWidget *
first_row (Group *group)
{
  if (group->scope == WHIN_SCOPE_PHOTOS)
    return GTK_WIDGET (gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (group->list), 0));
  return GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (group->list), 0));
}

static GtkWidget *
first_result (WhinSearchResults *self)
{
  for (guint i = WHIN_SCOPE_ALL + 1; i < WHIN_N_SCOPES; i++)
    if (self->groups[i].shown)
      return first_row (&self->groups[i]);
  return NULL;
}

static GtkWidget *
last_row (Group *group)
{
  int last = (int) group->shown - 1;

  if (group->scope == WHIN_SCOPE_PHOTOS)
    return GTK_WIDGET (gtk_flow_box_get_child_at_index (GTK_FLOW_BOX (group->list), last));
  return GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (group->list), last));
}

/* Up and down go from group to group, past the buttons between them. */
static gboolean
keynav_failed_cb (GtkWidget *list, GtkDirectionType direction, Group *group)
{
  WhinSearchResults *self = group->owner;
  int step = direction == GTK_DIR_DOWN ? 1 : -1;

  if (direction != GTK_DIR_DOWN && direction != GTK_DIR_UP)
    return FALSE;
  for (int i = (int) group->scope + step; i > WHIN_SCOPE_ALL && i < WHIN_N_SCOPES; i += step)
    if (self->groups[i].shown)
      return gtk_widget_grab_focus (step > 0 ? first_row (&self->groups[i])
                                             : last_row (&self->groups[i]));
  if (direction == GTK_DIR_UP)
    g_signal_emit (self, leave_signal, 0);
  return TRUE;
}

/* -- Making -- */

static GtkWidget *
list_new (Group *group)
{
  GtkWidget *list;

  if (group->scope == WHIN_SCOPE_PHOTOS) {
    list = gtk_flow_box_new ();
    gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (list), GTK_SELECTION_NONE);
    gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (list), TRUE);
    gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (list), 3);
    gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (list), 3);
    gtk_widget_add_css_class (list, "media-grid");
    g_signal_connect (list, "child-activated", G_CALLBACK (row_activated_cb), group);
  } else {
    list = gtk_list_box_new ();
    gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
    gtk_widget_add_css_class (list, "navigation-sidebar");
    gtk_widget_add_css_class (list, "chat-list");
    g_signal_connect (list, "row-activated", G_CALLBACK (row_activated_cb), group);
  }
  g_signal_connect (list, "keynav-failed", G_CALLBACK (keynav_failed_cb), group);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  whin_scope_name (group->scope), -1);
  return list;
}

static void
init_group (WhinSearchResults *self, WhinScope scope, GtkBox *parent)
{
  Group *group = &self->groups[scope];
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *heading = gtk_label_new (whin_scope_name (scope));
  g_autofree char *label = NULL;

  group->owner = self;
  group->scope = scope;
  group->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  group->list = list_new (group);
  group->all = gtk_button_new_with_label (_ ("Show All"));
  /* Translators: %s is a group of results: "Show All: Photos" */
  label = g_strdup_printf (_ ("Show All: %s"), whin_scope_name (scope));
  gtk_accessible_update_property (GTK_ACCESSIBLE (group->all), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_add_css_class (group->all, "flat");
  gtk_widget_add_css_class (group->all, "caption");
  g_signal_connect (group->all, "clicked", G_CALLBACK (show_all_cb), group);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_set_hexpand (heading, TRUE);
  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_add_css_class (header, "result-header");
  gtk_box_append (GTK_BOX (header), heading);
  gtk_box_append (GTK_BOX (header), group->all);
  gtk_box_append (GTK_BOX (group->box), header);
  gtk_box_append (GTK_BOX (group->box), group->list);
  gtk_widget_set_visible (group->box, FALSE);
  gtk_box_append (parent, group->box);
}

static void
dispose (GObject *object)
{
  WhinSearchResults *self = WHIN_SEARCH_RESULTS (object);

  for (guint i = 0; i < WHIN_N_SCOPES; i++)
    if (self->groups[i].search) {
      g_signal_handlers_disconnect_by_data (self->groups[i].search, &self->groups[i]);
      g_clear_object (&self->groups[i].search);
    }
  g_clear_object (&self->client);
  G_OBJECT_CLASS (whin_search_results_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  WhinSearchResults *self = WHIN_SEARCH_RESULTS (object);

  g_free (self->words);
  word_query_free (self->query);
  G_OBJECT_CLASS (whin_search_results_parent_class)->finalize (object);
}

static void
whin_search_results_class_init (WhinSearchResultsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  open_signal = g_signal_new ("open", WHIN_TYPE_SEARCH_RESULTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_INT64, G_TYPE_STRING);
  leave_signal = g_signal_new ("leave", WHIN_TYPE_SEARCH_RESULTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
}

static void
whin_search_results_init (WhinSearchResults *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->words = g_strdup ("");
  self->query = word_query_new ("");
  self->scroller = GTK_SCROLLED_WINDOW (scroller);
  self->filters = g_object_new (WHIN_TYPE_SEARCH_FILTERS, NULL);
  self->nothing = ADW_STATUS_PAGE (adw_status_page_new ());
  self->clear_button = gtk_button_new_with_label (_ ("Look Everywhere"));
  gtk_widget_add_css_class (GTK_WIDGET (self->filters), "search-filters");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->filters));
  for (guint i = WHIN_SCOPE_ALL + 1; i < WHIN_N_SCOPES; i++)
    init_group (self, i, GTK_BOX (box));
  adw_status_page_set_icon_name (self->nothing, "edit-find-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self->nothing), "compact");
  gtk_widget_add_css_class (self->clear_button, "pill");
  gtk_widget_set_halign (self->clear_button, GTK_ALIGN_CENTER);
  g_signal_connect (self->clear_button, "clicked", G_CALLBACK (clear_cb), self);
  adw_status_page_set_child (self->nothing, self->clear_button);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->nothing));
  gtk_scrolled_window_set_policy (self->scroller, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (self->scroller, box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search Results"), -1);
  g_signal_connect_swapped (self->filters, "changed", G_CALLBACK (filters_cb), self);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed",
                           G_CALLBACK (look_below), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

void
whin_search_results_set_client (WhinSearchResults *self, WhinClient *client)
{
  self->client = g_object_ref (client);
  whin_search_filters_set_client (self->filters, client);
  for (guint i = WHIN_SCOPE_MESSAGES; i < WHIN_N_SCOPES; i++) {
    Group *group = &self->groups[i];

    group->search = whin_search_new (client);
    g_signal_connect (group->search, "items-changed", G_CALLBACK (items_changed_cb), group);
    g_signal_connect (group->search, "answered", G_CALLBACK (answered_cb), group);
  }
  g_signal_connect_object (client, "people-changed", G_CALLBACK (names_cb), self,
                           G_CONNECT_SWAPPED);
  update_nothing (self);
}

void
whin_search_results_set_words (WhinSearchResults *self, const char *words)
{
  if (!g_set_str (&self->words, words))
    return;
  word_query_free (self->query);
  self->query = word_query_new (words);
  search (self);
}

void
whin_search_results_reset (WhinSearchResults *self)
{
  g_set_str (&self->words, "");
  word_query_free (self->query);
  self->query = word_query_new ("");
  whin_search_filters_clear (self->filters);
  filters_cb (self);
}

gboolean
whin_search_results_open_first (WhinSearchResults *self)
{
  GtkWidget *row = first_result (self);

  if (row)
    open_row (self, row);
  return row != NULL;
}

gboolean
whin_search_results_focus_first (WhinSearchResults *self)
{
  GtkWidget *row = first_result (self);

  return row && gtk_widget_grab_focus (row);
}
