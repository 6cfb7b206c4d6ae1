/* date popover: see whin-date-popover.h. Days are those of the calendar here.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-date-popover.h"

#include "whin-client-search.h"

#include <glib/gi18n.h>

struct _WhinDatePopover {
  GtkPopover parent_instance;

  GtkCalendar *calendar;
  GtkWidget *button;

  WhinClient *client;
  Conv conv;
  int year, month; /* whose days are marked */
  GCancellable *cancellable;
  gboolean quiet; /* the day is chosen by the program */
};

G_DEFINE_FINAL_TYPE (WhinDatePopover, whin_date_popover, GTK_TYPE_POPOVER)

static guint go_signal;

static void
cancel (WhinDatePopover *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static gint64
midnight (int year, int month, int day)
{
  g_autoptr (GDateTime) time = g_date_time_new_local (year, month, day, 0, 0, 0);

  return time ? g_date_time_to_unix (time) * 1000 : 0;
}

/* -- Days with messages -- */

static void
days_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinDatePopover) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ords =
      !self->client ? NULL : whin_client_search_days_finish (self->client, result, &error);

  if (!ords)
    return;
  gtk_calendar_clear_marks (self->calendar);
  for (guint i = 0; i < ords->len; i++)
    if (g_array_index (ords, gint64, i))
      gtk_calendar_mark_day (self->calendar, i + 1);
}

static void
show_month (WhinDatePopover *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);
  int year = g_date_time_get_year (date), month = g_date_time_get_month (date);
  guint n = g_date_get_days_in_month ((GDateMonth) month, (GDateYear) year);
  gint64 times[WHIN_CLIENT_DAYS + 1];

  if (year == self->year && month == self->month)
    return;
  self->year = year;
  self->month = month;
  gtk_calendar_clear_marks (self->calendar);
  for (guint i = 0; i < n; i++)
    times[i] = midnight (year, month, (int) i + 1);
  times[n] = month == 12 ? midnight (year + 1, 1, 1) : midnight (year, month + 1, 1);
  cancel (self);
  self->cancellable = g_cancellable_new ();
  whin_client_search_days_async (self->client, &self->conv, times, n, self->cancellable, days_cb,
                                 g_object_ref (self));
}

/* -- Going there -- */

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinDatePopover) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FoundPage) page =
      !self->client ? NULL : whin_client_search_finish (self->client, result, &error);
  gint64 ord;

  if (!page)
    return;
  ord = page->rows->len ? ((MessageRow *) page->rows->pdata[0])->ord : 0;
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, go_signal, 0, ord);
}

static void
go (WhinDatePopover *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);
  const Find find = {
    .conv = self->conv,
    .from = midnight (g_date_time_get_year (date), g_date_time_get_month (date),
                      g_date_time_get_day_of_month (date)),
    .oldest_first = TRUE,
    .limit = 1,
  };

  cancel (self);
  self->cancellable = g_cancellable_new ();
  whin_client_search_async (self->client, &find, self->cancellable, found_cb, g_object_ref (self));
}

/* Also when another month was chosen, in which nobody has pointed at a day yet. */
static void
day_selected_cb (GtkCalendar *calendar, WhinDatePopover *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (calendar);
  gboolean turned =
      g_date_time_get_year (date) != self->year || g_date_time_get_month (date) != self->month;

  show_month (self);
  if (!self->quiet && !turned)
    go (self);
}

static void
month_cb (WhinDatePopover *self)
{
  show_month (self);
}

static void
closed_cb (WhinDatePopover *self)
{
  cancel (self);
}

static void
dispose (GObject *object)
{
  WhinDatePopover *self = WHIN_DATE_POPOVER (object);

  cancel (self);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (whin_date_popover_parent_class)->dispose (object);
}

static void
whin_date_popover_class_init (WhinDatePopoverClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  go_signal = g_signal_new ("go", WHIN_TYPE_DATE_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                            G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
whin_date_popover_init (WhinDatePopover *self)
{
  static const char *const turns[] = { "next-month", "prev-month", "next-year", "prev-year" };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *calendar = gtk_calendar_new ();

  self->calendar = GTK_CALENDAR (calendar);
  self->button = gtk_button_new_with_mnemonic (_ ("_Go to Date"));
  gtk_widget_add_css_class (self->button, "suggested-action");
  gtk_accessible_update_property (GTK_ACCESSIBLE (calendar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Day to go to"), -1);
  g_signal_connect (calendar, "day-selected", G_CALLBACK (day_selected_cb), self);
  for (guint i = 0; i < G_N_ELEMENTS (turns); i++)
    g_signal_connect_swapped (calendar, turns[i], G_CALLBACK (month_cb), self);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (go), self);
  g_signal_connect (self, "closed", G_CALLBACK (closed_cb), NULL);
  gtk_box_append (GTK_BOX (box), calendar);
  gtk_box_append (GTK_BOX (box), self->button);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_popover_set_position (GTK_POPOVER (self), GTK_POS_BOTTOM);
}

WhinDatePopover *
whin_date_popover_new (WhinClient *client)
{
  WhinDatePopover *self = g_object_new (WHIN_TYPE_DATE_POPOVER, NULL);

  self->client = g_object_ref (client);
  return self;
}

void
whin_date_popover_open (WhinDatePopover *self, const Conv *conv, gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time / 1000);

  self->conv = *conv;
  self->year = self->month = 0;
  self->quiet = TRUE;
  if (date)
    gtk_calendar_select_day (self->calendar, date);
  show_month (self);
  self->quiet = FALSE;
  gtk_popover_popup (GTK_POPOVER (self));
}
