/* linkemoji: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "linkemoji.h"

#include <glib/gi18n.h>

static const struct {
  const char *picture, *name;
} emoji[] = {
  { "🐶", N_ ("Dog") },        { "🐱", N_ ("Cat") },       { "🦁", N_ ("Lion") },
  { "🐴", N_ ("Horse") },      { "🐮", N_ ("Cow") },       { "🐷", N_ ("Pig") },
  { "🐘", N_ ("Elephant") },   { "🐰", N_ ("Rabbit") },    { "🐻", N_ ("Bear") },
  { "🐔", N_ ("Chicken") },    { "🐧", N_ ("Penguin") },   { "🦉", N_ ("Owl") },
  { "🐢", N_ ("Turtle") },     { "🐟", N_ ("Fish") },      { "🐙", N_ ("Octopus") },
  { "🐝", N_ ("Bee") },        { "🦋", N_ ("Butterfly") }, { "🐌", N_ ("Snail") },
  { "🌳", N_ ("Tree") },       { "🌵", N_ ("Cactus") },    { "🌻", N_ ("Sunflower") },
  { "🍄", N_ ("Mushroom") },   { "🍀", N_ ("Clover") },    { "🌍", N_ ("Globe") },
  { "🌙", N_ ("Moon") },       { "⭐", N_ ("Star") },      { "☁️", N_ ("Cloud") },
  { "🔥", N_ ("Fire") },       { "🌈", N_ ("Rainbow") },   { "⛄", N_ ("Snowman") },
  { "🍌", N_ ("Banana") },     { "🍎", N_ ("Apple") },     { "🍓", N_ ("Strawberry") },
  { "🍋", N_ ("Lemon") },      { "🌽", N_ ("Corn") },      { "🥕", N_ ("Carrot") },
  { "🍕", N_ ("Pizza") },      { "🎂", N_ ("Cake") },      { "🥚", N_ ("Egg") },
  { "☕", N_ ("Coffee") },     { "❤️", N_ ("Heart") },      { "🤖", N_ ("Robot") },
  { "🎩", N_ ("Hat") },        { "👓", N_ ("Glasses") },   { "👑", N_ ("Crown") },
  { "☂️", N_ ("Umbrella") },    { "⏰", N_ ("Clock") },     { "🎁", N_ ("Present") },
  { "💡", N_ ("Light bulb") }, { "📖", N_ ("Book") },      { "✏️", N_ ("Pencil") },
  { "✂️", N_ ("Scissors") },    { "🔑", N_ ("Key") },       { "🔨", N_ ("Hammer") },
  { "🔔", N_ ("Bell") },       { "🎈", N_ ("Balloon") },   { "⚽", N_ ("Football") },
  { "🎸", N_ ("Guitar") },     { "🎺", N_ ("Trumpet") },   { "🚲", N_ ("Bicycle") },
  { "🚂", N_ ("Train") },      { "🚀", N_ ("Rocket") },    { "⛵", N_ ("Sailing boat") },
  { "⚓", N_ ("Anchor") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (emoji) == LINKEMOJI_COUNT);

const char *
linkemoji_get (guint index, const char **name)
{
  g_return_val_if_fail (index < LINKEMOJI_COUNT, NULL);
  *name = _ (emoji[index].name);
  return emoji[index].picture;
}
