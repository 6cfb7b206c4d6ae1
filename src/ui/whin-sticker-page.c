/* sticker page: see the header. What is typed anywhere on it is looked for, in all packs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-sticker-page-private.h"

#include "whin-client-stickers.h"
#include "whin-widget.h"

#include <glib/gi18n.h>

#define TAB_SIDE 28
#define PACK "whin-pack"

G_DEFINE_FINAL_TYPE (WhinStickerPage, whin_sticker_page, GTK_TYPE_WIDGET)

static guint picked_signal;

/* What is shown first, for as long as the program runs. */
static struct {
  gboolean recent;
  gboolean chosen;
  Id pack;
} tab;

void
whin_sticker_page_prefer (const Id *pack)
{
  tab.recent = FALSE;
  tab.chosen = TRUE;
  tab.pack = *pack;
}

static const char *
typed (WhinStickerPage *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->search));
}

const StickerPackRow *
whin_sticker_page_pack (WhinStickerPage *self)
{
  for (guint i = 0; self->packs && !tab.recent && i < self->packs->len; i++) {
    const StickerPackRow *pack = self->packs->pdata[i];

    if (id_equal (&pack->id, &tab.pack))
      return pack;
  }
  return NULL;
}

/* -- States -- */

static void
say (WhinStickerPage *self,
     const char *icon,
     const char *title,
     const char *words,
     const char *button,
     const char *action)
{
  adw_status_page_set_icon_name (self->status, icon);
  adw_status_page_set_title (self->status, title);
  adw_status_page_set_description (self->status, words);
  gtk_widget_set_visible (GTK_WIDGET (self->status_button), button != NULL);
  gtk_button_set_label (self->status_button, button ? button : "");
  gtk_button_set_use_underline (self->status_button, TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->status_button), action);
  gtk_stack_set_visible_child_name (self->stack, "status");
}

static void
say_empty (WhinStickerPage *self)
{
  if (typed (self)[0])
    say (self, "edit-find-symbolic", _ ("No Stickers Found"),
         _ ("Stickers are found by the name of their emoji."), NULL, NULL);
  else if (tab.recent)
    say (self, "document-open-recent-symbolic", _ ("No Recent Stickers"),
         _ ("Stickers that you send come here."), NULL, NULL);
  else
    say (self, "whin-sticker-symbolic", _ ("No Stickers Yet"),
         _ ("Make one of any picture, or keep one that was sent to you."), _ ("_Add Sticker…"),
         "stickers.add");
}

static gboolean
has_focus (WhinStickerPage *self, gpointer part)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  return focus && gtk_widget_is_ancestor (focus, part);
}

static void
focus_first (WhinStickerPage *self)
{
  if (!g_list_model_get_n_items (G_LIST_MODEL (self->shown))) {
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
    return;
  }
  gtk_grid_view_scroll_to (self->grid, 0, GTK_LIST_SCROLL_FOCUS, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}

/* The focus stays with the stickers, whichever they are now. */
static void
fill (WhinStickerPage *self)
{
  const StickerPackRow *pack = whin_sticker_page_pack (self);
  gboolean focused = has_focus (self, self->grid);

  g_list_store_remove_all (self->shown);
  if (typed (self)[0])
    whin_sticker_list_found (self->shown, self->packs, typed (self));
  else if (!pack)
    whin_sticker_list_recent (self->shown, self->packs);
  for (guint i = 0; !typed (self)[0] && pack && i < pack->stickers->len; i++) {
    g_autoptr (WhinSticker) sticker = whin_sticker_new (pack->stickers->pdata[i]);

    g_list_store_append (self->shown, sticker);
  }
  whin_sticker_page_update_actions (self);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->shown)))
    gtk_stack_set_visible_child_name (self->stack, "stickers");
  else
    say_empty (self);
  if (focused)
    focus_first (self);
}

/* -- Tabs -- */

static void
tab_cb (GtkToggleButton *button, WhinStickerPage *self)
{
  const Id *pack = g_object_get_data (G_OBJECT (button), PACK);

  if (!gtk_toggle_button_get_active (button))
    return;
  tab.recent = !pack;
  tab.chosen = TRUE;
  tab.pack = pack ? *pack : STICKER_PACK_OWN;
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  fill (self);
}

/* id NULL for the recent ones. */
static void
add_tab (WhinStickerPage *self, GtkWidget *child, const char *name, const Id *id)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->tabs));

  gtk_button_set_child (GTK_BUTTON (button), child);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (button, "flat");
  if (id)
    g_object_set_data_full (G_OBJECT (button), PACK, id_copy (id), g_free);
  if (first)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button),
                                id ? !tab.recent && id_equal (id, &tab.pack) : tab.recent);
  g_signal_connect_object (button, "toggled", G_CALLBACK (tab_cb), self, G_CONNECT_DEFAULT);
  gtk_box_append (self->tabs, button);
}

static GtkWidget *
face_of (const StickerPackRow *pack)
{
  GtkWidget *picture;

  if (id_is_none (&pack->id) || !pack->stickers->len)
    return gtk_image_new_from_icon_name (id_is_none (&pack->id) ? "whin-sticker-symbolic"
                                                                : "folder-symbolic");
  picture = whin_sticker_picture_new (TAB_SIDE);
  whin_sticker_picture_set (picture, ((const StickerRow *) pack->stickers->pdata[0])->file);
  return picture;
}

static void
make_tabs (WhinStickerPage *self)
{
  whin_widget_remove_children (GTK_WIDGET (self->tabs));
  add_tab (self, gtk_image_new_from_icon_name ("document-open-recent-symbolic"), _ ("Recent"),
           NULL);
  for (guint i = 0; i < self->packs->len; i++) {
    const StickerPackRow *pack = self->packs->pdata[i];

    add_tab (self, face_of (pack), whin_sticker_pack_name (pack), &pack->id);
  }
}

/* At first what one has sent; before that, what there is. */
static void
choose_tab (WhinStickerPage *self)
{
  g_autoptr (GListStore) recent = g_list_store_new (WHIN_TYPE_STICKER);

  if (tab.chosen && (tab.recent || whin_sticker_page_pack (self)))
    return;
  whin_sticker_list_recent (recent, self->packs);
  tab.recent = g_list_model_get_n_items (G_LIST_MODEL (recent)) > 0;
  tab.pack = STICKER_PACK_BUILT_IN;
}

/* -- Loading -- */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinStickerPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) packs = whin_client_query_stickers_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!packs) {
    say (self, "dialog-error-symbolic", _ ("Stickers Cannot Be Read"), error->message,
         _ ("_Try Again"), "stickers.load");
    return;
  }
  g_clear_pointer (&self->packs, g_ptr_array_unref);
  self->packs = g_steal_pointer (&packs);
  choose_tab (self);
  make_tabs (self);
  fill (self);
  if (self->entered)
    focus_first (self);
  self->entered = FALSE;
}

void
whin_sticker_page_load (WhinStickerPage *self)
{
  if (!self->packs)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  whin_client_query_stickers_async (self->client, self->cancellable, loaded_cb,
                                    g_object_ref (self));
}

void
whin_sticker_page_enter (WhinStickerPage *self)
{
  self->entered = TRUE;
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  whin_sticker_page_load (self);
}

/* -- The grid -- */

static void
pick (WhinStickerPage *self, guint position)
{
  g_autoptr (WhinSticker) sticker = g_list_model_get_item (G_LIST_MODEL (self->shown), position);

  if (sticker)
    g_signal_emit (self, picked_signal, 0, &whin_sticker_get_row (sticker)->id);
}

static void
activate_cb (WhinStickerPage *self, guint position)
{
  pick (self, position);
}

/* What is typed elsewhere goes on here. */
static void
search_changed_cb (WhinStickerPage *self)
{
  if (typed (self)[0] && !has_focus (self, self->search))
    gtk_text_grab_focus_without_selecting (
        GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (self->search))));
  if (self->packs)
    fill (self);
}

static void
search_activate_cb (WhinStickerPage *self)
{
  pick (self, 0);
}

static void
stop_search_cb (WhinStickerPage *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_POPOVER);

  if (typed (self)[0])
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  else if (popover)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

/* From what is typed down to what was found. */
static gboolean
search_key_cb (GtkEventControllerKey *keys,
               guint key,
               guint code,
               GdkModifierType state,
               WhinStickerPage *self)
{
  if (key != GDK_KEY_Down && key != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;
  focus_first (self);
  return GDK_EVENT_STOP;
}

/* -- The widget -- */

static void
whin_sticker_page_dispose (GObject *object)
{
  WhinStickerPage *self = WHIN_STICKER_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_weak_pointer (&self->owner);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_STICKER_PAGE);
  whin_widget_remove_children (GTK_WIDGET (self));
  G_OBJECT_CLASS (whin_sticker_page_parent_class)->dispose (object);
}

static void
whin_sticker_page_finalize (GObject *object)
{
  WhinStickerPage *self = WHIN_STICKER_PAGE (object);

  g_object_unref (self->cancellable);
  g_object_unref (self->shown);
  g_clear_pointer (&self->packs, g_ptr_array_unref);
  G_OBJECT_CLASS (whin_sticker_page_parent_class)->finalize (object);
}

static void
whin_sticker_page_class_init (WhinStickerPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_sticker_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_sticker_page_finalize;
  picked_signal = g_signal_new ("picked", WHIN_TYPE_STICKER_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_css_name (widget_class, "stickerpage");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-sticker-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinStickerPage, search);
  gtk_widget_class_bind_template_child (widget_class, WhinStickerPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WhinStickerPage, grid);
  gtk_widget_class_bind_template_child (widget_class, WhinStickerPage, status);
  gtk_widget_class_bind_template_child (widget_class, WhinStickerPage, status_button);
  gtk_widget_class_bind_template_child (widget_class, WhinStickerPage, tabs);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  whin_sticker_page_act_class_init (widget_class);
}

static void
whin_sticker_page_init (WhinStickerPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->cancellable = g_cancellable_new ();
  self->shown = g_list_store_new (WHIN_TYPE_STICKER);
  gtk_widget_init_template (GTK_WIDGET (self));
  whin_sticker_page_cells_init (self);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (search_key_cb), self,
                           G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self->search), keys);
}

WhinStickerPage *
whin_sticker_page_new (WhinClient *client, GtkWidget *owner)
{
  WhinStickerPage *self = g_object_new (WHIN_TYPE_STICKER_PAGE, NULL);

  self->client = g_object_ref (client);
  g_set_weak_pointer (&self->owner, owner);
  return self;
}
