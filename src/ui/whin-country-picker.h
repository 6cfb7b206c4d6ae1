/* country picker: all countries with flag and calling code, to search in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "country.h"

#include <gtk/gtk.h>

typedef void (*WhinCountryFunc) (const Country *country, gpointer user_data);

/* Not called when the dialog is closed without a choice; PARENT keeps user_data alive. */
void whin_country_picker_present (GtkWidget *parent,
                                  const Country *current,
                                  WhinCountryFunc picked,
                                  gpointer user_data);
