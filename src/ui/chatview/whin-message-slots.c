/* Message row, slots: one Pango layout for each piece of text, made when first asked for and kept
 * over rebinds.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-message-row-private.h"

#include <glib/gi18n.h>

static char *
initial_of (const char *name)
{
  gunichar initial = name && *name ? g_utf8_get_char (name) : '?';
  char buffer[7] = { 0 };
  g_unichar_to_utf8 (g_unichar_toupper (initial), buffer);
  return g_strdup (buffer);
}

static const char *
slot_text (WhinMessageRow *self, WhinSlot slot, char **owned)
{
  const WhinMessageView *view = &self->view;
  switch (slot) {
  case WHIN_SLOT_TEXT:
    return whin_message_text (self);
  case WHIN_SLOT_TIME:
    *owned = view->edited
                 ? g_strdup_printf (C_ ("time of an edited message", "edited %s"), view->time)
                 : NULL;
    return *owned ? *owned : view->time;
  case WHIN_SLOT_SENDER:
    return view->sender;
  case WHIN_SLOT_QUOTE_NAME:
    return view->quote_name;
  case WHIN_SLOT_QUOTE_TEXT:
    return view->quote_text;
  case WHIN_SLOT_FILE_NAME:
    return view->file_name;
  case WHIN_SLOT_LABEL:
    return view->media_label;
  case WHIN_SLOT_FAILURE:
    return view->failure ? view->failure : _ ("Not sent");
  case WHIN_SLOT_RETRY:
    return _ ("Retry");
  case WHIN_SLOT_DISCARD:
    return _ ("Discard");
  case WHIN_SLOT_ACTION:
    return view->action;
  case WHIN_SLOT_MORE:
    return _ ("Read More");
  case WHIN_SLOT_FORWARDED:
    return _ ("Forwarded");
  case WHIN_SLOT_INITIAL:
    return *owned = initial_of (view->sender);
  case WHIN_SLOT_MORE_FACES:
    /* Translators: beside small pictures of people: so many more */
    return *owned = g_strdup_printf (_ ("+%u"), view->n_readers - view->n_faces);
  default: {
    if (slot < WHIN_SLOT_REACTION_0)
      return *owned = initial_of (view->faces[slot - WHIN_SLOT_FACE_0].name);
    const WhinReactionView *reaction = &view->reactions[slot - WHIN_SLOT_REACTION_0];
    if (reaction->count < 2)
      return reaction->emoji;
    return *owned = g_strdup_printf ("%s %u", reaction->emoji, reaction->count);
  }
  }
}

static PangoAttrList *
caption_attributes (gboolean bold)
{
  static PangoAttrList *lists[2];
  if (!lists[bold]) {
    lists[bold] = pango_attr_list_new ();
    pango_attr_list_insert (lists[bold], pango_attr_scale_new (0.82));
    pango_attr_list_insert (lists[bold], pango_attr_font_features_new ("tnum"));
    if (bold)
      pango_attr_list_insert (lists[bold], pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  }
  return lists[bold];
}

static PangoAttrList *
name_attributes (void)
{
  static PangoAttrList *list;
  if (!list) {
    list = pango_attr_list_new ();
    pango_attr_list_insert (list, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
    pango_attr_list_insert (list, pango_attr_scale_new (0.92));
  }
  return list;
}

/* In a circle whose size does not follow the font's. */
static PangoAttrList *
face_attributes (void)
{
  static PangoAttrList *list;
  if (!list) {
    list = pango_attr_list_new ();
    pango_attr_list_insert (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
    pango_attr_list_insert (list, pango_attr_size_new_absolute (9 * PANGO_SCALE));
  }
  return list;
}

static PangoAttrList *
quote_attributes (void)
{
  static PangoAttrList *list;
  if (!list) {
    list = pango_attr_list_new ();
    pango_attr_list_insert (list, pango_attr_scale_new (0.92));
  }
  return list;
}

/* Links are underlined and coloured, large emoji are scaled, and what is formatted is: the only
 * attributes that depend on the text. */
static void
set_text_attributes (WhinMessageRow *self, PangoLayout *layout)
{
  const WhinMessageView *view = &self->view;
  g_autoptr (PangoAttrList) list = NULL;
  if (view->kind == WHIN_ROW_DAY || view->kind == WHIN_ROW_UNREAD || view->kind == WHIN_ROW_NOTE) {
    pango_layout_set_attributes (layout, caption_attributes (view->kind != WHIN_ROW_NOTE));
    return;
  }
  if (self->n_emoji || self->links || self->spans || view->n_mentions || view->deleted)
    list = pango_attr_list_new ();
  if (self->n_emoji)
    pango_attr_list_insert (list, pango_attr_scale_new (self->n_emoji == 1 ? 3.2 : 2.6));
  if (view->deleted)
    pango_attr_list_insert (list, pango_attr_style_new (PANGO_STYLE_ITALIC));
  if (self->links || self->spans || view->n_mentions)
    whin_message_add_format (self, list);
  pango_layout_set_attributes (layout, list);
}

static void
set_attributes (WhinMessageRow *self, WhinSlot slot, PangoLayout *layout)
{
  if (slot == WHIN_SLOT_TEXT)
    set_text_attributes (self, layout);
  else if (slot == WHIN_SLOT_SENDER || slot == WHIN_SLOT_QUOTE_NAME)
    pango_layout_set_attributes (layout, name_attributes ());
  else if (slot == WHIN_SLOT_QUOTE_TEXT)
    pango_layout_set_attributes (layout, quote_attributes ());
  else if (slot == WHIN_SLOT_RETRY || slot == WHIN_SLOT_DISCARD || slot == WHIN_SLOT_ACTION ||
           slot == WHIN_SLOT_MORE)
    pango_layout_set_attributes (layout, caption_attributes (TRUE));
  else if (slot >= WHIN_SLOT_FACE_0 && slot < WHIN_SLOT_REACTION_0)
    pango_layout_set_attributes (layout, face_attributes ());
  else if (slot != WHIN_SLOT_FILE_NAME && slot != WHIN_SLOT_INITIAL)
    pango_layout_set_attributes (layout, caption_attributes (FALSE));
}

/* Pango takes an alignment for the interface's direction and turns it for lines that run against
 * it. */
void
whin_message_align (WhinMessageRow *self, PangoLayout *layout)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  pango_layout_set_alignment (layout, rtl ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
}

PangoLayout *
whin_message_slot (WhinMessageRow *self, WhinSlot slot)
{
  PangoLayout **layout = &self->layouts[slot];
  if (!*layout) {
    *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
    pango_layout_set_wrap (*layout, PANGO_WRAP_WORD_CHAR);
    whin_message_align (self, *layout);
    self->stale[slot] = TRUE;
  }
  if (self->stale[slot]) {
    g_autofree char *owned = NULL;
    const char *text = slot_text (self, slot, &owned);
    pango_layout_set_width (*layout, -1);
    pango_layout_set_text (*layout, text ? text : "", -1);
    set_attributes (self, slot, *layout);
    self->stale[slot] = FALSE;
  } else if (slot == WHIN_SLOT_TEXT && (self->links || self->spans || self->view.n_mentions) &&
             self->link_serial != whin_palette_get_serial (whin_message_palette (self))) {
    set_text_attributes (self, *layout);
  }
  return *layout;
}

void
whin_message_slot_size (WhinMessageRow *self, WhinSlot slot, int *width, int *height)
{
  pango_layout_get_pixel_size (whin_message_slot (self, slot), width, height);
}

/* One line, cut at MAX. */
void
whin_message_fit_line (WhinMessageRow *self,
                       WhinSlot slot,
                       PangoEllipsizeMode cut,
                       int max,
                       int *width,
                       int *height)
{
  PangoLayout *layout = whin_message_slot (self, slot);
  pango_layout_set_ellipsize (layout, cut);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  whin_message_slot_size (self, slot, width, height);
  if (*width > max || pango_layout_get_width (layout) != -1) {
    pango_layout_set_width (layout, MAX (max, 1) * PANGO_SCALE);
    whin_message_slot_size (self, slot, width, height);
  }
}
