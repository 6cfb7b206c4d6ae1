/* editor: cuts, turns, draws on and blurs a picture before it is sent.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_EDITOR (whin_editor_get_type ())
G_DECLARE_FINAL_TYPE (WhinEditor, whin_editor, WHIN, EDITOR, AdwDialog)

/* Signals: edited (const char *path)   of a new file in our private folder, the receiver's to
 * remove; the dialog closes */

AdwDialog *whin_editor_new (const char *path);

G_END_DECLS
