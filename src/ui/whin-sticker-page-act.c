/* sticker page, act: what is done to stickers and packs. A dialog takes the place of the popover,
 * which comes back after it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-sticker-page-private.h"

#include "whin-client-stickers.h"
#include "whin-clipboard.h"
#include "whin-sticker-add.h"
#include "whin-sticker-pack.h"

#include <glib/gi18n.h>

#define CHOSEN "whin-chosen"

/* The widget that dialogs are presented over; the popover goes. */
static GtkWidget *
leave (WhinStickerPage *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_POPOVER);

  if (popover)
    gtk_popover_popdown (GTK_POPOVER (popover));
  return self->owner;
}

/* Where what is added goes. */
static Id
pack_to_fill (WhinStickerPage *self)
{
  const StickerPackRow *pack = whin_sticker_page_pack (self);

  return pack && !id_equal (&pack->id, &STICKER_PACK_BUILT_IN) ? pack->id : STICKER_PACK_OWN;
}

/* -- Adding -- */

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinStickerPage *self = WHIN_STICKER_PAGE (widget);
  Id pack = pack_to_fill (self);

  whin_sticker_add_present (leave (self), self->client, &pack, NULL, NULL);
}

static void
pasted (GListModel *files, GdkTexture *texture, gpointer owner)
{
  WhinStickerPage *self = owner;
  g_autoptr (GFile) file = files ? g_list_model_get_item (files, 0) : NULL;
  Id pack = pack_to_fill (self);

  whin_sticker_add_present (leave (self), self->client, &pack, file, texture);
}

static void
paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinStickerPage *self = WHIN_STICKER_PAGE (widget);

  if (!whin_clipboard_read (widget, self->cancellable, pasted, self))
    gtk_widget_error_bell (widget);
}

/* -- Packs -- */

static void
new_pack_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinStickerPage *self = WHIN_STICKER_PAGE (widget);

  whin_sticker_pack_ask_name (leave (self), self->client, NULL);
}

static void
rename_pack_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinStickerPage *self = WHIN_STICKER_PAGE (widget);

  whin_sticker_pack_ask_name (leave (self), self->client, whin_sticker_page_pack (self));
}

static void
remove_pack_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinStickerPage *self = WHIN_STICKER_PAGE (widget);

  whin_sticker_pack_ask_remove (leave (self), self->client, whin_sticker_page_pack (self));
}

static void
load_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  whin_sticker_page_load (WHIN_STICKER_PAGE (widget));
}

/* -- One sticker -- */

static const StickerRow *
chosen (gpointer page)
{
  return whin_sticker_get_row (g_object_get_data (page, CHOSEN));
}

static void
raise_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinStickerPage *self = WHIN_STICKER_PAGE (widget);

  whin_client_raise_sticker (self->client, &chosen (self)->id);
  whin_sticker_page_load (self);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinStickerPage *self = WHIN_STICKER_PAGE (widget);

  whin_client_remove_sticker (self->client, &chosen (self)->id);
  whin_sticker_page_load (self);
}

static void
emoji_cb (GtkEmojiChooser *chooser, const char *emoji, WhinStickerPage *self)
{
  whin_client_set_sticker_emoji (self->client, &chosen (self)->id, emoji);
  whin_sticker_page_load (self);
}

/* In the place of the menu. */
static void
show_popover (WhinStickerPage *self, GtkWidget *popover, const GdkRectangle *place)
{
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->popover = popover;
  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), place);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static gboolean
choose_emoji_cb (gpointer user_data)
{
  g_autoptr (WhinStickerPage) self = user_data;
  GtkWidget *chooser;
  GdkRectangle place;

  if (!self->popover || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return G_SOURCE_REMOVE;
  gtk_popover_get_pointing_to (GTK_POPOVER (self->popover), &place);
  chooser = gtk_emoji_chooser_new ();
  g_signal_connect_object (chooser, "emoji-picked", G_CALLBACK (emoji_cb), self, G_CONNECT_DEFAULT);
  show_popover (self, chooser, &place);
  return G_SOURCE_REMOVE;
}

/* Once the menu is done with closing. */
static void
set_emoji_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_idle_add (choose_emoji_cb, g_object_ref (widget));
}

static GMenuModel *
menu_for (const StickerRow *row)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _ ("Change _Emoji…"), "sticker.set-emoji");
  g_menu_append (menu, _ ("Move to _Front"), "sticker.raise");
  g_menu_append (menu, _ ("_Remove"), "sticker.remove");
  return G_MENU_MODEL (menu);
}

void
whin_sticker_page_popup (WhinStickerPage *self,
                         WhinSticker *sticker,
                         GtkWidget *widget,
                         double x,
                         double y)
{
  const StickerRow *row = whin_sticker_get_row (sticker);
  graphene_point_t point, at = GRAPHENE_POINT_INIT ((float) x, (float) y);
  g_autoptr (GMenuModel) menu = NULL;

  /* What comes with the program stays as it is. */
  if (id_equal (&row->pack, &STICKER_PACK_BUILT_IN) ||
      !gtk_widget_compute_point (widget, GTK_WIDGET (self), &at, &point))
    return;
  menu = menu_for (row);
  g_object_set_data_full (G_OBJECT (self), CHOSEN, g_object_ref (sticker), g_object_unref);
  show_popover (self, gtk_popover_menu_new_from_model (menu),
                &(GdkRectangle) { (int) point.x, (int) point.y, 1, 1 });
}

/* -- Which may be done -- */

void
whin_sticker_page_update_actions (WhinStickerPage *self)
{
  const StickerPackRow *pack = whin_sticker_page_pack (self);
  gboolean named = pack && pack->name[0];

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "stickers.new-pack",
                                 self->packs && self->packs->len < STICKER_PACKS_MAX + 2);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "stickers.rename-pack", named);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "stickers.remove-pack", named);
}

void
whin_sticker_page_act_class_init (GtkWidgetClass *widget_class)
{
  static const struct {
    const char *name;
    GtkWidgetActionActivateFunc func;
  } actions[] = {
    { "stickers.add", add_action },
    { "stickers.paste", paste_action },
    { "stickers.new-pack", new_pack_action },
    { "stickers.rename-pack", rename_pack_action },
    { "stickers.remove-pack", remove_pack_action },
    { "stickers.load", load_action },
    { "sticker.raise", raise_action },
    { "sticker.remove", remove_action },
    { "sticker.set-emoji", set_emoji_action },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].func);
}
