/* qr code: a text as a QR code, black on white in every style, sharp at every size.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WHIN_TYPE_QR_CODE (whin_qr_code_get_type ())
G_DECLARE_FINAL_TYPE (WhinQrCode, whin_qr_code, WHIN, QR_CODE, GtkWidget)

/* NULL shows nothing. The text is not kept. */
void whin_qr_code_set_text (WhinQrCode *self, const char *text);

G_END_DECLS
