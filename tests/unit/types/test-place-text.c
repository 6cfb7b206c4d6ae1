/* test-place-text: places as people have them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "place-text.h"

static void
test_right (void)
{
  static const struct {
    const char *text;
    int lat, lon;
  } cases[] = {
    { "48.2, 16.37", 48200000, 16370000 },
    { "  -33.856784 151.215297\n", -33856784, 151215297 },
    { "48.2° N, 16.37° E", 48200000, 16370000 },
    { "33.9S;151.2 e", -33900000, 151200000 },
    { "0 0", 0, 0 },
    { "-90,-180", -90000000, -180000000 },
    { "geo:48.2,16.37", 48200000, 16370000 },
    { "GEO:48.2,16.37;u=35", 48200000, 16370000 },
    { "geo:48.2,16.37,183?z=12", 48200000, 16370000 },
    { "https://www.openstreetmap.org/#map=15/48.2000/16.3700", 48200000, 16370000 },
    { "https://www.openstreetmap.org/?mlat=48.2&mlon=16.37#map=4/1/2", 48200000, 16370000 },
    { "https://www.google.com/maps/@48.2,16.37,15z", 48200000, 16370000 },
    { "https://www.google.com/maps/place/X/@1,2,17z/data=!3m1!3d48.2!4d16.37", 48200000, 16370000 },
    { "https://maps.google.com/?q=48.2,16.37", 48200000, 16370000 },
    { "https://www.google.com/maps/search/?api=1&query=48.2%2C16.37", 48200000, 16370000 },
    { "https://maps.apple.com/?ll=48.2,16.37&z=3", 48200000, 16370000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    Spot spot;

    g_test_message ("%s", cases[i].text);
    g_assert_true (place_from_text (cases[i].text, &spot));
    g_assert_cmpint (spot.lat, ==, cases[i].lat);
    g_assert_cmpint (spot.lon, ==, cases[i].lon);
  }
}

static void
test_wrong (void)
{
  static const char *const cases[] = {
    "",
    "Vienna",
    "48.2",
    "91, 0",
    "0, 181",
    "nan, nan",
    "inf,0",
    "0x10, 5",
    "48.2, 16.37 or",
    "1,2,3",
    "geo:",
    "geo:1",
    "geo:99,1",
    "https://maps.app.goo.gl/abc",
    "-3 S, 5 E",
    "https://x/?q=cafe,bar",
    "48.2 E 16.37 N",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    Spot spot;

    g_test_message ("%s", cases[i]);
    g_assert_false (place_from_text (cases[i], &spot));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/place-text/right", test_right);
  g_test_add_func ("/place-text/wrong", test_wrong);
  return g_test_run ();
}
