/* import page: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-import-page.h"

#include "whin-backup.h"
#include "whin-check-item.h"
#include "whin-client-people.h"
#include "whin-format.h"
#include "whin-own-code.h"
#include "whin-work-view.h"

#include <glib/gi18n.h>

struct _WhinImportPage {
  AdwNavigationPage parent_instance;

  GtkStack *stack;
  WhinWorkView *work_view;
  GtkLabel *count_label, *left_label;
  GtkButton *add_button, *all_button;
  GtkWidget *code_button, *retry_button;
  GtkListView *list_view;
  AdwStatusPage *none_page, *error_page;

  WhinClient *client;
  char *path;
  GListModel *people; /* of WhinContact */
  GHashTable *chosen; /* of WhinContact */
  GHashTable *items;  /* of GtkListItem, those that are bound */
};

G_DEFINE_FINAL_TYPE (WhinImportPage, whin_import_page, ADW_TYPE_NAVIGATION_PAGE)

static guint added_signal;

static void
show_page (WhinImportPage *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_set_visible (GTK_WIDGET (self->add_button), g_str_equal (name, "found"));
}

/* -- Choosing -- */

static gboolean
all_are_chosen (WhinImportPage *self)
{
  return g_hash_table_size (self->chosen) == g_list_model_get_n_items (self->people);
}

static void
show_chosen (WhinImportPage *self)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    whin_check_item_set_chosen (
        item, g_hash_table_contains (self->chosen, gtk_list_item_get_item (item)));
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), g_hash_table_size (self->chosen) > 0);
  gtk_button_set_label (self->all_button,
                        all_are_chosen (self) ? _ ("Select _None") : _ ("Select _All"));
}

/* Those that are contacts have a name that one gave them. */
static void
choose_all (WhinImportPage *self, gboolean contacts_too)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->people); i++) {
    g_autoptr (WhinContact) person = g_list_model_get_item (self->people, i);

    if (contacts_too || !whin_contact_get_row (person)->contact)
      g_hash_table_add (self->chosen, g_object_ref (person));
  }
  show_chosen (self);
}

static void
all_cb (GtkButton *button, WhinImportPage *self)
{
  if (all_are_chosen (self)) {
    g_hash_table_remove_all (self->chosen);
    show_chosen (self);
  } else {
    choose_all (self, TRUE);
  }
}

static void
activated_cb (GtkListView *view, guint position, WhinImportPage *self)
{
  g_autoptr (WhinContact) person = g_list_model_get_item (self->people, position);

  if (!g_hash_table_remove (self->chosen, person))
    g_hash_table_add (self->chosen, g_object_ref (person));
  show_chosen (self);
}

/* -- Rows -- */

static char *
words_of (WhinImportPage *self, const ContactRow *row)
{
  if (!row->contact)
    return whin_format_phone (row->phone);
  /* Translators: %s is one's own name for somebody */
  return g_strdup_printf (_ ("In your contacts as %s"),
                          whin_client_name_of (self->client, &row->acc));
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, WhinImportPage *self)
{
  WhinContact *person = gtk_list_item_get_item (item);
  const ContactRow *row = whin_contact_get_row (person);
  WhinContact *known = whin_contact_list_find (whin_client_get_contacts (self->client), &row->acc);
  g_autofree char *words = words_of (self, row);

  whin_check_item_show (item, whin_contact_get_name (person),
                        known ? whin_contact_get_row (known)->avatar : NULL, words);
  g_hash_table_add (self->items, item);
  whin_check_item_set_chosen (item, g_hash_table_contains (self->chosen, person));
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, WhinImportPage *self)
{
  g_hash_table_remove (self->items, item);
}

/* -- Looking -- */

static void
fail (WhinImportPage *self, const GError *error)
{
  adw_status_page_set_description (self->error_page, error->message);
  show_page (self, "error");
  gtk_widget_grab_focus (self->retry_button);
}

static void
show_none (WhinImportPage *self, guint people)
{
  g_autofree char *words = g_strdup_printf (
      ngettext ("There is %u person with a phone number in the file. Give them your link, so that "
                "they find you.",
                "There are %u people with a phone number in the file. Give them your link, so that "
                "they find you.",
                people),
      people);

  adw_status_page_set_description (self->none_page, words);
  show_page (self, "none");
  gtk_widget_grab_focus (self->code_button);
}

static void
show_found (WhinImportPage *self, guint people)
{
  guint here = g_list_model_get_n_items (self->people);
  g_autofree char *words =
      /* Translators: the second number is how many of them use the same server */
      g_strdup_printf (
          ngettext ("%u person, %u of them here", "%u people, %u of them here", people), people,
          here);
  GtkSelectionModel *model =
      GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (self->people)));

  gtk_label_set_label (self->count_label, words);
  gtk_list_view_set_model (self->list_view, model);
  g_object_unref (model);
  choose_all (self, FALSE);
  show_page (self, "found");
  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

static void
show_left (WhinImportPage *self, guint left)
{
  g_autofree char *words = g_strdup_printf (
      ngettext ("The server did not look up %u more number today. Import the file again tomorrow.",
                "The server did not look up %u more numbers today. Import the file again tomorrow.",
                left),
      left);

  gtk_label_set_label (self->left_label, words);
  gtk_widget_set_visible (GTK_WIDGET (self->left_label), left > 0);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinImportPage) self = user_data;
  g_autoptr (GError) error = NULL;
  WhinPeople *people = whin_client_look_for_people_finish (NULL, result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    gtk_widget_activate_action (GTK_WIDGET (self), "navigation.pop", NULL);
  } else if (!people) {
    fail (self, error);
  } else {
    g_set_object (&self->people, people->here);
    show_left (self, people->left);
    if (g_list_model_get_n_items (people->here) > 0 || people->left > 0)
      show_found (self, people->people);
    else
      show_none (self, people->people);
    whin_people_free (people);
  }
}

static void
look (WhinImportPage *self)
{
  show_page (self, "looking");
  whin_client_look_for_people_async (self->client, self->path, NULL, looked_cb,
                                     g_object_ref (self));
}

static void
retry_cb (GtkButton *button, WhinImportPage *self)
{
  look (self);
}

static void
code_cb (GtkButton *button, WhinImportPage *self)
{
  GtkWidget *pages = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);
  WhinCodePage *page = whin_own_code_page_new (self->client);

  adw_navigation_view_push (ADW_NAVIGATION_VIEW (pages), ADW_NAVIGATION_PAGE (page));
  gtk_widget_grab_focus (GTK_WIDGET (page));
}

/* -- Adding -- */

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinImportPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean added = whin_client_add_people_finish (NULL, result, &error);

  if (added)
    g_signal_emit (self, added_signal, 0, g_hash_table_size (self->chosen));
  else
    fail (self, error);
}

/* They are added also when the page is left. */
static void
add_cb (GtkButton *button, WhinImportPage *self)
{
  g_autoptr (GPtrArray) people = g_hash_table_get_keys_as_ptr_array (self->chosen);

  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  whin_client_add_people_async (self->client, people, NULL, added_cb, g_object_ref (self));
}

/* -- The page -- */

static void
whin_import_page_dispose (GObject *object)
{
  WhinImportPage *self = WHIN_IMPORT_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_IMPORT_PAGE);
  g_clear_object (&self->people);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (whin_import_page_parent_class)->dispose (object);
}

static void
whin_import_page_finalize (GObject *object)
{
  WhinImportPage *self = WHIN_IMPORT_PAGE (object);

  g_hash_table_unref (self->chosen);
  g_hash_table_unref (self->items);
  g_free (self->path);
  G_OBJECT_CLASS (whin_import_page_parent_class)->finalize (object);
}

/* Who goes back while it looks stops that. */
static void
hidden (AdwNavigationPage *page)
{
  WhinImportPage *self = WHIN_IMPORT_PAGE (page);

  if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "looking") &&
      whin_client_get_core (self->client))
    whin_client_cancel_work (self->client, WORK_PEOPLE);
}

static void
whin_import_page_class_init (WhinImportPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_import_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_import_page_finalize;
  ADW_NAVIGATION_PAGE_CLASS (klass)->hidden = hidden;
  added_signal = g_signal_new ("added", WHIN_TYPE_IMPORT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-import-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinImportPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WhinImportPage, work_view);
  gtk_widget_class_bind_template_child (widget_class, WhinImportPage, count_label);
  gtk_widget_class_bind_template_child (widget_class, WhinImportPage, left_label);
  gtk_widget_class_bind_template_child (widget_class, WhinImportPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, WhinImportPage, all_button);
  gtk_widget_class_bind_template_child (widget_class, WhinImportPage, code_button);
  gtk_widget_class_bind_template_child (widget_class, WhinImportPage, retry_button);
  gtk_widget_class_bind_template_child (widget_class, WhinImportPage, list_view);
  gtk_widget_class_bind_template_child (widget_class, WhinImportPage, none_page);
  gtk_widget_class_bind_template_child (widget_class, WhinImportPage, error_page);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, all_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, code_cb);
}

static void
whin_import_page_init (WhinImportPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_type_ensure (WHIN_TYPE_WORK_VIEW);
  self->chosen = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->items = g_hash_table_new (NULL, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (whin_check_item_setup_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_DEFAULT);
  gtk_list_view_set_factory (self->list_view, factory);
}

WhinImportPage *
whin_import_page_new (WhinClient *client, const char *path)
{
  WhinImportPage *self = g_object_new (WHIN_TYPE_IMPORT_PAGE, NULL);

  self->client = g_object_ref (client);
  self->path = g_strdup (path);
  whin_work_view_follow (self->work_view, client, WORK_PEOPLE);
  look (self);
  return self;
}
