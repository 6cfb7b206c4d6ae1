/* menu names: what is in a menu says what it is to assistive tools.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* For every menu made of a menu model, from now on. */
void whin_menu_names_init (void);
