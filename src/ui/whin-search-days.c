/* search days: see whin-search-days.h. A few stretches of time that people mean, or one that is
 * made of two days of a calendar. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-search-days.h"

#include "whin-format.h"

#include <glib/gi18n.h>

struct _WhinSearchDays {
  GtkPopover parent_instance;

  GtkStack *stack;
  GtkCalendar *calendar;
  GtkLabel *question;
  GDateTime *first; /* NULL until the first of the two days is chosen */
};

G_DEFINE_FINAL_TYPE (WhinSearchDays, whin_search_days, GTK_TYPE_POPOVER)

static guint chosen_signal;

static const struct {
  const char *text;
  int days; /* back from today; 0: any */
} stretches[] = {
  { N_ ("Any Day"), 0 },     { N_ ("Today"), 1 },       { N_ ("Past Week"), 7 },
  { N_ ("Past Month"), 30 }, { N_ ("Past Year"), 365 },
};

static GDateTime *
midnight (GDateTime *day)
{
  return g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day),
                                g_date_time_get_day_of_month (day), 0, 0, 0);
}

static gint64
milliseconds (GDateTime *time)
{
  return g_date_time_to_unix (time) * 1000;
}

static void
choose (WhinSearchDays *self, gint64 from, gint64 until, const char *text)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, chosen_signal, 0, from, until, text);
}

static void
stretch_cb (GtkListBox *list, GtkListBoxRow *row, WhinSearchDays *self)
{
  guint index = (guint) gtk_list_box_row_get_index (row);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) today = midnight (now);
  g_autoptr (GDateTime) from = NULL;

  if (index >= G_N_ELEMENTS (stretches)) {
    g_clear_pointer (&self->first, g_date_time_unref);
    gtk_label_set_label (self->question, _ ("From which day?"));
    gtk_stack_set_visible_child_name (self->stack, "days");
    gtk_widget_grab_focus (GTK_WIDGET (self->calendar));
    return;
  }
  if (!stretches[index].days) {
    choose (self, 0, 0, NULL);
    return;
  }
  from = g_date_time_add_days (today, 1 - stretches[index].days);
  choose (self, milliseconds (from), 0, _ (stretches[index].text));
}

/* The button below the calendar: the first day, then the last. */
static void
day_cb (GtkButton *button, WhinSearchDays *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);
  g_autoptr (GDateTime) day = midnight (date);
  g_autoptr (GDateTime) first = NULL;
  g_autoptr (GDateTime) after = NULL;
  g_autofree char *from = NULL, *until = NULL, *text = NULL;

  if (!self->first) {
    self->first = g_steal_pointer (&day);
    gtk_label_set_label (self->question, _ ("Until which day?"));
    return;
  }
  first = g_steal_pointer (&self->first);
  if (g_date_time_compare (day, first) < 0) {
    GDateTime *swap = first;

    first = day;
    day = swap;
  }
  after = g_date_time_add_days (day, 1);
  from = g_date_time_format (first, "%x");
  until = g_date_time_format (day, "%x");
  text = g_str_equal (from, until) ? g_strdup (from) : g_strdup_printf ("%s – %s", from, until);
  choose (self, milliseconds (first), milliseconds (after), text);
}

static void
shown_cb (WhinSearchDays *self)
{
  gtk_stack_set_visible_child_name (self->stack, "stretches");
}

static void
finalize (GObject *object)
{
  g_clear_pointer (&WHIN_SEARCH_DAYS (object)->first, g_date_time_unref);
  G_OBJECT_CLASS (whin_search_days_parent_class)->finalize (object);
}

static void
whin_search_days_class_init (WhinSearchDaysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
  chosen_signal = g_signal_new ("chosen", WHIN_TYPE_SEARCH_DAYS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 3, G_TYPE_INT64, G_TYPE_INT64, G_TYPE_STRING);
}

static GtkWidget *
stretches_new (WhinSearchDays *self)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "navigation-sidebar");
  for (guint i = 0; i <= G_N_ELEMENTS (stretches); i++) {
    GtkWidget *label =
        gtk_label_new (i < G_N_ELEMENTS (stretches) ? _ (stretches[i].text) : _ ("Choose Days…"));

    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_list_box_append (GTK_LIST_BOX (list), label);
  }
  g_signal_connect (list, "row-activated", G_CALLBACK (stretch_cb), self);
  return list;
}

static GtkWidget *
days_new (WhinSearchDays *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *question = gtk_label_new (NULL);
  GtkWidget *calendar = gtk_calendar_new ();
  GtkWidget *button = gtk_button_new_with_label (_ ("Choose"));

  self->question = GTK_LABEL (question);
  self->calendar = GTK_CALENDAR (calendar);
  gtk_widget_add_css_class (question, "heading");
  gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect (button, "clicked", G_CALLBACK (day_cb), self);
  gtk_box_append (GTK_BOX (box), question);
  gtk_box_append (GTK_BOX (box), calendar);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

static void
whin_search_days_init (WhinSearchDays *self)
{
  GtkWidget *stack = gtk_stack_new ();

  self->stack = GTK_STACK (stack);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, stretches_new (self), "stretches");
  gtk_stack_add_named (self->stack, days_new (self), "days");
  gtk_popover_set_child (GTK_POPOVER (self), stack);
  g_signal_connect (self, "show", G_CALLBACK (shown_cb), NULL);
}

WhinSearchDays *
whin_search_days_new (void)
{
  return g_object_new (WHIN_TYPE_SEARCH_DAYS, NULL);
}
