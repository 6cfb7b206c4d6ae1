/* camera: takes a picture or a video to be sent. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_TYPE_CAMERA (whin_camera_get_type ())
G_DECLARE_FINAL_TYPE (WhinCamera, whin_camera, WHIN, CAMERA, AdwDialog)

/* Signals: taken (GListModel *files)   of GFile, one in our private folder; the dialog closes */

/* In place of the desktop's camera WHINCHAT_CAMERA may name an element of GStreamer, after "gst:".
 */
AdwDialog *whin_camera_new (const char *microphone);

G_END_DECLS
