/* people picker: contacts to choose from, with search; who is chosen stands above as chips.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_PEOPLE_PICKER (whin_people_picker_get_type ())
G_DECLARE_FINAL_TYPE (WhinPeoplePicker, whin_people_picker, WHIN, PEOPLE_PICKER, AdwBin)

/* Signals: changed ()   others are chosen */

/* group: those who are in it, or in a broadcast list, cannot be chosen; NULL for none. */
void whin_people_picker_open (WhinPeoplePicker *self, WhinClient *client, const Conv *group);
/* No more than so many can be chosen. */
void whin_people_picker_set_max (WhinPeoplePicker *self, guint max);
/* Those of them that can be chosen are. accs is of Id. */
void whin_people_picker_choose (WhinPeoplePicker *self, const GArray *accs);
/* Of Id, in the order they were chosen. Borrowed. */
const GArray *whin_people_picker_get_chosen (WhinPeoplePicker *self);

G_END_DECLS
