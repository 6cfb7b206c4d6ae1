/* stickers, built in: the birds of data/stickers, in the order in which they are shown.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "stickers.h"

#include "sticker-resources.h"

static const struct {
  const char *name;
  const char *emoji;
} birds[STICKERS_BUILT_IN] = {
  { "hello", "👋" },  { "thanks", "🙏" },   { "love", "❤️" },   { "laughing", "😂" },
  { "ok", "👍" },     { "question", "❓" }, { "party", "🎉" }, { "coffee", "☕" },
  { "sleepy", "😴" }, { "sad", "😢" },      { "rain", "🌧️" },  { "goodbye", "🧳" },
};

GBytes *
stickers_built_in (guint number, const char **emoji)
{
  static gsize registered;
  g_autofree char *path =
      g_strdup_printf ("/org/whinchat/Whinchat/stickers/%s.png", birds[number].name);

  if (g_once_init_enter (&registered)) {
    stickers_register_resource ();
    g_once_init_leave (&registered, 1);
  }
  *emoji = birds[number].emoji;
  return g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}
