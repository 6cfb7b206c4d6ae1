/* Message view: copying and comparing what a row draws.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-message-view.h"

#include <stddef.h>

static const gsize strings[] = {
  offsetof (WhinMessageView, sender),       offsetof (WhinMessageView, text),
  offsetof (WhinMessageView, time),         offsetof (WhinMessageView, failure),
  offsetof (WhinMessageView, quote_name),   offsetof (WhinMessageView, quote_text),
  offsetof (WhinMessageView, media_label),  offsetof (WhinMessageView, file_name),
  offsetof (WhinMessageView, content_type), offsetof (WhinMessageView, action),
};

static const gsize paintables[] = {
  offsetof (WhinMessageView, avatar),
  offsetof (WhinMessageView, placeholder),
  offsetof (WhinMessageView, texture),
};

static void
copy_tiles (WhinMessageView *dest)
{
  dest->n_tiles = MIN (dest->n_tiles, WHIN_MAX_TILES);
  dest->tiles = g_memdup2 (dest->tiles, dest->n_tiles * sizeof *dest->tiles);
  for (guint i = 0; i < dest->n_tiles; i++) {
    WhinTileView *tile = &dest->tiles[i];
    tile->label = g_strdup (tile->label);
    tile->reaction = g_strdup (tile->reaction);
    if (tile->placeholder)
      g_object_ref (tile->placeholder);
    if (tile->texture)
      g_object_ref (tile->texture);
  }
}

static void
free_tiles (WhinMessageView *copy)
{
  for (guint i = 0; i < copy->n_tiles; i++) {
    g_free ((char *) copy->tiles[i].label);
    g_free ((char *) copy->tiles[i].reaction);
    g_clear_object (&copy->tiles[i].placeholder);
    g_clear_object (&copy->tiles[i].texture);
  }
  g_free (copy->tiles);
}

void
whin_message_view_copy (WhinMessageView *dest, const WhinMessageView *src)
{
  *dest = *src;
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++) {
    char **field = G_STRUCT_MEMBER_P (dest, strings[i]);
    *field = g_strdup (*field);
  }
  for (guint i = 0; i < G_N_ELEMENTS (paintables); i++) {
    GdkPaintable **field = G_STRUCT_MEMBER_P (dest, paintables[i]);
    if (*field)
      g_object_ref (*field);
  }
  dest->n_mentions = MIN (dest->n_mentions, WHIN_MAX_MENTIONS);
  dest->n_reactions = MIN (dest->n_reactions, WHIN_MAX_REACTIONS);
  for (guint i = 0; i < dest->n_reactions; i++)
    dest->reactions[i].emoji = g_strdup (src->reactions[i].emoji);
  copy_tiles (dest);
  dest->n_faces = MIN (dest->n_faces, WHIN_MAX_FACES);
  for (guint i = 0; i < dest->n_faces; i++) {
    dest->faces[i].name = g_strdup (src->faces[i].name);
    if (dest->faces[i].picture)
      g_object_ref (dest->faces[i].picture);
  }
}

void
whin_message_view_clear (WhinMessageView *copy)
{
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    g_free (G_STRUCT_MEMBER (char *, copy, strings[i]));
  for (guint i = 0; i < G_N_ELEMENTS (paintables); i++)
    g_clear_object ((GdkPaintable **) G_STRUCT_MEMBER_P (copy, paintables[i]));
  for (guint i = 0; i < copy->n_reactions; i++)
    g_free ((char *) copy->reactions[i].emoji);
  free_tiles (copy);
  for (guint i = 0; i < copy->n_faces; i++) {
    g_free ((char *) copy->faces[i].name);
    g_clear_object (&copy->faces[i].picture);
  }
  *copy = (WhinMessageView) { 0 };
}

static gboolean
same_reactions (const WhinMessageView *a, const WhinMessageView *b)
{
  if (a->n_reactions != b->n_reactions)
    return FALSE;
  for (guint i = 0; i < a->n_reactions; i++)
    if (g_strcmp0 (a->reactions[i].emoji, b->reactions[i].emoji) != 0 ||
        a->reactions[i].count != b->reactions[i].count)
      return FALSE;
  return TRUE;
}

static gboolean
same_tiles (const WhinMessageView *a, const WhinMessageView *b)
{
  if (a->n_tiles != b->n_tiles)
    return FALSE;
  for (guint i = 0; i < a->n_tiles; i++)
    if (a->tiles[i].width != b->tiles[i].width || a->tiles[i].height != b->tiles[i].height)
      return FALSE;
  return TRUE;
}

static gboolean
same_mentions (const WhinMessageView *a, const WhinMessageView *b)
{
  if (a->n_mentions != b->n_mentions)
    return FALSE;
  for (guint i = 0; i < a->n_mentions; i++)
    if (a->mentions[i].start != b->mentions[i].start || a->mentions[i].end != b->mentions[i].end ||
        a->mentions[i].own != b->mentions[i].own)
      return FALSE;
  return TRUE;
}

gboolean
whin_message_view_same_faces (const WhinMessageView *a, const WhinMessageView *b)
{
  if (a->n_faces != b->n_faces || a->n_readers != b->n_readers)
    return FALSE;
  for (guint i = 0; i < a->n_faces; i++)
    if (g_strcmp0 (a->faces[i].name, b->faces[i].name) != 0)
      return FALSE;
  return TRUE;
}

gboolean
whin_message_view_same_layout (const WhinMessageView *a, const WhinMessageView *b)
{
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    if (g_strcmp0 (G_STRUCT_MEMBER (char *, a, strings[i]),
                   G_STRUCT_MEMBER (char *, b, strings[i])) != 0)
      return FALSE;
  return a->kind == b->kind && a->own == b->own && a->first_of_run == b->first_of_run &&
         a->last_of_run == b->last_of_run && a->group == b->group && a->edited == b->edited &&
         a->starred == b->starred && a->pinned == b->pinned && a->forwarded == b->forwarded &&
         a->deleted == b->deleted && a->more == b->more && same_mentions (a, b) &&
         a->expires == b->expires && a->broadcast == b->broadcast && a->waiting == b->waiting &&
         (a->tick == WHIN_TICK_FAILED) == (b->tick == WHIN_TICK_FAILED) &&
         (a->tick == WHIN_TICK_NONE) == (b->tick == WHIN_TICK_NONE) && a->media == b->media &&
         a->media_below == b->media_below && a->media_line == b->media_line &&
         a->media_width == b->media_width && a->media_height == b->media_height &&
         same_reactions (a, b) && same_tiles (a, b);
}
