/* Chat samples: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-samples.h"

#include <math.h>

G_DEFINE_FINAL_TYPE (SampleItem, sample_item, G_TYPE_OBJECT)

static void
sample_item_finalize (GObject *object)
{
  SampleItem *self = SAMPLE_ITEM (object);
  whin_message_view_clear (&self->view);
  g_free (self->day);
  G_OBJECT_CLASS (sample_item_parent_class)->finalize (object);
}

static void
sample_item_class_init (SampleItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sample_item_finalize;
}

static void
sample_item_init (SampleItem *self)
{
}

SampleItem *
sample_item_new (const WhinMessageView *view)
{
  SampleItem *item = g_object_new (SAMPLE_TYPE_ITEM, NULL);
  whin_message_view_copy (&item->view, view);
  return item;
}

SampleItem *
sample_message (guint number)
{
  static const char lorem[] =
      "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor ";
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean own = number / 3 % 2;
  g_string_printf (text, "m%u", number);
  for (guint k = 0; k < number * 7 % 5; k++)
    g_string_append_printf (text, " %s", lorem + number * 13 % 40);
  WhinMessageView view = {
    .own = own,
    .first_of_run = number % 3 == 0,
    .last_of_run = number % 3 == 2,
    .sender = own ? NULL : "Anna",
    .text = text->str,
    .time = "14:05",
    .tick = own ? WHIN_TICK_READ : WHIN_TICK_NONE,
  };
  if (number % 16 == 9) {
    view.media = WHIN_MEDIA_PICTURE;
    view.media_width = 800;
    view.media_height = 600;
  }
  return sample_item_new (&view);
}

void
sample_insert (GListStore *store, guint position, guint first, guint n)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items, sample_message (first + i));
  g_list_store_splice (store, position, 0, items->pdata, n);
}

GListStore *
sample_chat (guint first, guint n)
{
  GListStore *store = g_list_store_new (SAMPLE_TYPE_ITEM);
  sample_insert (store, 0, first, n);
  return store;
}

static guint8
wave (double v)
{
  return 128 + 110 * sin (v);
}

GdkPaintable *
sample_texture (int width, int height, guint hue)
{
  gsize stride = (gsize) width * 4;
  guint8 *data = g_malloc (stride * height);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      guint8 *p = data + y * stride + x * 4;
      double u = (double) x / width, v = (double) y / height;
      p[0] = wave (hue + 2.1 * u + 0.6 * sin (5 * v));
      p[1] = wave (hue * 1.7 + 1.3 * v + 0.4 * u);
      p[2] = wave (hue * 0.6 + 2.5 * v - u);
      p[3] = 255;
    }
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, stride * height);
  return GDK_PAINTABLE (gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8A8, bytes, stride));
}

static GtkWidget *
create (gpointer data)
{
  return whin_message_row_new ();
}

static void
bind (GtkWidget *row, gpointer item, guint position, gpointer data)
{
  whin_message_row_set_view (WHIN_MESSAGE_ROW (row), &SAMPLE_ITEM (item)->view);
}

static void
unbind (GtkWidget *row, gpointer item, gpointer data)
{
  whin_message_row_set_view (WHIN_MESSAGE_ROW (row), NULL);
}

static char *
day (gpointer item, gboolean *heads, gpointer data)
{
  *heads = SAMPLE_ITEM (item)->view.kind == WHIN_ROW_DAY;
  return g_strdup (SAMPLE_ITEM (item)->day);
}

const WhinChatViewFactory sample_factory = { create, bind, unbind, day };

/* The showcase */

typedef struct {
  GListStore *store;
  const char *day;
  gboolean group;
} Show;

static void
add (Show *show, WhinMessageView view)
{
  view.group = show->group;
  if (view.kind == WHIN_ROW_DAY)
    show->day = view.text;
  g_autoptr (SampleItem) item = sample_item_new (&view);
  item->day = g_strdup (show->day);
  g_list_store_append (show->store, item);
}

#define OTHER .sender = "Anna Lindqvist", .sender_colour = 4
#define BORIS .sender = "Boris", .sender_colour = 0
#define OWN .own = TRUE
#define FIRST .first_of_run = TRUE
#define LAST .last_of_run = TRUE
#define ONLY FIRST, LAST

static void
show_talk (Show *show)
{
  add (show, (WhinMessageView) { WHIN_ROW_DAY, .text = "Saturday, 21 November" });
  add (show, (WhinMessageView) {
                 WHIN_ROW_NOTE,
                 .text = "Messages are end-to-end encrypted. Nobody else can read them." });
  add (show, (WhinMessageView) {
                 OTHER, FIRST, .text = "Morning! Did you see the stonechat pair at the reservoir?",
                 .time = "09:12" });
  add (show, (WhinMessageView) { OTHER, .text = "Or whinchats, hard to tell at this distance",
                                 .time = "09:12" });
  add (show, (WhinMessageView) { OTHER, LAST, .text = "The eyebrow was very pale", .time = "09:13",
                                 .reactions = { { "👍", 2, TRUE }, { "😂", 1, FALSE } },
                                 .n_reactions = 2 });
  add (show, (WhinMessageView) { OWN, FIRST, .text = "Ha, then it was a whinchat.", .time = "09:20",
                                 .tick = WHIN_TICK_READ });
  add (show, (WhinMessageView) { OWN, LAST,
                                 .text = "The supercilium is the thing to look for: broad and "
                                         "cream in the male, buffier in the female, and it runs "
                                         "well behind the eye. Stonechats have none. Notes here: "
                                         "https://example.org/birds/whinchat(female) and "
                                         "write to birds@example.org if you see one ringed.",
                                 .time = "09:21", .tick = WHIN_TICK_READ, .edited = TRUE });
  add (show,
       (WhinMessageView) {
           BORIS, ONLY, .text = "I am coming along tomorrow, if there is room in the car",
           .time = "09:40", .quote_name = "You", .quote_colour = 5,
           .quote_text = "The supercilium is the thing to look for: broad and cream in the male" });
}

static void
show_media (Show *show)
{
  g_autoptr (GdkPaintable) big = sample_texture (640, 480, 2);
  g_autoptr (GdkPaintable) tall = sample_texture (300, 320, 5);
  g_autoptr (GdkPaintable) blur = sample_texture (8, 6, 9);
  add (show, (WhinMessageView) { WHIN_ROW_DAY, .text = "Yesterday" });
  add (show, (WhinMessageView) { OTHER, FIRST, .time = "16:02", .media = WHIN_MEDIA_PICTURE,
                                 .media_width = 1600, .media_height = 1200, .texture = big });
  add (show, (WhinMessageView) { OTHER, LAST, .text = "From the hide, just before the rain",
                                 .time = "16:02", .media = WHIN_MEDIA_PICTURE, .media_width = 1280,
                                 .media_height = 720, .placeholder = blur,
                                 .transfer = WHIN_TRANSFER_RUNNING, .progress = 0.62 });
  add (show, (WhinMessageView) { OWN, FIRST, .time = "16:10", .tick = WHIN_TICK_DELIVERED,
                                 .media = WHIN_MEDIA_VIDEO, .media_label = "0:42",
                                 .media_width = 300, .media_height = 320, .texture = tall });
  add (show, (WhinMessageView) {
                 OWN, .time = "16:11", .tick = WHIN_TICK_DELIVERED, .media = WHIN_MEDIA_FILE,
                 .content_type = "application/pdf",
                 .file_name =
                     "Breeding bird survey of the northern reservoirs 2026 (final, corrected).pdf",
                 .media_label = "PDF, 2.4 MB" });
  add (show, (WhinMessageView) { OWN, LAST, .text = "The survey, at last", .time = "16:11",
                                 .tick = WHIN_TICK_SENT, .media = WHIN_MEDIA_FILE,
                                 .content_type = "audio/ogg", .file_name = "dawn-chorus.ogg",
                                 .media_label = "1.1 of 6.3 MB", .transfer = WHIN_TRANSFER_RUNNING,
                                 .progress = 0.18 });
  add (show, (WhinMessageView) { OTHER, ONLY, .text = "😍", .time = "16:15" });
}

static void
show_end (Show *show)
{
  add (show, (WhinMessageView) { WHIN_ROW_DAY, .text = "Today" });
  add (show,
       (WhinMessageView) { OWN, FIRST, .text = "🎉🐦", .time = "08:58", .tick = WHIN_TICK_READ });
  add (show, (WhinMessageView) { OWN, LAST, .text = "Ok", .time = "08:59", .starred = TRUE,
                                 .tick = WHIN_TICK_READ });
  add (show, (WhinMessageView) { WHIN_ROW_UNREAD, .text = "3 unread messages" });
  add (show, (WhinMessageView) { OTHER, FIRST, .text = "שלום! נפגשים מחר בשעה תשע ליד המאגר?",
                                 .time = "09:31" });
  add (show, (WhinMessageView) { OTHER,
                                 .text = "مرحبا، هذا نص عربي طويل بعض الشيء لكي نرى كيف يلتف السطر "
                                         "داخل الفقاعة وأين يقع الوقت",
                                 .time = "09:31" });
  add (show, (WhinMessageView) { OTHER, LAST, .text = "Bring the scope", .time = "09:32" });
  add (show, (WhinMessageView) { OTHER, ONLY, .waiting = TRUE,
                                 .text = "Waiting for this message. This may take a while.",
                                 .time = "09:33" });
  add (show, (WhinMessageView) { WHIN_ROW_NOTE,
                                 .text = "The safety number of this chat has "
                                         "changed. Compare it to be sure.",
                                 .action = "Compare" });
  add (show, (WhinMessageView) { OWN, FIRST, .text = "Will do. Nine at the east gate?",
                                 .time = "09:40", .tick = WHIN_TICK_SENT });
  add (show, (WhinMessageView) { OWN, .text = "I have the thermos", .time = "09:41",
                                 .tick = WHIN_TICK_CLOCK });
  add (show, (WhinMessageView) { OWN, LAST, .text = "and the big map", .time = "09:41",
                                 .tick = WHIN_TICK_FAILED });
  add (show, (WhinMessageView) { WHIN_ROW_TYPING, OTHER, ONLY });
}

GListStore *
sample_showcase (gboolean group)
{
  Show show = { g_list_store_new (SAMPLE_TYPE_ITEM), NULL, group };
  show_talk (&show);
  show_media (&show);
  show_end (&show);
  return show.store;
}
